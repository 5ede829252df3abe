// Forty ways out and more, tried in the very process that has just read a file, once for each kind of file.
#include "import/file_kind.h"
#include "robust/sandbox/escape/attempts.h"
#include "robust/sandbox/samples.h"
#include "run_program.h"

#include <cerrno>
#include <csignal>
#include <future>
#include <linux/landlock.h>
#include <map>
#include <sstream>

using namespace tp;
using namespace tp::test;
using namespace tp::escape;

namespace {

// What became of each attempt, by its number; see escape_worker.cpp for the words.
std::map<std::size_t, std::string> verdicts(const Sample& sample, const std::string& sandbox, const TemporaryFolder& folder) {
    std::filesystem::create_directories(folder / "inside");
    auto file = folder / (std::string("inside/") + sample.name);
    std::map<std::size_t, std::string> out;
    if (!sample.make(file)) return out;
    Run made = run(bin_folder() / "escape_worker", {folder.path().string(), file.string(), sandbox, (source_folder() / "assets/data").string()}, folder);
    std::istringstream lines(made.out);
    for (std::string line; std::getline(lines, line);) {
        auto tab = line.find('\t');
        if (tab != std::string::npos) out[std::stoul(line)] = line.substr(tab + 1);
    }
    return out;
}

bool is_refusal(const std::string& verdict) {
    if (verdict == "signal " + std::to_string(SIGSYS)) return true;
    for (int reason : {EPERM, EACCES, ENOSYS, EXDEV, ENOTTY})
        if (verdict == "errno " + std::to_string(reason)) return true;
    return false;
}

long landlock_version() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION); }

} // namespace

TEST_CASE("no way out, whatever kind of file was read before", "[robust]") {
    auto attempts = all_attempts();
    REQUIRE(attempts.size() >= 40);
    std::size_t refused = 0;
    std::vector<std::future<void>> halves; // two processors
    std::vector<std::map<std::size_t, std::string>> results(samples().size());
    auto half = [&](std::size_t start) {
        for (std::size_t i = start; i < samples().size(); i += 2) results[i] = verdicts(samples()[i], "landlock+seccomp", TemporaryFolder());
    };
    for (std::size_t start : {0U, 1U}) halves.push_back(std::async(std::launch::async, half, start));
    for (auto& done : halves) done.get();
    for (std::size_t i = 0; i < samples().size(); ++i) {
        if (results[i].empty()) continue; // it said why
        CAPTURE(samples()[i].name);
        CHECK(results[i].size() == attempts.size());
        for (const auto& [number, verdict] : results[i]) {
            CAPTURE(attempts[number].name, verdict);
            CHECK(is_refusal(verdict));
            refused += is_refusal(verdict) ? 1 : 0;
        }
    }
    WARN(refused << " attempts refused: " << attempts.size() << " for each of " << samples().size() << " kinds of file");
}

TEST_CASE("there is a sample for each kind of file that is read", "[robust]") {
    for (int i = 0; i < 64; ++i) {
        std::string kind = kind_name(static_cast<FileKind>(i));
        if (kind.empty() || kind == "Office" || kind == "GML Dictionary") continue; // no kind, or one that is not read by itself
        CAPTURE(kind);
        CHECK(std::ranges::any_of(samples(), [&](const Sample& s) { return s.kind == kind; }));
    }
}

TEST_CASE("the same attempts work where nothing holds them back", "[robust]") {
    TemporaryFolder folder;
    auto attempts = all_attempts();
    auto free = verdicts(samples().front(), "none", folder);
    CHECK(free.size() >= 40);
    for (const auto& [number, verdict] : free) {
        CAPTURE(attempts[number].name, verdict);
        CHECK(verdict == "ESCAPED");
    }
}

TEST_CASE("Landlock and seccomp each hold what is theirs", "[robust]") {
    auto attempts = all_attempts();
    for (const char* part : {"landlock", "seccomp"}) {
        TemporaryFolder folder;
        for (const auto& [number, verdict] : verdicts(samples().front(), part, folder)) {
            bool late = part == std::string("landlock") && (attempts[number].held & by_landlock) == 0;
            if (late && landlock_version() < 6) continue;
            CAPTURE(part, attempts[number].name, verdict);
            CHECK(is_refusal(verdict));
        }
    }
}
