#include "studio/place.h"
#include "studio/worker.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <random>

using namespace tp;

namespace {

City small_city() {
    City city;
    city.extent = {{-500, -500}, {500, 500}};
    for (LocalPoint at : {LocalPoint{0, 0}, LocalPoint{40, 0}, LocalPoint{300, 300}}) {
        city.crossings.at.push_back(at);
        city.crossings.signal.push_back(Tri::unknown);
        city.crossings.edge.push_back(-1);
        city.crossings.along_m.push_back(0);
        city.crossings.width_m.push_back(8);
        city.crossings.raised.push_back(Tri::unknown);
        city.crossings.refuge.push_back(Tri::unknown);
        city.crossings.origin.push_back({});
    }
    return city;
}

} // namespace

TEST_CASE("a crossing kind goes to the nearest crossing within reach, a point kind stays") {
    City city = small_city();
    Kind kind;
    kind.geometry = Geometry::crossing;
    Snapped s = snap(city, kind, {25, 3});
    CHECK(s.snapped);
    CHECK(s.index == 1);
    CHECK(s.at == LocalPoint{40, 0});
    CHECK_FALSE(snap(city, kind, {150, 0}).snapped);
    CHECK(snap(city, kind, {150, 0}).at == LocalPoint{150, 0});
    kind.geometry = Geometry::point;
    CHECK_FALSE(snap(city, kind, {1, 1}).snapped);
}

TEST_CASE("the ground under a pixel is drawn at that pixel") {
    City city = small_city();
    city.terrain.shape = {50, 50, 20.0, {-500, -500}};
    city.terrain.height_m.resize(2500);
    for (std::size_t i = 0; i < 2500; ++i) city.terrain.height_m[i] = 20.0F + 0.3F * static_cast<float>(i % 50); // a slope
    Ground ground(city);
    Flight flight;
    flight.focus = {0, 0, ground.height_m({0, 0})};
    flight.distance_m = 400;
    PicturePoint at{0.3, 0.1};
    auto found = ground_under(camera_of(flight), 1.5, at, ground);
    REQUIRE(found);
    auto back = picture_of(camera_of(flight), 1.5, ground, *found);
    REQUIRE(back);
    CHECK(back->x == Approx(at.x).margin(2e-3));
    CHECK(back->y == Approx(at.y).margin(2e-3));
}

TEST_CASE("no flight ends under a hill") {
    City city = small_city();
    city.terrain.shape = {50, 50, 20.0, {-500, -500}};
    city.terrain.height_m.assign(2500, 10.0F);
    for (std::size_t i = 0; i < 2500; ++i)
        if (i / 50 < 20) city.terrain.height_m[i] = 210.0F; // a plateau in the south
    Ground ground(city);
    Flight flight;
    flight.focus = {0, 150, 0};
    flight.yaw_deg = 0; // looking north: the eye is over, or in, the plateau
    flight.pitch_deg = -8;
    flight.distance_m = 450;
    Camera before = camera_of(flight);
    REQUIRE(before.eye[2] < ground.height_m({before.eye[0], before.eye[1]}));
    Flight lifted = above_ground(flight, ground);
    Camera after = camera_of(lifted);
    CHECK(after.eye[2] > ground.height_m({after.eye[0], after.eye[1]}) + 3.9);
    CHECK(lifted.focus[2] == Approx(ground.height_m({0, 150})));
    CHECK(above_ground(lifted, ground).pitch_deg == lifted.pitch_deg);
}

TEST_CASE("differences take one list of solutions to the other") {
    std::mt19937 random(3);
    auto list = [&] {
        std::vector<Solution> out;
        for (std::uint32_t id = 1; id < 12; ++id)
            if (random() % 3 != 0) out.push_back({SolutionId{id}, "k", LocalPoint{static_cast<double>(random() % 2), 0}, 0, 1, {}, ""});
        return out;
    };
    for (int turn = 0; turn < 200; ++turn) {
        auto before = list(), after = list();
        ChangeSet change = difference(before, after);
        for (const Solution& gone : change.removed) std::erase(before, gone);
        before.insert(before.end(), change.added.begin(), change.added.end());
        std::ranges::sort(before, {}, &Solution::id);
        CHECK(before == after);
    }
    CHECK(difference(list(), {}).added.empty());
}

TEST_CASE("a worker keeps the newest job of a key, in order with the others") {
    std::vector<int> done;
    std::promise<void> gate, end;
    auto open = gate.get_future().share();
    {
        Worker worker;
        worker.post([open] { open.wait(); });
        worker.post_latest(1, [&] { done.push_back(1); });
        worker.post([&] { done.push_back(2); });
        worker.post_latest(1, [&] { done.push_back(3); }); // replaces the first
        worker.post([&] { end.set_value(); });
        CHECK(worker.busy());
        gate.set_value();
        end.get_future().wait();
    }
    CHECK(done == std::vector<int>{3, 2});
}

TEST_CASE("the inbox runs what other threads posted, once, in order") {
    int woken = 0;
    Inbox inbox([&] { ++woken; });
    std::vector<int> got;
    for (int i = 0; i < 3; ++i) inbox.post([&got, i] { got.push_back(i); });
    CHECK(woken == 3);
    CHECK(inbox.run_all() == 3);
    CHECK(inbox.run_all() == 0);
    CHECK(got == std::vector<int>{0, 1, 2});
}
