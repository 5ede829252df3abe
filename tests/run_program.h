// tests/run_program.h - runs one of our programs as a user would: words in, exit status and both outputs back.
#pragma once

#include "shared_data.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tp::test {

// A folder of its own under the system's temporary one, gone with the object.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "twinplan_test_XXXXXX").string();
        m_path = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

inline std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Run {
    int status = -1; // exit status; 128 + signal where one ended it
    std::string out, err;
};

inline std::string quoted(const std::string& word) {
    std::string out = "'";
    for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// `environment`: "NAME=value" words put before the command.
inline Run run(const std::filesystem::path& program, const std::vector<std::string>& words, const TemporaryFolder& folder,
               const std::string& environment = {}) {
    std::string command = "env TWINPLAN_STATE=" + quoted((folder / "state").string()) + " LC_ALL=C.UTF-8 " + environment + ' ' +
                          quoted(program.string());
    for (const std::string& word : words) command += ' ' + quoted(word);
    command += " >" + quoted((folder / "out.txt").string()) + " 2>" + quoted((folder / "err.txt").string()) + " </dev/null";
    int status = std::system(command.c_str()); // NOLINT(concurrency-mt-unsafe,cert-env33-c): a test of the command line
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(folder / "out.txt"),
            read_file(folder / "err.txt")};
}

inline Run twinplan(const std::vector<std::string>& words, const TemporaryFolder& folder, const std::string& environment = {}) {
    return run(bin_folder() / "twinplan", words, folder, environment);
}

} // namespace tp::test
