// stage.h - a display without a screen, the program on it, and keys and clicks for it.
#pragma once

#include "shared_data.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tp::test {

namespace fs = std::filesystem;

inline std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return out;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
    pclose(pipe);
    while (out.ends_with('\n')) out.pop_back();
    return out;
}

inline bool on_path(const std::string& program) { return !output_of("command -v " + program).empty(); }

// A child that is ended, and waited for, with this object.
struct Child {
    pid_t pid;
    explicit Child(const std::string& command) : pid(fork()) {
        if (pid == 0) {
            execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
            _exit(127);
        }
    }
    Child(const Child&) = delete;
    ~Child() {
        kill(pid, SIGTERM);
        waitpid(pid, nullptr, 0);
    }
};

struct Stage {
    fs::path folder = fs::temp_directory_path() / ("twinplan_studio_test_" + std::to_string(getpid()));
    std::string display = ":" + std::to_string(200 + getpid() % 700);
    std::string prefix() const { return "DISPLAY=" + display + " "; }
    std::string program() const { return "TWINPLAN_STATE=" + (folder / "state").string() + " " + (test::bin_folder() / "twinplan").string() + " --lang ko "; }

    Stage() { fs::create_directories(folder); }
    ~Stage() { fs::remove_all(folder); }

    void act(const std::string& words) const {
        output_of(prefix() + "xdotool " + words + " 2>/dev/null");
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
    // Waits until a window's title matches; a machine under load may take its time.
    bool title(const std::string& pattern) const {
        for (int turn = 0; turn < 240; ++turn) {
            if (!output_of(prefix() + "xdotool search --name '" + pattern + "' 2>/dev/null").empty()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(250));
        }
        return false;
    }
};

} // namespace tp::test
