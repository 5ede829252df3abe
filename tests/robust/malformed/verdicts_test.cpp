// Every file of the malformed sets comes to what its expected report, its folder, its name or its format's document
// says (verdicts.csv: "a|b" where more than one is right). None of it costs a worker.
#include "robust/malformed/outcome.h"

#include <nlohmann/json.hpp>
#include <regex>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

struct Verdict {
    std::string file, allowed, reason;
};

std::vector<Verdict> verdicts() {
    std::ifstream in(TP_VERDICTS);
    std::vector<Verdict> out;
    std::string line;
    std::getline(in, line);
    static const std::regex k_row("^(?:\"([^\"]*)\"|([^,]*)),([^,]*),\"(.*)\"$");
    while (std::getline(in, line)) {
        std::smatch match;
        REQUIRE(std::regex_match(line, match, k_row));
        out.push_back({match[1].str() + match[2].str(), '|' + match[3].str() + '|', match[4].str()});
    }
    return out;
}

bool allowed(const Verdict& verdict, Outcome outcome) {
    if (verdict.allowed.find(std::string("|") + outcome_name(outcome) + '|') != std::string::npos) return true;
    // A file that yields nothing is refused either way; the other way round is not the same.
    return outcome == Outcome::empty && verdict.allowed.find("|refused|") != std::string::npos;
}

} // namespace

TEST_CASE("every malformed file is loaded, repaired or refused as it should be", "[robust]") {
    auto set = shared("data/malformed");
    if (!set) return;
    auto came = read_folder(*set);
    auto table = verdicts();
    CHECK(table.size() > 990);
    std::set<std::string> listed;
    int no_reader = 0;
    for (const Verdict& verdict : table) {
        listed.insert(verdict.file);
        auto found = came.find(verdict.file);
        CAPTURE(verdict.file, verdict.allowed, verdict.reason);
        REQUIRE(found != came.end());
        Outcome outcome = found->second.outcome();
        if (outcome == Outcome::refused && found->second.has("no_reader") && !allowed(verdict, outcome)) {
            ++no_reader;
            continue;
        }
        INFO(outcome_name(outcome) << ": " << found->second.text());
        CHECK(allowed(verdict, outcome));
        CHECK_FALSE(found->second.has("worker_failed"));
        CHECK_FALSE(found->second.has("timeout"));
    }
    for (const auto& [file, ignored] : came) {
        CAPTURE(file);
        CHECK((listed.contains(file) || file.starts_with("gltf-validator/"))); // reports and side files of that set
    }
    if (no_reader > 0) std::cerr << "NO READER YET: " << no_reader << " of " << table.size() << " files\n";
}
