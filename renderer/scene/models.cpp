#include "scene/models.h"

#include "scene/model_builder.h"
#include "scene/object_id.h"
#include "scene/surfaces.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tp {
namespace {

using M = Material;

// Across the carriageway, 0.45 m wide where that is not too many.
void stripes(ModelBuilder& b, double w, double length, double middle, double high) {
    int count = std::clamp(static_cast<int>(w / 0.9), 2, 20);
    for (int k = 0; k < count; ++k) b.box({(k - 0.5 * (count - 1)) * (w / count), 0, middle}, {0.5 * w / count, length, high}, M::white);
}

void crosswalk(ModelBuilder& b, double w) {
    double half = 0.5 * w;
    b.box({0, 0, 0.03}, {w, 6.0, 0.06}, M::accent_dark);
    stripes(b, w, 4.4, 0.05, 0.08);
    for (double side : {-1.0, 1.0}) {
        b.box({side * (half + 0.45), 0, 0.08}, {0.30, 5.0, 0.16}, M::light); // floor signal along the kerb
        for (double end : {-1.0, 1.0}) { // bollards with a light
            b.box({side * (half + 1.1), end * 2.4, 0.45}, {0.20, 0.20, 0.9}, M::accent);
            b.box({side * (half + 1.1), end * 2.4, 0.98}, {0.22, 0.22, 0.16}, M::light);
        }
        b.cylinder({side * (half + 1.4), 3.2, 0}, 0.10, 5.2, M::metal, 6);
        b.box({side * (half + 1.1), 3.2, 3.2}, {0.45, 0.4, 1.0}, M::dark); // signal head with remaining time
        b.box({side * (half + 1.1), 3.2, 3.75}, {0.5, 0.45, 0.14}, M::accent);
    }
    b.box({0, 3.2, 5.3}, {w + 3.2, 0.35, 0.35}, M::accent); // portal with lighting
    for (int k = -1; k <= 1; ++k) b.box({k * 0.33 * w, 3.2, 5.07}, {0.8, 0.3, 0.12}, M::light);
}

void shelter(ModelBuilder& b, bool closed) {
    auto box = [&](const std::array<double, 3>& at, const std::array<double, 3>& size, M material) { // drawn facing ahead, turned to the street
        b.box({-at[1], at[0], at[2]}, {size[1], size[0], size[2]}, material);
    };
    box({0, 0, 0.08}, {8.0, 2.8, 0.16}, M::white);
    for (double x : {-3.7, 3.7})
        for (double y : {-1.1, 1.1}) box({x, y, 1.45}, {0.14, 0.14, 2.6}, M::metal);
    box({0, 0, 2.85}, {8.6, 3.2, 0.22}, M::accent);
    box({0, 0, 3.0}, {6.0, 2.0, 0.10}, M::dark); // photovoltaics
    box({0, -1.2, 1.45}, {7.4, 0.06, 2.3}, M::glass);
    box({0, -0.75, 0.55}, {5.0, 0.45, 0.12}, M::metal);
    box({3.0, 0.6, 1.6}, {0.9, 0.14, 1.5}, M::dark); // arrivals
    if (closed) {
        for (double x : {-3.75, 3.75}) box({x, 0, 1.45}, {0.06, 2.4, 2.3}, M::glass);
        for (double x : {-2.4, 2.4}) box({x, 1.2, 1.45}, {2.6, 0.06, 2.3}, M::glass);
        box({0, 1.2, 2.6}, {2.2, 0.10, 0.25}, M::accent_dark);
    }
}

void pole(ModelBuilder& b) {
    b.box({0, 0, 0.6}, {0.5, 0.5, 1.2}, M::accent);
    b.cylinder({0, 0, 1.2}, 0.14, 7.3, M::metal);
    b.box({-0.9, 0, 8.4}, {2.4, 0.24, 0.18}, M::accent);
    b.box({-1.75, 0, 8.24}, {1.0, 0.42, 0.14}, M::light);
    b.box({0, -0.55, 5.7}, {0.12, 1.0, 0.12}, M::metal); // camera on its arm, under a visor
    b.lathe({0, -1.0}, std::array{std::array{0.0, 5.2}, std::array{0.24, 5.36}, std::array{0.26, 5.62}, std::array{0.0, 5.72}}, 8, M::dark);
    b.box({0.42, 0, 3.6}, {0.14, 1.0, 1.7}, M::dark); // display
    b.box({0.50, 0, 3.6}, {0.05, 0.86, 1.5}, M::light);
    b.box({0, 0.22, 1.55}, {0.3, 0.14, 0.4}, M::white); // call button
    b.cylinder({0, 0, 8.5}, 0.28, 0.9, M::accent_dark, 6); // radio
}

void refuge(ModelBuilder& b) {
    b.box({0, 3.2, 0.10}, {2.2, 3.6, 0.20}, M::white);
    b.box({0, -3.2, 0.10}, {2.2, 3.6, 0.20}, M::white);
    b.box({0, 0, 0.04}, {2.2, 2.8, 0.08}, M::accent_dark);
    for (double y : {-4.4, 4.4}) {
        b.cylinder({0, y, 0.2}, 0.30, 0.9, M::accent);
        b.cylinder({0, y, 1.1}, 0.06, 0.7, M::metal, 6);
        b.box({0, y, 2.1}, {0.8, 0.12, 0.8}, M::accent);
        b.box({0, y, 2.1}, {0.24, 0.18, 0.5}, M::white);
        for (double x : {-0.8, 0.8}) b.box({x, 0.78 * y, 0.55}, {0.12, 0.12, 0.8}, M::accent);
    }
}

void raised_crossing(ModelBuilder& b, double w) {
    b.box({0, 0, 0.06}, {w, 7.0, 0.10}, M::accent_dark);
    b.frustum({0, 0, 0}, {w, 7.4}, {w, 4.6}, 0.22, M::accent); // a table between two ramps
    stripes(b, w, 4.0, 0.17, 0.16);
    for (double end : {-1.0, 1.0}) // arrows up the ramps
        for (double x : {-0.25 * w, 0.25 * w}) b.box({x, end * 3.1, 0.10}, {0.5, 0.8, 0.14}, M::white);
    for (double side : {-1.0, 1.0}) { // warning sign
        double x = side * (0.5 * w + 0.8), y = side * 3.0;
        b.cylinder({x, y, 0}, 0.06, 2.6, M::metal, 6);
        b.box({x, y, 2.6}, {0.9, 0.10, 0.9}, M::accent);
        b.box({x, y, 2.6}, {0.6, 0.16, 0.24}, M::white);
    }
}

void camera(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.14, 6.5, M::metal);
    b.box({-2.2, 0, 6.4}, {4.8, 0.20, 0.20}, M::accent); // over the carriageway
    for (double x : {-2.2, -4.2}) { // cameras with visor and lens
        b.box({x, 0.15, 6.02}, {0.46, 0.9, 0.46}, M::accent_dark);
        b.box({x, 0.15, 6.30}, {0.56, 1.1, 0.06}, M::accent);
        b.box({x, 0.64, 6.02}, {0.26, 0.10, 0.26}, M::dark);
    }
    b.box({-3.2, 0.1, 6.0}, {0.7, 0.2, 0.4}, M::light); // flash
    b.box({0.3, 0, 1.6}, {0.5, 0.4, 0.9}, M::accent);
    b.box({0, 0.12, 3.6}, {0.9, 0.08, 1.1}, M::accent); // sign
    b.box({0, 0.17, 3.6}, {0.66, 0.06, 0.6}, M::white);
}

void signal(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.11, 4.3, M::metal);
    b.box({0, 0.15, 3.45}, {0.7, 0.5, 1.5}, M::accent); // head: red above, the walk below lit
    b.box({0, 0.42, 3.82}, {0.46, 0.06, 0.5}, M::dark);
    b.box({0, 0.42, 3.12}, {0.46, 0.06, 0.5}, M::light);
    b.box({0, 0.44, 4.3}, {0.8, 0.5, 0.10}, M::accent_dark); // visor
    b.box({0.62, 0.15, 3.45}, {0.5, 0.3, 0.7}, M::dark); // seconds
    b.box({0.62, 0.32, 3.45}, {0.36, 0.06, 0.5}, M::light);
    b.box({0, 0, 1.2}, {0.34, 0.34, 0.5}, M::accent_dark);
    b.box({0, 0, 0.15}, {0.8, 0.8, 0.3}, M::accent);
}

void sign(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.07, 3.2, M::metal);
    b.box({0, 0.08, 2.8}, {1.1, 0.08, 0.9}, M::accent);
    b.box({0, 0.13, 2.8}, {0.8, 0.04, 0.55}, M::white);
}

void marker(ModelBuilder& b) {
    b.cylinder({0, 0, 0}, 0.9, 0.12, M::accent_dark);
    b.cylinder({0, 0, 0.1}, 0.10, 3.4, M::metal);
    b.box({0, 0, 3.9}, {1.1, 1.1, 1.1}, M::accent);
}

struct Named {
    std::string_view name;
    void (*build)(ModelBuilder&, double);
    bool on_crossing; // spans the carriageway of the nearest crossing
};
constexpr std::array k_models{
    Named{"crosswalk", [](ModelBuilder& b, double w) { crosswalk(b, w); }, true},
    Named{"shelter_open", [](ModelBuilder& b, double) { shelter(b, false); }, false},
    Named{"shelter_closed", [](ModelBuilder& b, double) { shelter(b, true); }, false},
    Named{"pole", [](ModelBuilder& b, double) { pole(b); }, false},
    Named{"refuge", [](ModelBuilder& b, double) { refuge(b); }, true},
    Named{"raised", [](ModelBuilder& b, double w) { raised_crossing(b, w); }, true},
    Named{"camera", [](ModelBuilder& b, double) { camera(b); }, false},
    Named{"signal", [](ModelBuilder& b, double) { signal(b); }, false},
    Named{"sign", [](ModelBuilder& b, double) { sign(b); }, false},
    Named{"marker", [](ModelBuilder& b, double) { marker(b); }, false},
};

const Named& named(std::string_view name) {
    for (const Named& n : k_models)
        if (n.name == name) return n;
    return k_models.back();
}

} // namespace

bool spans_crossing(std::string_view model) { return named(model).on_crossing; }

std::string_view model_of(const Kind* kind, const Solution& s) {
    if (!kind) return k_models.back().name;
    std::string_view name = kind->model;
    if (name.starts_with("shelter") && std::ranges::find(s.components, "closed") != s.components.end()) name = "shelter_closed";
    return named(name == "shelter" ? "shelter_open" : name).name;
}

std::vector<std::string_view> model_names() {
    std::vector<std::string_view> names;
    for (const Named& n : k_models) names.push_back(n.name);
    return names;
}

Mesh solution_model(std::string_view name, double width_m) {
    ModelBuilder builder;
    named(name).build(builder, std::clamp(width_m, 2.0, 60.0));
    return pack(builder.draft());
}

std::map<TileKey, Mesh> furniture_meshes(const City& city, const Ground& ground) {
    std::map<TileKey, ModelBuilder> builders;
    auto at = [&](LocalPoint p, std::uint32_t id) -> ModelBuilder* {
        auto key = tile_of(p);
        if (!key) return nullptr;
        ModelBuilder& b = builders[*key];
        b.stand_at({p.x_m, p.y_m, ground.height_m(p)}, id);
        return &b;
    };
    for (std::uint32_t i = 0; i < city.stops.size(); ++i)
        if (ModelBuilder* b = at(city.stops.at[i], scene_id::make(scene_id::stop, i))) {
            b->cylinder({0, 0, 0}, 0.08, 2.9, M::post);
            b->box({0, 0, 2.55}, {0.7, 0.12, 0.7}, M::sign);
        }
    for (std::uint32_t i = 0; i < city.signals.size(); ++i)
        if (ModelBuilder* b = at(city.signals.at[i], scene_id::make(scene_id::signal, i))) {
            b->cylinder({0, 0, 0}, 0.09, 4.0, M::post);
            b->box({0, 0, 3.5}, {0.36, 0.3, 1.0}, M::post);
        }
    std::map<TileKey, Mesh> out;
    for (const auto& [key, builder] : builders) {
        Mesh mesh = pack(builder.draft());
        for (std::size_t k = 2; k < mesh.indices_from_size.size(); ++k) mesh.indices_from_size[k] = 0; // 3-4 m high
        out.emplace(key, std::move(mesh));
    }
    return out;
}

} // namespace tp
