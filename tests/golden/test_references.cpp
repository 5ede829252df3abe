// Exact pictures: on the driver that a reference names, a frame is the same bit for bit.
//
// The references are 160 x 90 pixels of the made city in tests/golden/references/NAME.png; their driver is in
// driver.txt. They change only in a commit that says what changed in the picture:
// TWINPLAN_WRITE_REFERENCES=1 build/release/bin/test_golden "[reference]".
#include "small_city.h"
#include "vk/device.h"

#include "shared_data.h"
#include "view/view.h"

#include <catch2/catch.hpp>
#include <png.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

using namespace tp;
using namespace tp::test;

namespace {

std::filesystem::path folder() { return source_folder() / "tests/golden/references"; }

void write_picture(const std::filesystem::path& path, const Image& image) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = PNG_FORMAT_RGBA;
    REQUIRE(png_image_write_to_file(&png, path.c_str(), 0, image.rgba.data(), 0, nullptr) != 0);
}

std::vector<std::uint8_t> read_picture(const std::filesystem::path& path) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_file(&png, path.c_str()) != 0);
    png.format = PNG_FORMAT_RGBA;
    std::vector<std::uint8_t> out(PNG_IMAGE_SIZE(png));
    REQUIRE(png_image_finish_read(&png, nullptr, out.data(), 0, nullptr) != 0);
    return out;
}

} // namespace

TEST_CASE("pictures equal their references on the references' driver", "[gpu][reference]") {
    auto made = Renderer::create();
    REQUIRE(made);
    Renderer& renderer = **made;
    REQUIRE(renderer.set_city(std::make_shared<const City>(small_city(true))));
    REQUIRE(renderer.set_solutions(small_solutions(), small_catalogue()));
    REQUIRE(renderer.set_layer(small_layer()));
    FrameOptions day;
    day.width = 160;
    day.height = 90;
    day.samples_per_side = 2;
    FrameOptions plain = day, night = day, off = day;
    plain.layer_on = false;
    night.sun.elevation_deg = -20;
    off.layer_on = false;
    off.shadow = ShadowMode::off;
    off.samples_per_side = 1;
    Camera camera;
    camera.eye = {-170, -190, 150};
    camera.target = {10, 10, 5};
    struct One {
        const char* name;
        const FrameOptions* options;
    };
    std::string driver = renderer.device()->driver(), of;
    bool write = std::getenv("TWINPLAN_WRITE_REFERENCES") != nullptr;
    if (write) {
        std::filesystem::create_directories(folder());
        std::ofstream(folder() / "driver.txt") << driver << '\n';
    }
    std::ifstream file(folder() / "driver.txt");
    std::getline(file, of);
    REQUIRE_FALSE(of.empty());
    if (of != driver) {
        std::cerr << "SKIPPED: references are of " << of << ", this is " << driver << '\n';
        return;
    }
    for (One one : {One{"layer", &day}, {"plain", &plain}, {"night", &night}, {"no_shadow", &off}}) {
        auto image = renderer.render(camera, *one.options);
        REQUIRE(image);
        auto path = folder() / (std::string(one.name) + ".png");
        if (write) write_picture(path, *image);
        CAPTURE(one.name);
        CHECK(read_picture(path) == image->rgba);
    }
}
