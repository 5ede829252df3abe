// Where 3D models stand in the city's frame: vertices that are in place are transformed one by one; of the others the
// anchor is, and their axes turn and stretch with the map there (grid against true north, scale of the projection).
#include "city/assemble_parts.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <thread>

namespace tp::assembly {
namespace {

constexpr std::size_t k_chunk = 65'536;
constexpr double k_step_m = 10.0; // over which the map's axes are measured
constexpr double k_semi_major_m = 6'378'137.0, k_eccentricity2 = 6.694379990141316e-3; // WGS 84

using Stand = PlacedModels::Stand;
using Turn = std::array<double, 9>;

Turn product(const Turn& a, const Turn& b) {
    Turn c{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
    return c;
}

// What a step of one unit in x and in y is: degrees of longitude and latitude per metre, or metres.
LocalPoint unit_step(bool degrees, double latitude_deg) {
    if (!degrees) return {1.0, 1.0};
    double sine = std::sin(latitude_deg * std::numbers::pi / 180.0), w = 1.0 - k_eccentricity2 * sine * sine;
    double across = k_semi_major_m / std::sqrt(w) * std::cos(latitude_deg * std::numbers::pi / 180.0);
    double along = k_semi_major_m * (1.0 - k_eccentricity2) / std::pow(w, 1.5);
    return {180.0 / std::numbers::pi / std::max(across, 1.0), 180.0 / std::numbers::pi / along};
}

// Anchors in the layer's CRS -> places in the city with the map's axes: columns east and north of `turn`. In a CRS of
// degrees the model's axes are true east and north; in one of metres they are that grid's.
std::vector<Stand> stands(const Job& job, const std::string& crs, std::span<const std::array<double, 3>> anchors) {
    std::vector<Stand> out(anchors.size());
    auto projection = Projection::between(crs, job.city.frame.epsg);
    bool degrees = std::ranges::all_of(anchors, [](const auto& a) { return std::abs(a[0]) <= 360.0 && std::abs(a[1]) <= 90.0; });
    std::vector<double> x, y;
    for (const auto& a : anchors) {
        LocalPoint step = unit_step(degrees, a[1]);
        double dx = k_step_m * step.x_m, dy = k_step_m * step.y_m;
        for (auto [sx, sy] : {std::pair{0.0, 0.0}, {dx, 0.0}, {-dx, 0.0}, {0.0, dy}, {0.0, -dy}}) x.push_back(a[0] + sx), y.push_back(a[1] + sy);
    }
    if (projection) projection->forward_all(x, y);
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        Stand& s = out[i];
        const double *px = x.data() + 5 * i, *py = y.data() + 5 * i;
        s.at = projection ? job.city.frame.to_local({px[0], py[0]}) : LocalPoint{std::nan(""), std::nan("")};
        s.z_m = anchors[i][2];
        double across = 2.0 * k_step_m;
        s.turn = {(px[1] - px[2]) / across, (px[3] - px[4]) / across, 0, (py[1] - py[2]) / across, (py[3] - py[4]) / across, 0, 0, 0, 1};
    }
    return out;
}

Turn turn_of(const LayerModels::Instance& instance) {
    Turn t{};
    for (std::size_t k = 0; k < 9; ++k) t[k] = static_cast<double>(instance.turn[k]);
    return t;
}

// Model axes -> east, north, up of the place that the user gave.
Turn turn_given(const ModelPlace& place) {
    Turn up{1, 0, 0, 0, 1, 0, 0, 0, 1};
    if (place.up == 'y') up = {1, 0, 0, 0, 0, -1, 0, 1, 0};
    if (place.up == 'x') up = {0, 0, -1, 0, 1, 0, 1, 0, 0};
    double heading = place.heading_deg * std::numbers::pi / 180.0, c = std::cos(heading), s = std::sin(heading);
    Turn t = product({c, s, 0, -s, c, 0, 0, 0, 1}, up);
    for (double& v : t) v *= place.scale;
    return t;
}

void place_given_models(const Job& job, Placed& layer, const ModelPlace& place) {
    const std::array<double, 3> anchor{place.longitude_deg, place.latitude_deg, place.height_m.value_or(0.0)};
    Stand base = stands(job, "OGC:CRS84", std::span(&anchor, 1))[0];
    base.on_ground = !place.height_m;
    base.turn = product(base.turn, turn_given(place));
    for (const LayerModels::Instance& instance : layer.in->models.instances) {
        Stand s = base;
        if (instance.in_place == 0) {
            const auto& a = instance.at;
            s.at.x_m += base.turn[0] * a[0] + base.turn[1] * a[1] + base.turn[2] * a[2];
            s.at.y_m += base.turn[3] * a[0] + base.turn[4] * a[1] + base.turn[5] * a[2];
            s.z_m += base.turn[6] * a[0] + base.turn[7] * a[1] + base.turn[8] * a[2];
            s.turn = product(base.turn, turn_of(instance));
        }
        layer.models.stand.push_back(s);
        layer.models.loose.push_back(1);
    }
}

void move_vertices(const Job& job, Placed& layer) {
    const LayerModels& in = layer.in->models;
    std::size_t count = in.x.size(), chunks = (count + k_chunk - 1) / k_chunk;
    layer.models.vertex.resize(count);
    bool own = layer.crs == "EPSG:" + std::to_string(job.city.frame.epsg);
    int most = job.options.threads > 0 ? job.options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::size_t lanes = std::clamp<std::size_t>(own ? 1 : count / 100'000, 1, static_cast<std::size_t>(std::min(most, 16)));
    parallel_for(lanes, job.options.threads, [&](std::size_t lane) {
        auto projection = own ? std::nullopt : std::optional(Projection::between(layer.crs, job.city.frame.epsg));
        for (std::size_t c = lane; c < chunks; c += lanes) {
            auto first = static_cast<std::ptrdiff_t>(c * k_chunk), last = static_cast<std::ptrdiff_t>(std::min(count, (c + 1) * k_chunk));
            std::vector<double> x(in.x.begin() + first, in.x.begin() + last), y(in.y.begin() + first, in.y.begin() + last);
            if (projection && *projection) (*projection)->forward_all(x, y);
            else if (projection) std::ranges::fill(x, std::nan(""));
            for (std::size_t i = 0; i < x.size(); ++i) layer.models.vertex[c * k_chunk + i] = job.city.frame.to_local({x[i], y[i]});
        }
    });
}

void place_layer(const Job& job, Placed& layer) {
    const LayerModels& in = layer.in->models;
    std::vector<std::array<double, 3>> anchors;
    for (const auto& instance : in.instances)
        if (instance.in_place == 0) anchors.push_back(instance.at);
    if (anchors.size() < in.instances.size()) move_vertices(job, layer);
    auto placed = stands(job, layer.crs, anchors);
    auto next = placed.begin();
    for (const auto& instance : in.instances) {
        Stand s;
        if (instance.in_place == 0) {
            s = *next++;
            s.turn = product(s.turn, turn_of(instance));
        }
        s.on_ground = layer.in->heights == HeightDatum::ground;
        layer.models.stand.push_back(s);
        layer.models.loose.push_back(instance.in_place == 0);
    }
}

template <class Visit>
void each_vertex(const LayerModels& models, std::uint32_t geometry, Visit&& visit) {
    for (std::uint32_t p = models.geometry_begin[geometry]; p < models.geometry_begin[geometry + 1]; ++p)
        for (std::uint32_t k = models.parts[p].begin; k < models.parts[p].end; ++k) visit(models.index[k]);
}

// Features that have no geometry but their models lie where the models do.
void add_boxes(Placed& layer) {
    const LayerModels& in = layer.in->models;
    std::vector<std::uint8_t> empty(layer.size());
    for (std::size_t i = 0; i < layer.size(); ++i) empty[i] = layer.box[i].empty();
    for (std::size_t k = 0; k < in.instances.size(); ++k) {
        std::uint32_t feature = in.instances[k].feature;
        if (feature >= empty.size() || empty[feature] == 0) continue;
        const Stand& s = layer.models.stand[k];
        each_vertex(in, in.instances[k].geometry, [&](std::uint32_t v) {
            LocalPoint p = layer.models.loose[k] == 0 ? layer.models.vertex[v]
                                                      : LocalPoint{s.at.x_m + s.turn[0] * in.x[v] + s.turn[1] * in.y[v] + s.turn[2] * in.z[v],
                                                                   s.at.y_m + s.turn[3] * in.x[v] + s.turn[4] * in.y[v] + s.turn[5] * in.z[v]};
            if (std::isfinite(p.x_m) && std::isfinite(p.y_m)) layer.box[feature].add(p);
        });
    }
}

} // namespace

const ModelPlace* place_given(const AssembleOptions& options, const FeatureLayer& layer) {
    if (!layer.needs_place) return nullptr;
    auto found = std::ranges::find(options.places, layer.file, &ModelPlace::file);
    return found == options.places.end() ? nullptr : &*found;
}

void place_models(Job& job) {
    for (Placed& layer : job.layers) {
        if (!layer.modelled() || layer.in->role == Role::none || layer.crs.empty()) continue;
        if (const ModelPlace* given = place_given(job.options, *layer.in)) place_given_models(job, layer, *given);
        else if (!layer.in->needs_place) place_layer(job, layer);
        if (layer.models.placed()) add_boxes(layer);
    }
}

} // namespace tp::assembly
