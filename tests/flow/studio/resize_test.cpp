// Sizes that a window may get: storms of them, next to nothing, larger than the screen, hidden and shown again.
#include "stage.h"

#include <catch2/catch.hpp>

#include <iostream>

using namespace tp;
using namespace tp::test;

TEST_CASE("a window that is resized without end, hidden and shown is worked with afterwards") {
    if (!on_path("Xvfb") || !on_path("xdotool")) {
        std::cerr << "SKIPPED: the resizing sequence needs xvfb and xdotool\n";
        return;
    }
    Stage stage;
    draw_city(stage.folder / "city");
    fs::path document = stage.folder / "a.twin";
    output_of(stage.program() + "import " + (stage.folder / "city").string() + " -o " + document.string() + " 2>/dev/null");
    REQUIRE(fs::exists(document));
    Child screen("Xvfb " + stage.display + " -screen 0 1280x800x24 >/dev/null 2>&1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    Child studio("env " + stage.prefix() + stage.program() + "studio " + document.string() + " >/dev/null 2>&1");
    REQUIRE(stage.title("^a.twin"));
    std::string window = output_of(stage.prefix() + "xdotool search --name '^a.twin'");
    REQUIRE_FALSE(window.empty());
    window = window.substr(0, window.find('\n'));
    std::string storm = "xdotool";
    for (int i = 0; i < 120; ++i) {
        int width = i % 17 == 0 ? 1 : 40 + i * 211 % 1900, height = i % 13 == 0 ? 1 : 30 + i * 157 % 1100;
        storm += " windowsize " + window + " " + std::to_string(width) + " " + std::to_string(height) + (i % 6 == 0 ? " sleep 0.05" : "");
    }
    output_of(stage.prefix() + storm + " 2>/dev/null");
    for (int i = 0; i < 3; ++i) {
        stage.act("windowunmap " + window);
        stage.act("windowmap " + window);
    }
    stage.act("windowsize " + window + " 1 1");
    stage.act("windowsize " + window + " 7680 4320"); // most of it lies outside the screen
    std::this_thread::sleep_for(std::chrono::seconds(1));
    stage.act("windowsize " + window + " 1280 800");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    stage.act("windowfocus " + window);
    stage.act("key 4"); // a service needs no place
    REQUIRE(stage.title("^\\* a.twin"));
    stage.act("key ctrl+s");
    REQUIRE(stage.title("^a.twin"));
    CHECK(kill(studio.pid, 0) == 0);
}
