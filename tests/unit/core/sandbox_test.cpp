#include "core/platform/process.h"
#include "core/platform/sandbox.h"
#include "core/platform/sanitized.h"
#include "core/platform/syscall_filter.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>

using namespace tp;

namespace {

// The soft limit of a line of /proc/ID/limits; -1 for "unlimited".
long long limit_of(int id, const std::string& name) {
    std::ifstream in("/proc/" + std::to_string(id) + "/limits");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name)) {
            std::istringstream rest(line.substr(26));
            long long value = -1;
            rest >> value;
            return rest ? value : -1;
        }
    return -2;
}

} // namespace

TEST_CASE("where part of the sandbox is missing, only who asks for it goes on") {
    const SandboxParts all{true, true}, no_landlock{false, true}, no_seccomp{true, false}, none{};
    CHECK(sandbox_to_use(all, false).value() == all);
    CHECK(sandbox_to_use(all, true).value() == all); // nothing is given up where all is there
    for (auto [here, missing] : {std::pair{no_landlock, "Landlock"}, {no_seccomp, "seccomp"}, {none, "Landlock, seccomp"}}) {
        auto refused = sandbox_to_use(here, false);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().key == "wire.no_sandbox");
        CHECK(refused.error().args == MessageArgs{{"missing", missing}});
        CHECK(sandbox_to_use(here, true).value() == here); // what there is, is used
    }
}

TEST_CASE("the worker is told in one word, and takes no other") {
    for (SandboxParts parts : {SandboxParts{true, true}, {true, false}, {false, true}, {false, false}}) CHECK(sandbox_of_word(sandbox_word(parts)) == parts);
    for (const char* word : {"", "all", "Landlock", "landlock+seccomp ", "off"}) CHECK_FALSE(sandbox_of_word(word));
}

TEST_CASE("the filter is a program that the kernel takes") {
    auto lines = syscall_filter(3);
#if defined(__x86_64__) || defined(__aarch64__)
    CHECK(lines.size() > 100);
#endif
    CHECK(lines.size() < 4096);
    for (std::size_t i = 0; i < lines.size(); ++i) // every jump stays inside, and the end is an answer
        if (BPF_CLASS(lines[i].code) == BPF_JMP) CHECK(i + 1 + std::max(lines[i].jt, lines[i].jf) < lines.size());
    if (!lines.empty()) CHECK(BPF_CLASS(lines.back().code) == BPF_RET);
}

TEST_CASE("a child is not closed off while it has two threads") {
    std::jthread other([](std::stop_token stop) {
        while (!stop.stop_requested()) std::this_thread::yield();
    });
    if (sandbox_here().landlock && !k_sanitized) CHECK(close_sandbox({true, false}, {}, 3).error().key == "wire.sandbox_failed");
}

TEST_CASE("limits hold for a running child, and follow the next request up and down") {
    auto child = ChildProcess::start("/bin/sleep", {"60"});
    REQUIRE(child);
    ChildLimits limits;
    limits.address_space_bytes = 3'000'000'000;
    limits.most_address_space_bytes = 8'000'000'000;
    limits.written_bytes = 1'000'000;
    limits.further_cpu_s = 21;
    limits.open_files = 32;
    REQUIRE(child->limit(limits));
    CHECK(limit_of(child->id(), "Max cpu time") == 21);
    CHECK(limit_of(child->id(), "Max file size") == 1'000'000);
    CHECK(limit_of(child->id(), "Max open files") == 32);
    CHECK(limit_of(child->id(), "Max core file size") == 0);
    CHECK(limit_of(child->id(), "Max processes") > 512);
    if (k_sanitized) return;
    CHECK(limit_of(child->id(), "Max address space") == 3'000'000'000);
    limits.address_space_bytes = 7'000'000'000;
    REQUIRE(child->limit(limits));
    CHECK(limit_of(child->id(), "Max address space") == 7'000'000'000);
}

TEST_CASE("how a child ended is known") {
    auto patient = ChildProcess::start("/bin/sleep", {"60"});
    REQUIRE(patient);
    CHECK(patient->end(5).killed_by_us);
    auto ended = ChildProcess::start("/bin/sh", {"-c", "exit 7"});
    REQUIRE(ended);
    CHECK(ended->end(5000).exit_status == 7);
    auto stopped = ChildProcess::start("/bin/sh", {"-c", "kill -TERM $$"});
    REQUIRE(stopped);
    ChildEnd end = stopped->end(5000);
    CHECK(end.signal == 15);
    CHECK_FALSE(end.killed_by_us);
}

TEST_CASE("a child inherits neither descriptors nor settings") {
    ::setenv("CPL_LOG", "/tmp/x", 1); // NOLINT: GDAL would write there
    int inherited = ::dup(0);         // not closed on exec
    auto child = ChildProcess::start("/bin/sh", {"-c", "test -z \"$CPL_LOG\" && test -n \"$PATH\" && test -z \"$USER_SECRET\""});
    ::close(inherited);
    ::unsetenv("CPL_LOG"); // NOLINT
    REQUIRE(child);
    CHECK(child->end(5000).exit_status == 0);
}
