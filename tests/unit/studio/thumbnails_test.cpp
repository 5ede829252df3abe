#include "studio/thumbnails.h"

#include <catch2/catch.hpp>

using namespace tp;

namespace {

ThumbnailWish wish(const std::string& key, int solutions) {
    auto list = std::make_shared<std::vector<Solution>>(static_cast<std::size_t>(solutions));
    return {key, {}, list, true};
}

Image grey(std::uint8_t value) {
    return {k_thumbnail_width, k_thumbnail_height, std::vector<std::uint8_t>(static_cast<std::size_t>(k_thumbnail_width) * k_thumbnail_height * 4, value), {}, {}};
}

} // namespace

TEST_CASE("a thumbnail is drawn once, and again when what it shows is another") {
    Thumbnails thumbnails;
    CHECK(thumbnails.take_stale({wish("proposal A", 1), wish("proposal B", 2)}).size() == 2);
    CHECK_FALSE(thumbnails.cell("proposal A")); // wanted, not there
    CHECK(thumbnails.take_stale({wish("proposal A", 1), wish("proposal B", 2)}).empty());
    thumbnails.put("proposal B", grey(7));
    REQUIRE(thumbnails.cell("proposal B"));
    auto stale = thumbnails.take_stale({wish("proposal A", 1), wish("proposal B", 3)});
    REQUIRE(stale.size() == 1);
    CHECK(stale[0].key == "proposal B");
    CHECK(thumbnails.cell("proposal B")); // the old picture until then
    ThumbnailWish turned = wish("proposal A", 1);
    turned.flight.yaw_deg += 1;
    CHECK(thumbnails.take_stale({turned, wish("proposal B", 3)}).size() == 1);

    int cell = *thumbnails.cell("proposal B");
    const Image& sheet = thumbnails.sheet();
    int columns = sheet.width / k_thumbnail_width;
    auto pixel = [&](int x, int y) { return sheet.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(sheet.width) + static_cast<std::size_t>(x)) * 4]; };
    int left = cell % columns * k_thumbnail_width, top = cell / columns * k_thumbnail_height;
    CHECK(pixel(left, top) == 7);
    CHECK(pixel(left + k_thumbnail_width - 1, top + k_thumbnail_height - 1) == 7);
    CHECK(pixel(left + k_thumbnail_width, top) != 7);
    CHECK(pixel(left, top + k_thumbnail_height) != 7);
}

TEST_CASE("cells are given back, and what does not fit has none") {
    Thumbnails thumbnails;
    std::vector<ThumbnailWish> many;
    for (int i = 0; i < 50; ++i) many.push_back(wish("proposal " + std::to_string(i), 0));
    CHECK(thumbnails.take_stale(many).size() == 36);
    thumbnails.put("proposal 0", grey(1));
    thumbnails.put("proposal 49", grey(1)); // has no cell
    CHECK_FALSE(thumbnails.cell("proposal 49"));
    CHECK(thumbnails.take_stale({wish("proposal 49", 0)}).size() == 1);
    CHECK_FALSE(thumbnails.cell("proposal 0"));
    thumbnails.put("proposal 49", Image{2, 2, std::vector<std::uint8_t>(16), {}, {}}); // of another size
    CHECK_FALSE(thumbnails.cell("proposal 49"));
    thumbnails.clear();
    CHECK(thumbnails.take_stale({wish("proposal 49", 0)}).size() == 1);
    for (int turn = 0; turn < 4; ++turn) { // what cannot be drawn is tried three times
        thumbnails.failed("proposal 49");
        CHECK(thumbnails.take_stale({wish("proposal 49", 0)}).size() == (turn < 2 ? 1 : 0));
    }
    CHECK(thumbnails.take_stale({wish("proposal 49", 1)}).size() == 1);
}
