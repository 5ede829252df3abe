// tests/flow/studio/stage.h - a display without a screen, the program on it, and hands: what the window's tests share.
#pragma once

#include "shared_data.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
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
    std::string program() const { return "TWINPLAN_STATE=" + (folder / "state").string() + " XDG_DATA_HOME=" + (folder / "data").string() + " " + (bin_folder() / "twinplan").string() + " --lang ko "; }

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

inline void write_file(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

// Streets along both axes through (129.35, 36.01), one crossing there, houses in the corners: the middle of the city, and so
// of the picture from above, is the crossing.
inline void draw_city(const fs::path& folder) {
    fs::create_directories(folder);
    auto feature = [](const std::string& geometry, const std::string& properties) {
        return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":)" + geometry + "}";
    };
    auto collection = [](const std::string& features) { return R"({"type":"FeatureCollection","features":[)" + features + "]}"; };
    write_file(folder / "roads.geojson",
               collection(feature(R"({"type":"LineString","coordinates":[[129.347,36.01],[129.353,36.01]]})", R"("highway":"tertiary","lanes":4)") + "," +
                          feature(R"({"type":"LineString","coordinates":[[129.35,36.0076],[129.35,36.0124]]})", R"("highway":"residential","lanes":2)")));
    write_file(folder / "crossings.geojson", collection(feature(R"({"type":"Point","coordinates":[129.35,36.01]})", R"("highway":"crossing")")));
    std::string houses;
    for (double x : {129.3472, 129.3527})
        for (double y : {36.0077, 36.0122}) {
            char ring[256];
            std::snprintf(ring, sizeof ring, R"({"type":"Polygon","coordinates":[[[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f]]]})", x, y,
                          x + 0.0001, y, x + 0.0001, y + 0.0001, x, y + 0.0001, x, y);
            houses += (houses.empty() ? "" : ",") + feature(ring, R"("building":"yes","building:levels":3)");
        }
    write_file(folder / "buildings.geojson", collection(houses));
}

} // namespace tp::test
