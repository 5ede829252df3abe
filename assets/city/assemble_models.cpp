// Models: each goes where its feature went - left out with it, or into the building that the feature became. Of several
// levels of detail the highest stays; geometry, materials and textures that nothing uses are dropped.
#include "city/assemble_parts.h"

#include "core/hash.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <unordered_map>

namespace tp::assembly {
namespace {

constexpr double k_flat_m = 0.3;      // a building's model that is lower is its footprint, not a body
constexpr double k_same_share = 0.5;  // two models of a building that overlap more are the same one twice
constexpr std::uint32_t k_none = 0xffffffffU;

struct Use { // an instance that stays
    Placed* layer = nullptr;
    std::uint32_t instance = 0;
    std::int32_t building = -1;
    LocalBox box;
    double low = 0, high = 0; // heights of its vertices in the file's datum, or above the ground
    const LayerModels::Instance& in() const { return layer->in->models.instances[instance]; }
    const PlacedModels::Stand& stand() const { return layer->models.stand[instance]; }
    bool loose() const { return layer->models.loose[instance] != 0; }
};

template <class Visit>
void each_vertex(const LayerModels& models, std::uint32_t geometry, Visit&& visit) {
    for (std::uint32_t p = models.geometry_begin[geometry]; p < models.geometry_begin[geometry + 1]; ++p)
        for (std::uint32_t k = models.parts[p].begin; k < models.parts[p].end; ++k) visit(models.index[k]);
}

// Box and heights of an instance; false where it has no triangle or a vertex that is nowhere.
bool measure(Use& use) {
    const LayerModels& models = use.layer->in->models;
    const auto& s = use.stand();
    bool whole = true, any = false;
    use.low = std::numeric_limits<double>::infinity(), use.high = -use.low;
    each_vertex(models, use.in().geometry, [&](std::uint32_t v) {
        double x = models.x[v], y = models.y[v], z = models.z[v];
        LocalPoint p = use.loose() ? LocalPoint{s.at.x_m + s.turn[0] * x + s.turn[1] * y + s.turn[2] * z,
                                                s.at.y_m + s.turn[3] * x + s.turn[4] * y + s.turn[5] * z}
                                   : use.layer->models.vertex[v];
        if (use.loose()) z = s.z_m + s.turn[6] * x + s.turn[7] * y + s.turn[8] * z;
        any = true;
        whole = whole && std::isfinite(p.x_m) && std::isfinite(p.y_m) && std::isfinite(z);
        use.box.add(p);
        use.low = std::min(use.low, z), use.high = std::max(use.high, z);
    });
    return any && whole;
}

std::string metres_text(double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%+.2f", v);
    return text;
}

double overlap_share(const LocalBox& a, const LocalBox& b) { // of the smaller one
    double w = std::min(a.max.x_m, b.max.x_m) - std::max(a.min.x_m, b.min.x_m);
    double h = std::min(a.max.y_m, b.max.y_m) - std::max(a.min.y_m, b.min.y_m);
    auto area = [](const LocalBox& box) { return (box.max.x_m - box.min.x_m) * (box.max.y_m - box.min.y_m); };
    double smaller = std::min(area(a), area(b));
    return w <= 0.0 || h <= 0.0 || !(smaller > 0.0) ? 0.0 : w * h / smaller;
}

// The instances of a layer whose features are in the city, of each feature those of its highest level of detail.
void collect(Placed& layer, std::vector<Use>& uses) {
    const auto& instances = layer.in->models.instances;
    std::vector<std::uint8_t> highest(layer.size()), used(layer.size()), has(layer.size());
    for (const auto& i : instances)
        if (i.feature < highest.size()) highest[i.feature] = std::max(highest[i.feature], i.lod), has[i.feature] = 1;
    for (std::uint32_t k = 0; k < instances.size(); ++k) {
        std::uint32_t f = instances[k].feature;
        if (f >= layer.size() || layer.fate[f] == Fate::left_out || instances[k].lod < highest[f]) continue;
        Use use{&layer, k, f < layer.building.size() ? layer.building[f] : -1, {}, 0, 0};
        if (!measure(use)) {
            if (layer.fate[f] != Fate::open) add_note(layer, "model_broken", "left_out", layer.where(f));
            continue;
        }
        bool body = use.building < 0 || use.high - use.low >= k_flat_m;
        if (!body) continue; // the building's prism is more than its footprint
        used[f] = 1;
        uses.push_back(use);
    }
    for (std::size_t f = 0; f < layer.size(); ++f) {
        if (layer.fate[f] != Fate::open) continue;
        if (used[f] != 0) keep(layer, f);
        else if (has[f] != 0) leave_out(layer, f, "model_broken");
    }
}

// The same building twice: the higher level of detail stays, else the one of the earlier file.
void drop_doubles(std::vector<Use>& uses) {
    std::map<std::int32_t, std::vector<std::size_t>> of_building;
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (uses[i].building >= 0) of_building[uses[i].building].push_back(i);
    std::vector<std::uint8_t> drop(uses.size());
    auto feature = [&](std::size_t i) { return std::pair{uses[i].layer, uses[i].in().feature}; };
    for (auto& [building, list] : of_building) {
        std::ranges::stable_sort(list, std::ranges::greater{}, [&](std::size_t i) { return uses[i].in().lod; });
        for (std::size_t b = 1; b < list.size(); ++b)
            for (std::size_t a = 0; a < b && drop[list[b]] == 0; ++a)
                if (drop[list[a]] == 0 && feature(list[a]) != feature(list[b]) && overlap_share(uses[list[a]].box, uses[list[b]].box) > k_same_share) {
                    drop[list[b]] = 1;
                    add_note(*uses[list[b]].layer, "model_twice", "left_out", uses[list[b]].layer->where(uses[list[b]].in().feature));
                }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (drop[i] == 0) uses[kept++] = uses[i];
    uses.resize(kept);
}

// Without a terrain the ground is the plane 0: all absolute heights go down by what a tenth of the models lie below.
double shift_to_plane(const City& city, const std::vector<Use>& uses) {
    if (!city.terrain.empty()) return 0.0;
    for (bool all : {false, true}) {
        std::vector<double> low;
        for (const Use& use : uses)
            if (!use.stand().on_ground && (all || use.building >= 0)) low.push_back(use.low);
        if (low.empty()) continue;
        auto at = low.begin() + static_cast<std::ptrdiff_t>(low.size() / 10);
        std::ranges::nth_element(low, at);
        return *at;
    }
    return 0.0;
}

// Takes instances into City::models.
class Taker {
public:
    Taker(City& city, double shift_m) : m_city(city), m_models(city.models), m_shift_m(shift_m) {}

    void take(const Use& use, const Field& name, const Field& id) {
        begin_layer(*use.layer);
        std::uint32_t g = geometry(use);
        const auto& s = use.stand();
        const Origin3& o = m_origin[g];
        LocalPoint at{o.x, o.y};
        double z = o.z;
        std::array<float, 9> turn{1, 0, 0, 0, 1, 0, 0, 0, 1};
        if (use.loose()) {
            at = {s.at.x_m + s.turn[0] * o.x + s.turn[1] * o.y + s.turn[2] * o.z, s.at.y_m + s.turn[3] * o.x + s.turn[4] * o.y + s.turn[5] * o.z};
            z = s.z_m + s.turn[6] * o.x + s.turn[7] * o.y + s.turn[8] * o.z;
            for (std::size_t k = 0; k < 9; ++k) turn[k] = static_cast<float>(s.turn[k]);
        }
        std::uint32_t f = use.in().feature;
        std::string called = id.text(f);
        m_models.geometry.push_back(g);
        m_models.at.push_back(at);
        m_models.z_m.push_back(z + lift_m(use));
        m_models.turn.push_back(turn);
        m_models.role.push_back(use.building >= 0 ? ModelRole::building : use.in().role);
        m_models.building.push_back(use.building);
        m_models.name.push_back(called.empty() ? name.text(f) : called);
        m_models.origin.push_back(use.layer->origin(f));
    }

    // From the file's height (or from above the ground) to the city's.
    double lift_m(const Use& use) const {
        if (!use.stand().on_ground) return -m_shift_m;
        double ground = m_city.terrain.at(use.loose() ? use.stand().at : use.box.centre());
        return std::isfinite(ground) ? ground : 0.0;
    }

private:
    struct Origin3 { // of a geometry, in local metres or in the model's own
        double x = 0, y = 0, z = 0;
    };

    void begin_layer(const Placed& layer) {
        if (m_layer == &layer) return;
        m_layer = &layer;
        m_geometry.clear();
        m_material.clear();
        m_vertex.assign(layer.in->models.x.size(), k_none);
    }

    std::uint32_t geometry(const Use& use) {
        auto [found, fresh] = m_geometry.try_emplace({use.in().geometry, use.loose()}, static_cast<std::uint32_t>(m_models.geometries()));
        if (fresh) add_geometry(use);
        return found->second;
    }

    void add_geometry(const Use& use) {
        const LayerModels& in = use.layer->in->models;
        std::uint32_t g = use.in().geometry;
        auto x = [&](std::uint32_t v) { return use.loose() ? in.x[v] : use.layer->models.vertex[v].x_m; };
        auto y = [&](std::uint32_t v) { return use.loose() ? in.y[v] : use.layer->models.vertex[v].y_m; };
        std::array<double, 3> low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
        each_vertex(in, g, [&](std::uint32_t v) {
            const std::array p{x(v), y(v), in.z[v]};
            for (std::size_t k = 0; k < 3; ++k) low[k] = std::min(low[k], p[k]), high[k] = std::max(high[k], p[k]);
        });
        Origin3 o{std::round(0.5 * (low[0] + high[0])), std::round(0.5 * (low[1] + high[1])), std::round(low[2])};
        if (use.loose() && std::max({std::abs(low[0]), std::abs(low[1]), std::abs(low[2]), high[0], high[1], high[2]}) < 1000.0) o = {};
        if (!in.u.empty()) m_models.uv.resize(m_models.position.size());
        std::vector<std::uint32_t> touched;
        for (std::uint32_t p = in.geometry_begin[g]; p < in.geometry_begin[g + 1]; ++p) {
            const ModelPart& part = in.parts[p];
            auto begin = static_cast<std::uint32_t>(m_models.index.size());
            for (std::uint32_t k = part.begin; k < part.end; ++k) {
                std::uint32_t v = in.index[k];
                if (m_vertex[v] == k_none) {
                    m_vertex[v] = static_cast<std::uint32_t>(m_models.position.size());
                    touched.push_back(v);
                    m_models.position.push_back({static_cast<float>(x(v) - o.x), static_cast<float>(y(v) - o.y), static_cast<float>(in.z[v] - o.z)});
                    if (!in.u.empty()) m_models.uv.push_back({in.u[v], in.v[v]});
                    else if (!m_models.uv.empty()) m_models.uv.push_back({});
                }
                m_models.index.push_back(m_vertex[v]);
            }
            if (m_models.index.size() > begin)
                m_models.parts.push_back({begin, static_cast<std::uint32_t>(m_models.index.size()), material(in, part.material)});
        }
        m_models.geometry_begin.push_back(static_cast<std::uint32_t>(m_models.parts.size()));
        m_origin.push_back(o);
        for (std::uint32_t v : touched) m_vertex[v] = k_none;
    }

    std::uint32_t material(const LayerModels& in, std::uint32_t index) {
        auto [found, fresh] = m_material.try_emplace(index, static_cast<std::uint32_t>(m_models.materials.size()));
        if (fresh) {
            ModelMaterial made = in.materials[index];
            if (made.texture >= 0) made.texture = texture(in.textures[static_cast<std::size_t>(made.texture)]);
            m_models.materials.push_back(made);
        }
        return found->second;
    }

    std::int32_t texture(const Texture& texture) { // the same picture of several files is held once
        Hash hash;
        hash.add(std::as_bytes(std::span(texture.blocks)));
        auto& same = m_texture[hash.value()];
        for (std::int32_t i : same) {
            const Texture& other = m_models.textures[static_cast<std::size_t>(i)];
            if (other.width == texture.width && other.levels == texture.levels && other.alpha == texture.alpha && other.blocks == texture.blocks) return i;
        }
        same.push_back(static_cast<std::int32_t>(m_models.textures.size()));
        m_models.textures.push_back(texture);
        return same.back();
    }

    City& m_city;
    Models& m_models;
    double m_shift_m;
    const Placed* m_layer = nullptr;
    std::map<std::pair<std::uint32_t, bool>, std::uint32_t> m_geometry; // of the layer
    std::map<std::uint32_t, std::uint32_t> m_material;                  // of the layer
    std::vector<std::uint32_t> m_vertex;                                // of the layer -> city, while a geometry is added
    std::vector<Origin3> m_origin;
    std::unordered_map<std::uint64_t, std::vector<std::int32_t>> m_texture; // by content
};

// What the files say of the height of each building's foot; NaN where nothing.
std::vector<double> file_bases(const Job& job, const std::vector<Use>& uses) {
    std::vector<double> base(job.city.buildings.size(), std::nan(""));
    for (const Placed& layer : job.layers) {
        Field stated(layer, "base_m");
        for (std::size_t f = 0; stated.there() && f < layer.building.size(); ++f)
            if (layer.building[f] >= 0 && layer.fate[f] == Fate::kept) base[static_cast<std::size_t>(layer.building[f])] = stated.number(f);
    }
    for (const Use& use : uses)
        if (use.building >= 0 && !use.stand().on_ground) {
            double& b = base[static_cast<std::size_t>(use.building)];
            b = std::isnan(b) ? use.low : std::min(b, use.low);
        }
    return base;
}

} // namespace

void find_residuals(City& city, std::span<const double> file_base_m) {
    Buildings& b = city.buildings;
    if (city.terrain.empty() || std::ranges::all_of(file_base_m, [](double v) { return std::isnan(v); })) return;
    b.residual_m.resize(b.size(), std::nanf("")); // those that outlines gave stay (height_doctor.h)
    for (std::size_t i = 0; i < b.size(); ++i) {
        bool ground = false;
        for (LocalPoint p : b.footprint.outer(i)) ground = ground || std::isfinite(city.terrain.at(p));
        if (ground && std::isfinite(file_base_m[i])) b.residual_m[i] = static_cast<float>(file_base_m[i] - static_cast<double>(b.base_m[i]));
    }
}

void assemble_models(Job& job) {
    City& city = job.city;
    std::vector<Use> uses;
    for (Placed& layer : job.layers)
        if (layer.models.placed()) collect(layer, uses);
    drop_doubles(uses);
    find_residuals(city, file_bases(job, uses));
    double shift_m = shift_to_plane(city, uses);
    Taker taker(city, shift_m);
    const Placed* last = nullptr;
    for (const Use& use : uses) {
        Field name(*use.layer, "name"), id(*use.layer, "id");
        taker.take(use, name, id);
        if (shift_m != 0.0 && !use.stand().on_ground && use.layer != last)
            add_note(*use.layer, "model_heights_shifted", "derived", metres_text(-shift_m));
        last = use.layer;
    }
    if (!city.terrain.empty()) return;
    std::vector<double> lowest(city.buildings.size(), std::numeric_limits<double>::infinity());
    for (const Use& use : uses)
        if (use.building >= 0) {
            double& low = lowest[static_cast<std::size_t>(use.building)];
            low = std::min(low, use.low + taker.lift_m(use));
        }
    for (std::size_t i = 0; i < lowest.size(); ++i)
        if (std::isfinite(lowest[i])) city.buildings.base_m[i] = static_cast<float>(lowest[i]);
}

} // namespace tp::assembly
