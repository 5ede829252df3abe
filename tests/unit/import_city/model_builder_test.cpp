// Triangles of faces in space, against areas and volumes known by geometry.
#include "import/model_builder.h"

#include "city_documents.h"

using namespace tp;
using namespace tp::test;

namespace {

using Ring = std::vector<std::array<double, 3>>;

struct Built {
    LayerModels models;
    std::vector<ReportNote> notes;
    bool any = false;
    std::int64_t count(std::string_view code) const {
        for (const auto& note : notes)
            if (note.code == code) return note.count;
        return 0;
    }
};

Built build(const std::vector<std::vector<Ring>>& faces, MetricScale scale = {}) {
    FaceSet set;
    for (const auto& rings : faces) {
        FaceSet::Face face;
        face.ring_begin = set.rings();
        for (const auto& ring : rings) {
            for (const auto& p : ring) set.point(p);
            set.end_ring();
        }
        face.ring_end = set.rings();
        set.faces.push_back(face);
    }
    auto source = source_of("");
    PictureStore pictures(source);
    std::vector<SourceMaterial> materials(1);
    ModelBuilder builder(materials, pictures);
    Built out;
    out.any = builder.add(set, scale, "here", out.notes).has_value();
    out.models = builder.take();
    return out;
}

// A ring in the plane through (300000, 5000000, 50) spanned by two perpendicular unit vectors of any direction.
Ring placed(const std::vector<std::array<double, 2>>& flat, std::array<double, 3> a, std::array<double, 3> b) {
    Ring out;
    for (const auto& [s, t] : flat) out.push_back({300000 + s * a[0] + t * b[0], 5000000 + s * a[1] + t * b[1], 50 + s * a[2] + t * b[2]});
    return out;
}

} // namespace

TEST_CASE("faces with holes in any plane keep their area") {
    std::vector<std::array<double, 2>> outer{{0, 0}, {10, 0}, {10, 6}, {5, 6}, {5, 3}, {0, 3}}, hole{{1, 1}, {1, 2}, {3, 2}, {3, 1}}, second{{7, 1}, {8, 1}, {8, 4}, {7, 4}};
    for (auto [a, b] : {std::pair<std::array<double, 3>, std::array<double, 3>>{{1, 0, 0}, {0, 1, 0}},
                        {{0, 1, 0}, {1, 0, 0}}, {{0, 0, 1}, {1, 0, 0}}, {{0.6, 0.8, 0}, {0, 0, 1}}, {{0.6, 0, 0.8}, {0, 1, 0}}}) {
        auto built = build({{placed(outer, a, b), placed(hole, a, b), placed(second, a, b)}});
        REQUIRE(built.any);
        CHECK(measure(built.models, 0).area_m2 == Approx(45.0 - 2.0 - 3.0).margin(1e-6));
        CHECK(built.count("face_crosses_itself") == 0);
    }
}

TEST_CASE("what has no area is dropped, what comes twice is used once") {
    Ring square{{0, 0, 0}, {4, 0, 0}, {4, 4, 0}, {0, 4, 0}}, back(square.rbegin(), square.rend()), line{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, repeated{{0, 0, 5}, {4, 0, 5}, {4, 0, 5}, {4, 4, 5}, {0, 0, 5}};
    auto built = build({{square}, {back}, {line}, {{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}}, {repeated}});
    CHECK(built.count("duplicate_face") == 1);
    CHECK(built.count("degenerate_face") == 2);
    CHECK(built.count("duplicate_vertex") == 2); // of two faces
    CHECK(measure(built.models, 0).area_m2 == Approx(16.0 + 8.0));
    CHECK_FALSE(build({{line}}).any);
}

TEST_CASE("a nearly flat quad and corners on a straight edge are covered whole") {
    auto bent = build({{Ring{{0, 0, 0}, {10, 0, 0.02}, {10, 10, 0}, {0, 10, 0.02}}}});
    CHECK(measure(bent.models, 0).area_m2 == Approx(100.0).epsilon(1e-4));
    auto straight = build({{Ring{{0, 0, 0}, {5, 1e-7, 0}, {10, 0, 0}, {10, 5, 0}, {10, 10, 0}, {0, 10, 0}, {0, 3, 0}}}});
    CHECK(measure(straight.models, 0).area_m2 == Approx(100.0));
}

TEST_CASE("degrees are measured in metres") {
    double x = 139.0, y = 35.0, d = 1e-4; // about 9 m and 11 m
    MetricScale scale = scale_of_degrees(y);
    auto built = build({{Ring{{x, y, 0}, {x + d, y, 0}, {x + d, y + d, 0}, {x, y + d, 0}}}}, scale);
    REQUIRE(built.any);
    CHECK(scale.x == Approx(91'290).epsilon(0.005)); // PROJ: geod, WGS 84, one degree of longitude at 35 N
    CHECK(scale.y == Approx(110'941).epsilon(0.005));
    CHECK(measure(built.models, 0, scale.x, scale.y).area_m2 == Approx(d * d * scale.x * scale.y));
}
