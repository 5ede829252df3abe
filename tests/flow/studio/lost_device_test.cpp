// The graphics device is lost while the window is open: the window goes on, the document is not touched.
#include "stage.h"

#include <catch2/catch.hpp>

#include <iostream>
#include <iterator>

using namespace tp;
using namespace tp::test;

namespace {

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

TEST_CASE("the window outlives a lost device, its own and the picture's, and can be worked with and saved from") {
    if (!on_path("Xvfb") || !on_path("xdotool")) {
        std::cerr << "SKIPPED: the lost device's window sequence needs xvfb and xdotool\n";
        return;
    }
    // vkQueueSubmit is the window's, vkQueueSubmit2 the picture's; for good: pictures are off.
    for (const char* fault : {"vkQueueSubmit:20:1:-4", "vkQueueSubmit2:4:1:-4", "vkQueueSubmit2:4:-1:-4"}) {
        CAPTURE(fault);
        Stage stage;
        draw_city(stage.folder / "city");
        fs::path document = stage.folder / "a.twin";
        output_of(stage.program() + "import " + (stage.folder / "city").string() + " -o " + document.string() + " 2>/dev/null");
        REQUIRE(fs::exists(document));
        std::string before = bytes_of(document);
        Child screen("Xvfb " + stage.display + " -screen 0 1280x800x24 >/dev/null 2>&1");
        std::this_thread::sleep_for(std::chrono::seconds(1));
        Child studio("env " + stage.prefix() + "TWINPLAN_VULKAN_FAULT='" + fault + "' LD_PRELOAD=" + (bin_folder() / "tp_vulkan_faults.so").string() + " " +
                     stage.program() + "studio " + document.string() + " >/dev/null 2>&1");
        REQUIRE(stage.title("^a.twin"));
        for (int i = 0; i < 4; ++i) stage.act("key t"); // pictures from above, and panels over them
        std::this_thread::sleep_for(std::chrono::seconds(2));
        CHECK(bytes_of(document) == before); // whatever the device did
        stage.act("key 4"); // a service needs no place: an edit, with and without a picture
        REQUIRE(stage.title("^\\* a.twin"));
        stage.act("key ctrl+s");
        REQUIRE(stage.title("^a.twin"));
        CHECK(bytes_of(document) != before);
    }
}
