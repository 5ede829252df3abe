// Names on a real picture: what its depth shows to be behind a building is not named.
#include "small_city.h"
#include "view/label_view.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tp;
using namespace tp::test;

TEST_CASE("a name behind the tower is left out, one before it and one on its roof are not", "[gpu]") {
    auto renderer = Renderer::create({}, true);
    REQUIRE(renderer);
    REQUIRE((*renderer)->set_city(std::make_shared<const City>(small_city())));
    FrameOptions options;
    options.width = 640, options.height = 360;
    LabelPicture picture;
    picture.camera.eye = {-120, -140, 60};
    picture.camera.target = {40, 40, 20};
    picture.width = 640, picture.height = 360;
    auto image = (*renderer)->render(picture.camera, options, false, true);
    REQUIRE(image);
    // The 60 m tower stands about (40, 40).
    const std::vector<Label> labels{{"behind", LabelKind::street, 1, {75, 80, 1}, 100, 50},
                                    {"before", LabelKind::street, 2, {-20, -25, 1}, 100, 50},
                                    {"roof", LabelKind::building, 3, {40, 40, 61}, 60, 50}};
    std::vector<const Label*> list;
    for (const Label& label : labels) list.push_back(&label);
    auto named = [&] {
        LabelMemory memory;
        std::vector<std::string> texts;
        for (const LabelPlace& place : place_labels(list, picture, [](const Label&) { return std::array{50.0, 14.0}; }, memory)) texts.push_back(place.label->text);
        std::ranges::sort(texts);
        return texts;
    };
    CHECK(named() == std::vector<std::string>{"before", "behind", "roof"}); // without depth all of them
    picture.depth = &*image;
    CHECK(named() == std::vector<std::string>{"before", "roof"});
    CHECK((*renderer)->validation_messages() == 0);
}
