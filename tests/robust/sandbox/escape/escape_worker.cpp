// escape_worker GROUND FILE SANDBOX DATA_FOLDER - never shipped. For each attempt it forks a child that does what the shipped
// worker does, with the same code (import_worker/serve.h): start, close itself off, read FILE for its parent; then, in the
// same process, the attempt. One line per attempt on standard output: number, TAB, what became of it:
//   "signal N"   the process was ended          "errno N"  the call was refused
//   "ESCAPED"    it worked                      "changed"  something in the folders is not as it was
//   "unread"     FILE was not read as it should be, so that the attempt proves nothing
// escape_worker --violate WORD...   one worker, as the shipped one, that makes a forbidden call when it is asked to read
// escape_worker --once WORD...      one that ends after its first answer, without a word
// escape_worker --end HOW WORD...    one that ends when it is asked to read: by that signal, or with status HOW - 1000
#include "core/platform/process.h"
#include "import_worker/serve.h"
#include "robust/sandbox/escape/attempts.h"
#include "wire/layers.h"
#include "wire/request.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/socket.h>
#include <sys/wait.h>

namespace {

namespace fs = std::filesystem;
using tp::escape::Attempt;
using tp::escape::Ground;

constexpr int k_escaped = 201, k_not_served = 202, k_not_closed = 203;

struct Given {
    Ground ground;
    std::string file, sandbox, data;
};

void write(const fs::path& path, const char* text) { std::ofstream(path, std::ios::binary) << text; }

// The folders as every attempt finds them.
void lay_out(const Ground& ground) {
    fs::create_directories(ground.inside + "/empty");
    fs::create_directories(ground.inside + "/.ssh");
    fs::create_directories(ground.outside + "/.ssh");
    write(ground.inside + "/victim.txt", "victim\n");
    write(ground.outside + "/secret.txt", "secret\n");
    write(ground.inside + "/.ssh/id_test", "key\n");
    write(ground.outside + "/.ssh/id_test", "key\n");
    std::error_code there;
    fs::create_symlink(ground.outside + "/secret.txt", ground.inside + "/link_out", there);
    fs::create_symlink(ground.outside, ground.inside + "/folder_out", there);
    fs::create_symlink("nowhere", ground.inside + "/.broken", there);
}

// Names, modes, times and bytes of all that lies in the folders.
std::string state_of(const Ground& ground) {
    std::string state;
    for (const auto& folder : {ground.inside, ground.outside})
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            auto status = entry.symlink_status();
            state += entry.path().string() + ' ' + std::to_string(static_cast<int>(status.permissions())) + ' ';
            if (!fs::is_regular_file(status)) continue;
            state += std::to_string(entry.last_write_time().time_since_epoch().count()) + ' ';
            std::ifstream in(entry.path(), std::ios::binary);
            state.append(std::istreambuf_iterator<char>(in), {});
        }
    return state;
}

[[noreturn]] void be_the_worker(const Given& given, int socket, const Attempt& attempt) {
    ::dup2(socket, tp::k_child_socket);
    std::vector<std::string> words{given.sandbox, given.data, "", "", given.ground.inside};
    auto state = tp::start_worker(words);
    if (!state) ::_exit(k_not_closed);
    if (!tp::serve_one(*state)) ::_exit(k_not_served);
    int reason = attempt.make(given.ground);
    ::_exit(reason == 0 ? k_escaped : reason);
}

bool was_read(int socket, const std::string& file) {
    std::vector<std::byte> bytes;
    tp::Descriptor memory;
    tp::ReadRequest request{file, fs::path(file).filename().string(), {}, {}, fs::path(file).parent_path().string()};
    if (!tp::send_message(socket, tp::write_request(request))) return false;
    if (tp::receive_message(socket, bytes, memory, 20'000) != tp::Received::message || !memory) return false;
    auto shared = tp::SharedMemory::map(memory, std::size_t{1} << 30);
    auto layers = shared ? tp::read_layers(shared->bytes()) : tp::Result<std::vector<tp::FeatureLayer>>{};
    return layers && !layers->empty() && layers->front().in > 0;
}

std::string verdict_of(int status, bool read) {
    if (!read) return "unread " + std::to_string(status);
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    int code = WEXITSTATUS(status);
    return code == k_escaped ? "ESCAPED" : code > k_escaped ? "unread" : "errno " + std::to_string(code);
}

std::string try_it(const Given& given, const Attempt& attempt) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return "no socket";
    tp::Descriptor ours(::fcntl(ends[0], F_DUPFD_CLOEXEC, 10)), theirs(::fcntl(ends[1], F_DUPFD_CLOEXEC, 10));
    ::close(ends[0]);
    ::close(ends[1]);
    lay_out(given.ground);
    std::string before = state_of(given.ground);
    pid_t id = ::fork();
    if (id == 0) be_the_worker(given, theirs.number(), attempt);
    theirs.reset();
    bool read = was_read(ours.number(), given.file);
    ours.reset();
    int status = 0;
    ::waitpid(id, &status, 0);
    std::string verdict = verdict_of(status, read);
    return verdict != "ESCAPED" && state_of(given.ground) != before ? "changed" : verdict;
}

void wait_for_request() {
    std::vector<std::byte> bytes;
    tp::Descriptor none;
    tp::receive_message(tp::k_child_socket, bytes, none, -1);
}

int violate(std::span<const std::string> words) {
    if (!tp::start_worker(words)) return 1;
    wait_for_request();
    ::socket(AF_INET, SOCK_STREAM, 0);
    return 0;
}

int serve_once(std::span<const std::string> words) {
    auto state = tp::start_worker(words);
    ::_exit(state && tp::serve_one(*state) ? 0 : 1);
}

int end_by(int how) {
    wait_for_request();
    if (how < 1000) ::kill(::getpid(), how);
    return how - 1000;
}

} // namespace

int main(int count, char** words) {
    const std::vector<std::string> given(words + 1, words + count);
    if (given.size() > 1 && given[0] == "--violate") return violate(std::span(given).subspan(1));
    if (given.size() > 1 && given[0] == "--once") return serve_once(std::span(given).subspan(1));
    if (given.size() > 1 && given[0] == "--end") return end_by(std::stoi(given[1]));
    if (given.size() != 4) return 2;
    Given all{{given[0] + "/inside", given[0] + "/outside", ::getpid()}, given[1], given[2], given[3]};
    bool bound = all.sandbox != "none";
    auto attempts = tp::escape::all_attempts();
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        unsigned held = attempts[i].held;
        bool asked = all.sandbox == "landlock"  ? (held & (tp::escape::by_landlock | tp::escape::by_late_landlock)) != 0
                     : all.sandbox == "seccomp" ? (held & tp::escape::by_seccomp) != 0
                                                : bound || (held & tp::escape::free_otherwise) != 0;
        if (!asked) continue;
        std::printf("%zu\t%s\n", i, try_it(all, attempts[i]).c_str());
        if (bound) continue;
        std::error_code ignored; // an attempt that worked changed them
        fs::remove(all.ground.inside + "/link_out", ignored);
        fs::remove(all.ground.inside + "/folder_out", ignored);
        for (const char* made : {"new.txt", "new_link", "new_name", "new_folder", "new_pipe", "victim.txt"})
            fs::remove(all.ground.inside + '/' + made, ignored);
        fs::remove(all.ground.outside + "/new.txt", ignored);
    }
    return 0;
}
