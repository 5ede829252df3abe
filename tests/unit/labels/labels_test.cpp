// Labels: names only, none on another, the best ones, and still while the camera moves.
#include "view/label_view.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace tp;

namespace {

// 12 x 12 streets of 1,320 m, 120 m apart, in pieces between crossings; a stop at every third crossing, a named tower in every fourth block.
City grid_city() {
    City city;
    Streets& s = city.streets;
    auto street = [&](LocalPoint a, LocalPoint b, const std::string& name, RoadClass road_class) {
        s.line.add(std::array{a, b});
        s.from.push_back(0), s.to.push_back(0);
        s.road_class.push_back(road_class), s.level.push_back(0), s.name.push_back(name);
    };
    constexpr int n = 12;
    for (int i = 0; i < n; ++i)
        for (int k = 0; k + 1 < n; ++k) {
            RoadClass road_class = i % 4 == 0 ? RoadClass::primary : RoadClass::residential;
            street({i * 120.0, k * 120.0}, {i * 120.0, k * 120.0 + 120}, "세로" + std::to_string(i) + "길", road_class);
            street({k * 120.0, i * 120.0}, {k * 120.0 + 120, i * 120.0}, "Cross Street " + std::string(1, static_cast<char>('A' + i)), road_class);
        }
    for (int i = 0; i < n; i += 3)
        for (int k = 0; k < n; k += 3) {
            city.stops.at.push_back({i * 120.0 + 10, k * 120.0 + 10});
            city.stops.name.push_back("정류장 " + std::string(1, static_cast<char>('A' + i)) + std::string(1, static_cast<char>('A' + k)));
        }
    for (int i = 0; i + 1 < n; i += 2)
        for (int k = 0; k + 1 < n; k += 2) {
            double x = i * 120.0 + 40, y = k * 120.0 + 40;
            city.buildings.footprint.rings.add(std::array<LocalPoint, 4>{{{x, y}, {x + 40, y}, {x + 40, y + 40}, {x, y + 40}}});
            city.buildings.footprint.end_polygon();
            city.buildings.base_m.push_back(0), city.buildings.height_m.push_back(static_cast<float>(20 + 5 * i));
            city.buildings.name.push_back(k % 4 == 0 ? "타워 " + std::string(1, static_cast<char>('A' + i)) + std::string(1, static_cast<char>('A' + k)) : "noid-58229-25806-67");
        }
    city.extent.add({0, 0}), city.extent.add({1320, 1320});
    return city;
}

struct World {
    City city = grid_city();
    Ground ground{city};
    std::vector<Label> labels = city_labels(city, ground);
    std::vector<const Label*> list;
    World() {
        for (const Label& label : labels) list.push_back(&label);
    }
};

std::array<double, 2> measured(const Label& label) { return {8.0 * static_cast<double>(label.text.size()), 17.0}; }

LabelPicture picture_from(double x, double y, double z) {
    LabelPicture picture;
    picture.camera.eye = {x, y, z};
    picture.camera.target = {x + 100, y + 300, 0};
    picture.width = 1280, picture.height = 720;
    return picture;
}

bool none_overlap(const std::vector<LabelPlace>& places) {
    for (std::size_t a = 0; a < places.size(); ++a)
        for (std::size_t b = a + 1; b < places.size(); ++b)
            if (places[a].x < places[b].x + places[b].width && places[b].x < places[a].x + places[a].width && places[a].y < places[b].y + places[b].height &&
                places[b].y < places[a].y + places[a].height)
                return false;
    return true;
}

std::vector<std::uint32_t> keys_of(const std::vector<LabelPlace>& places) {
    std::vector<std::uint32_t> keys;
    for (const LabelPlace& place : places) keys.push_back(place.label->key);
    return keys;
}

// The order of what is in both is the same in both.
bool same_order(const std::vector<std::uint32_t>& before, const std::vector<std::uint32_t>& after) {
    std::vector<std::uint32_t> a, b;
    std::ranges::copy_if(before, std::back_inserter(a), [&](auto k) { return std::ranges::find(after, k) != after.end(); });
    std::ranges::copy_if(after, std::back_inserter(b), [&](auto k) { return std::ranges::find(before, k) != before.end(); });
    return a == b;
}

} // namespace

TEST_CASE("names are told from the ids of files") {
    for (const char* name : {"롯데월드", "올림픽로32길", "109동", "東京駅", "Market Hall", "Cross Street A", "Rue de l'Église", "Studio 54"}) {
        CAPTURE(name);
        CHECK(reads_like_a_name(name));
    }
    for (const char* id : {"", "7", "noid-58229-25806-67", "BLD_0a91", "bldg-35af-1", "13111-bldg-147301", "a1", "way/1234", "x", "건물20241130"}) {
        CAPTURE(id);
        CHECK_FALSE(reads_like_a_name(id));
    }
}

TEST_CASE("a picture has at most 40 names, none on another, none on what is written already, each text with air to itself") {
    World world;
    LabelPicture picture = picture_from(300, -300, 500);
    picture.reserved = {{0, 0, 500, 200}};
    LabelMemory memory;
    auto places = place_labels(world.list, picture, measured, memory);
    CHECK(places.size() > 12);
    CHECK(places.size() <= k_labels_most);
    CHECK(none_overlap(places));
    std::set<LabelKind> kinds;
    for (const LabelPlace& p : places) {
        kinds.insert(p.label->kind);
        CHECK((p.x >= 500 || p.y >= 200));
        CHECK((p.x >= 0 && p.y >= 0 && p.x + p.width <= 1280 && p.y + p.height <= 720));
        for (const LabelPlace& q : places)
            if (&p != &q && p.label->text == q.label->text) CHECK(std::hypot(p.x - q.x, p.y - q.y) >= 0.4 * 720);
    }
    CHECK(kinds.size() >= 2);
    CHECK(memory.shown == keys_of(places));
    LabelMemory none;
    picture.most = 5; // the most important of them: the wide streets
    places = place_labels(world.list, picture, measured, none);
    REQUIRE(places.size() == 5);
    CHECK(std::ranges::count_if(places, [](const LabelPlace& p) { return p.label->importance > 40; }) >= 3);
    picture = picture_from(300, 100, 200); // nearer: stops and towers too
    LabelMemory near;
    kinds.clear();
    for (const LabelPlace& p : place_labels(world.list, picture, measured, near)) kinds.insert(p.label->kind);
    CHECK(kinds.size() == 3);
}

TEST_CASE("what stands in front hides a name; nothing is named that is too small or behind the camera") {
    World world;
    LabelPicture picture = picture_from(300, -300, 500);
    LabelMemory memory;
    auto places = place_labels(world.list, picture, measured, memory);
    Image wall; // everything beyond 200 m is hidden on the left half
    wall.width = 64, wall.height = 36;
    wall.depth_m.assign(64 * 36, std::numeric_limits<float>::infinity());
    for (std::size_t y = 0; y < 36; ++y)
        for (std::size_t x = 0; x < 32; ++x) wall.depth_m[y * 64 + x] = 200;
    picture.depth = &wall;
    LabelMemory fresh;
    auto behind = place_labels(world.list, picture, measured, fresh);
    CHECK_FALSE(behind.empty());
    for (const LabelPlace& p : behind) CHECK(p.x + p.width / 2 > 560); // five pixels of the depth about the edge
    CHECK(std::ranges::any_of(places, [](const LabelPlace& p) { return p.x + p.width / 2 < 500; }));
    picture.depth = nullptr;
    picture.camera.eye = {0, 0, 20000}, picture.camera.target = {10, 10, 0};
    LabelMemory high;
    CHECK(place_labels(world.list, picture, measured, high).empty());
    picture.camera.eye = {600, 5000, 300}, picture.camera.target = {600, 6000, 300};
    CHECK(place_labels(world.list, picture, measured, high).empty());
    picture.camera.target = picture.camera.eye; // no camera at all
    CHECK(place_labels(world.list, picture, measured, high).empty());
}

TEST_CASE("on a slow flight of 100 frames no name goes on, off and on again, none overlap, none change their order") {
    World world;
    LabelMemory memory;
    std::map<std::uint32_t, int> comings;
    std::vector<std::uint32_t> before;
    std::size_t changes = 0, shown = 0;
    for (int i = 0; i < 100; ++i) {
        LabelPicture picture = picture_from(200 + 3.0 * i, -350 + 4.0 * i, 420 - 1.5 * i);
        picture.camera.target[0] += 1.2 * i; // and turns
        picture.moving = true;
        auto places = place_labels(world.list, picture, measured, memory);
        CHECK(none_overlap(places));
        CHECK(places.size() <= k_labels_most);
        auto now = keys_of(places);
        for (std::uint32_t key : now) {
            bool was = std::ranges::find(before, key) != before.end();
            if (!was) ++comings[key];
            changes += !was;
        }
        if (i > 0) CHECK(same_order(before, now));
        before = std::move(now);
        shown += before.size();
    }
    for (auto [key, times] : comings) {
        CAPTURE(key);
        CHECK(times == 1);
    }
    CHECK(shown / 100 > 12);
    CHECK(changes < 100); // one change a frame would be unrest
}

TEST_CASE("panning there and back shows what was shown; a camera that stands still brings back what rests") {
    World world;
    LabelMemory memory;
    auto at = [&](double x, bool moving) {
        LabelPicture picture = picture_from(x, -300, 420);
        picture.moving = moving;
        return keys_of(place_labels(world.list, picture, measured, memory));
    };
    auto first = at(300, false);
    auto second = at(312, true);
    CHECK(same_order(first, second));
    std::size_t kept = static_cast<std::size_t>(std::ranges::count_if(second, [&](auto k) { return std::ranges::find(first, k) != first.end(); }));
    CHECK(kept + 3 >= first.size());
    CHECK(at(312, false).size() >= second.size());
    // A name pushed aside by a title rests while the camera moves, and is there again when it stands.
    LabelPicture picture = picture_from(312, -300, 420);
    auto before = keys_of(place_labels(world.list, picture, measured, memory));
    picture.moving = true;
    picture.reserved = {{0, 0, 1280, 720}};
    CHECK(place_labels(world.list, picture, measured, memory).empty());
    picture.reserved.clear();
    CHECK(std::ranges::none_of(keys_of(place_labels(world.list, picture, measured, memory)), [&](auto k) { return std::ranges::find(before, k) != before.end(); }));
    picture.moving = false;
    CHECK(place_labels(world.list, picture, measured, memory).size() >= before.size() / 2);
}

TEST_CASE("what is proposed is named by its kind, in the language asked for") {
    City city = grid_city();
    Ground ground(city);
    Catalogue catalogue;
    Kind kind;
    kind.id = "shelter";
    kind.name = {"스마트 쉼터", "smart shelter"};
    catalogue.kinds.push_back(kind);
    std::vector<Solution> solutions(2);
    solutions[0].id = SolutionId{4}, solutions[0].kind = "shelter", solutions[0].at = LocalPoint{5, 6};
    solutions[1].id = SolutionId{5}, solutions[1].kind = "shelter"; // a service has no place
    auto ko = solution_labels(ground, solutions, catalogue, Language::ko), en = solution_labels(ground, solutions, catalogue, Language::en);
    REQUIRE(ko.size() == 1);
    CHECK(ko[0].text == "스마트 쉼터");
    CHECK(en[0].text == "smart shelter");
    CHECK(ko[0].key == en[0].key);
}
