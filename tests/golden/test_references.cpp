// Pictures against references: bit for bit on the driver that a reference names, as a person sees them on any other.
//
// The references are 160 x 90 pixels of the made city in tests/golden/references/NAME.png; their driver is in driver.txt. A
// picture that differs is left in TWINPLAN_PICTURES (or the build's folder `pictures`) as NAME.before.png, NAME.after.png and
// NAME.difference.png (FLIP). References change only in a commit that shows these three:
//   TWINPLAN_WRITE_REFERENCES=1 build/release/bin/test_golden "[reference]"
// writes the three for what changed, and then the new references.
#include "compare_pictures.h"
#include "small_city.h"
#include "vk/device.h"

#include "shared_data.h"
#include "view/view.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>

using namespace tp;
using namespace tp::test;

namespace {

std::filesystem::path folder() { return source_folder() / "tests/golden/references"; }

std::filesystem::path pictures_folder() {
    const char* named = std::getenv("TWINPLAN_PICTURES");
    return named ? std::filesystem::path(named) : bin_folder().parent_path() / "pictures";
}

// Before, after and difference side by side in a folder.
void leave(const std::string& name, const Image& before, const Image& after, const PictureDifference& difference) {
    std::filesystem::create_directories(pictures_folder());
    write_picture(pictures_folder() / (name + ".before.png"), before);
    write_picture(pictures_folder() / (name + ".after.png"), after);
    write_picture(pictures_folder() / (name + ".difference.png"), difference_picture(difference, after.width, after.height));
    std::cerr << name << ": mean " << difference.mean << ", most " << difference.most << ", blob " << difference.largest_blob_px << " px; see "
              << (pictures_folder() / name).string() << ".*.png\n";
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
    std::ifstream file(folder() / "driver.txt");
    std::getline(file, of);
    REQUIRE((write || !of.empty()));
    for (One one : {One{"layer", &day}, {"plain", &plain}, {"night", &night}, {"no_shadow", &off}}) {
        auto image = renderer.render(camera, *one.options);
        REQUIRE(image);
        auto path = folder() / (std::string(one.name) + ".png");
        CAPTURE(one.name, of, driver);
        if (!write || std::filesystem::exists(path)) {
            Image reference = read_picture(path);
            REQUIRE(reference.rgba.size() == image->rgba.size());
            bool same = reference.rgba == image->rgba;
            auto difference = compare_pictures(reference, *image);
            if (!same) leave(one.name, reference, *image, difference);
            if (!write && of == driver) CHECK(same);
            if (!write) CHECK(difference.same_to_a_person());
        }
        if (write) write_picture(path, *image);
    }
    if (write) std::ofstream(folder() / "driver.txt") << driver << '\n';
}
