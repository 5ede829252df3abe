// The models of solutions and of what stands in the streets: one of its own for each kind with a place, whole, of a sane size.
#include "geo/polygon.h"
#include "golden/small_city.h"
#include "scene/models.h"
#include "scene/object_id.h"
#include "scene/prop_shapes.h"
#include "scene/solution_places.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <tuple>

using namespace tp;

namespace {

using P = std::array<double, 3>;

struct Body {
    std::vector<P> at;
    std::vector<std::uint32_t> index;
};

Body body_of(const Mesh& mesh) {
    Body body;
    for (const SceneVertex& v : mesh.vertices)
        body.at.push_back({mesh.centre_m[0] + v.x * mesh.step_m, mesh.centre_m[1] + v.y * mesh.step_m, mesh.centre_m[2] + v.z * mesh.step_m});
    body.index = mesh.indices;
    return body;
}

Body body_of(const PropShape& shape) {
    Body body;
    for (const PropVertex& v : shape.vertices) body.at.push_back({static_cast<double>(v.at[0]), static_cast<double>(v.at[1]), static_cast<double>(v.at[2])});
    body.index.assign(shape.indices.begin(), shape.indices.end());
    return body;
}

// Twice the area of the smallest face, square metres.
double smallest_face(const Body& body) {
    double least = 1e9;
    for (std::size_t t = 0; t + 2 < body.index.size(); t += 3) {
        const P &a = body.at[body.index[t]], &b = body.at[body.index[t + 1]], &c = body.at[body.index[t + 2]];
        P u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        least = std::min(least, std::hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]));
    }
    return least;
}

// Edges without the opposite edge of a neighbour, but for those on the ground.
int open_edges(const Body& body) {
    using Key = std::tuple<long, long, long>;
    auto key = [&](std::uint32_t i) { return Key{std::lround(body.at[i][0] * 200), std::lround(body.at[i][1] * 200), std::lround(body.at[i][2] * 200)}; };
    std::map<std::pair<Key, Key>, int> count;
    for (std::size_t t = 0; t + 2 < body.index.size(); t += 3)
        for (std::size_t k = 0; k < 3; ++k) {
            std::uint32_t a = body.index[t + k], b = body.index[t + (k + 1) % 3];
            if (body.at[a][2] < 0.015 && body.at[b][2] < 0.015) continue;
            ++count[{key(a), key(b)}];
            --count[{key(b), key(a)}];
        }
    return static_cast<int>(std::ranges::count_if(count, [](const auto& e) { return e.second != 0; }));
}

double volume(const Body& body) {
    double sum = 0;
    for (std::size_t t = 0; t + 2 < body.index.size(); t += 3) {
        const P &a = body.at[body.index[t]], &b = body.at[body.index[t + 1]], &c = body.at[body.index[t + 2]];
        sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }
    return sum / 6;
}

} // namespace

TEST_CASE("each kind with a place has a model of its own name, whole and of a sane size") {
    auto catalogue = load_catalogue(test::source_folder() / "assets/data");
    REQUIRE(catalogue);
    auto names = model_names();
    std::set<std::string> seen;
    for (const Kind& kind : catalogue->kinds) {
        CAPTURE(kind.id, kind.model);
        if (kind.geometry == Geometry::service) {
            CHECK(kind.model.empty());
            continue;
        }
        CHECK(std::ranges::find(names, kind.model) != names.end());
        CHECK(kind.model != "marker");
        CHECK(seen.insert(kind.model).second); // no two kinds look alike
    }
    for (std::string_view name : names)
        for (double width : {4.0, 8.0, 30.0}) {
            CAPTURE(std::string(name), width);
            Mesh mesh = solution_model(name, width);
            Body body = body_of(mesh);
            CHECK(mesh.indices.size() / 3 <= 600);
            CHECK(mesh.max_m[2] - mesh.min_m[2] > 1.0);
            CHECK(mesh.max_m[2] < 12.0);
            CHECK(mesh.max_m[0] - mesh.min_m[0] < width + 6.0);
            CHECK(mesh.max_m[1] - mesh.min_m[1] < 14.0);
            CHECK(smallest_face(body) > 1e-4);
            CHECK(open_edges(body) == 0);
            CHECK(volume(body) > 0.0);
        }
}

TEST_CASE("what stands in great numbers is small: few triangles, whole, at home at its foot") {
    auto models = prop_models();
    REQUIRE(models.size() == k_prop_kinds);
    for (std::size_t k = 0; k < models.size(); ++k) {
        CAPTURE(k);
        const PropModel& model = models[k];
        Body near = body_of(model.near);
        CHECK(model.near.indices.size() / 3 <= 110);
        CHECK(smallest_face(near) > 1e-5);
        CHECK(open_edges(near) == 0);
        CHECK(volume(near) > 0.0);
        double high = 0, wide = 0;
        for (const P& p : near.at) {
            high = std::max(high, p[2]);
            wide = std::max(wide, std::hypot(p[0], p[1]));
            CHECK(p[2] > -0.1);
        }
        CHECK(high < 10.0);
        CHECK(wide < 9.0); // PropTile's boxes rely on both
        if (k > static_cast<std::size_t>(PropKind::needle_tree)) continue;
        CHECK(high == Approx(1.0).margin(0.01));
        CHECK(wide < 0.6);
        CHECK(model.near.indices.size() / 3 <= 64);
        CHECK(model.far.indices.size() / 3 == 8);
        CHECK(open_edges(body_of(model.far)) == 0);
    }
}

TEST_CASE("solutions stand along the nearest street of many, and moves one after the other come out as at once") {
    std::mt19937 random(7);
    auto number = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
    auto city = std::make_shared<City>();
    for (int e = 0; e < 400; ++e) { // some very long
        double x = number(-3000, 3000), y = number(-3000, 3000), turn = number(0, 6.28), length = e % 40 == 0 ? 9000 : number(20, 200);
        std::vector<LocalPoint> line{{x, y}, {x + 0.4 * length * std::cos(turn), y + 0.4 * length * std::sin(turn)}, {x + length * std::cos(turn + 0.1), y + length * std::sin(turn + 0.1)}};
        city->streets.line.add(line);
        city->streets.from.push_back(0), city->streets.to.push_back(1);
        city->streets.road_class.push_back(RoadClass::residential);
        city->streets.lanes.push_back(2), city->streets.speed_kmh.push_back(30);
        city->streets.width_m.push_back(static_cast<float>(number(4, 20)));
        city->streets.sidewalk.push_back(Tri::no), city->streets.level.push_back(static_cast<std::uint8_t>(e % 7 == 0 ? 2 : 0));
    }
    auto ground = std::make_shared<const Ground>(*city);
    Catalogue catalogue = test::small_catalogue();
    std::vector<Solution> solutions(60);
    for (std::size_t i = 0; i < solutions.size(); ++i) {
        solutions[i].id = static_cast<SolutionId>(i + 1);
        solutions[i].kind = "shelter";
        solutions[i].at = LocalPoint{number(-3000, 3000), number(-3000, 3000)};
    }
    SolutionPlaces places(city, ground);
    int beside = 0;
    for (int move = 0; move < 200; ++move) {
        Solution& one = solutions[random() % solutions.size()];
        if (move % 5 == 0) one.heading_deg = number(0, 360);
        else one.at = LocalPoint{number(-3000, 3000), number(-3000, 3000)}, one.heading_deg = 0;
        SolutionScene scene = places.scene(solutions, catalogue), fresh = solution_scene(*city, *ground, solutions, catalogue);
        REQUIRE(scene.instances.size() == fresh.instances.size());
        for (std::size_t i = 0; i < scene.instances.size(); ++i) {
            const ModelInstance &a = scene.instances[i], &b = fresh.instances[i];
            REQUIRE((a.at_m == b.at_m && a.sine == b.sine && a.cosine == b.cosine && a.id == b.id && a.model == b.model));
        }
        if (one.heading_deg != 0) continue;
        double best = 60.0; // by asking every street
        LocalPoint along{0, 1};
        for (std::size_t e = 0; e < city->streets.size(); ++e) {
            if (city->streets.level[e] == 2) continue;
            auto line = city->streets.line[e];
            NearestOnLine n = nearest_on_line(line, *one.at);
            if (n.distance_m >= best) continue;
            best = n.distance_m;
            LocalPoint a = point_along(line, n.along_m - 1.0), b = point_along(line, n.along_m + 1.0);
            double length = distance_m(a, b);
            along = {(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length};
        }
        beside += best < 60.0;
        auto mine = std::ranges::find(scene.instances, scene_id::make(scene_id::solution, static_cast<std::uint32_t>(one.id)), &ModelInstance::id);
        REQUIRE(mine != scene.instances.end());
        CHECK(std::abs(std::abs(mine->sine * along.x_m + mine->cosine * along.y_m) - 1.0) < 1e-9); // one way or the other
    }
    CHECK(beside > 40);
}
