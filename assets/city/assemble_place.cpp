// Where everything is: the CRS of each layer and of the city, the local frame, local points, window and extent.
#include "city/assemble_parts.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <thread>

namespace tp::assembly {
namespace {

constexpr double k_far_m = 150'000.0; // from the middle of the city: a mistake in the data, not a suburb
constexpr std::size_t k_sample = 400; // points of a layer that are looked at to find the middle
constexpr std::size_t k_chunk = 65'536;

struct GeoBox { // longitude/latitude; empty while west > east
    double west = 1e9, south = 1e9, east = -1e9, north = -1e9;
    bool empty() const { return !(west <= east && south <= north); }
    void add(double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y)) return;
        west = std::min(west, x), east = std::max(east, x);
        south = std::min(south, y), north = std::max(north, y);
    }
};

// Overlap of two boxes as a share of their union; a box without area is given a little.
double agreement(GeoBox a, GeoBox b) {
    for (GeoBox* box : {&a, &b}) box->west -= 1e-6, box->south -= 1e-6, box->east += 1e-6, box->north += 1e-6;
    double w = std::min(a.east, b.east) - std::max(a.west, b.west), h = std::min(a.north, b.north) - std::max(a.south, b.south);
    if (w <= 0.0 || h <= 0.0) return 0.0;
    auto area = [](const GeoBox& box) { return (box.east - box.west) * (box.north - box.south); };
    return w * h / (area(a) + area(b) - w * h);
}

struct Sample { // evenly chosen points of a layer in its own coordinates
    std::vector<double> x, y;
};

Sample sample_of(const FeatureLayer& layer) {
    Sample s;
    if (!layer.raster.empty() || !layer.picture.empty()) {
        const double* t = layer.raster_transform;
        for (int corner = 0; corner < 4; ++corner) {
            double c = (corner & 1) != 0 ? layer.raster_columns : 0, r = (corner & 2) != 0 ? layer.raster_rows : 0;
            s.x.push_back(t[0] + c * t[1] + r * t[2]);
            s.y.push_back(t[3] + c * t[4] + r * t[5]);
        }
        return s;
    }
    if (layer.x.empty() && !layer.models.x.empty() && layer.role == Role::terrain) { // a relief: the corners of its box
        auto [west, east] = std::ranges::minmax(layer.models.x);
        auto [south, north] = std::ranges::minmax(layer.models.y);
        s.x = {west, east, west, east};
        s.y = {south, south, north, north};
        return s;
    }
    if (layer.x.empty() && !layer.needs_place) { // models alone
        for (const auto& instance : layer.models.instances)
            if (instance.in_place == 0) s.x.push_back(instance.at[0]), s.y.push_back(instance.at[1]);
        std::size_t skip = std::max<std::size_t>(1, layer.models.x.size() / k_sample);
        for (std::size_t i = 0; s.x.empty() && i < layer.models.x.size(); i += skip)
            s.x.push_back(layer.models.x[i]), s.y.push_back(layer.models.y[i]);
        return s;
    }
    std::size_t step = std::max<std::size_t>(1, layer.x.size() / k_sample);
    for (std::size_t i = 0; i < layer.x.size(); i += step) s.x.push_back(layer.x[i]), s.y.push_back(layer.y[i]);
    return s;
}

bool in_degrees(const Sample& s) {
    return std::ranges::all_of(s.x, [](double v) { return std::abs(v) <= 360.0; }) &&
           std::ranges::all_of(s.y, [](double v) { return std::abs(v) <= 90.0; });
}

bool has_coordinates(const Placed& layer) {
    return !layer.in->x.empty() || layer.raster() || (!layer.in->models.x.empty() && !layer.in->needs_place);
}

bool street_or_building(const FeatureLayer& layer) {
    return (layer.role == Role::buildings && layer.geometry == GeometryKind::polygon) ||
           (layer.role == Role::roads && layer.geometry == GeometryKind::line);
}

std::string crs_text(const FeatureLayer& layer) {
    if (layer.epsg == 4326) return "OGC:CRS84";
    return layer.epsg > 0 ? "EPSG:" + std::to_string(layer.epsg) : layer.crs;
}

// Projections to longitude/latitude, made once per CRS.
class ToDegrees {
public:
    bool apply(const std::string& crs, Sample& s) {
        if (crs == "OGC:CRS84") return true;
        auto found = m_made.find(crs);
        if (found == m_made.end()) {
            auto made = Projection::between(crs, 4326);
            found = m_made.emplace(crs, made ? std::make_unique<Projection>(std::move(*made)) : nullptr).first;
        }
        if (!found->second) return false;
        found->second->forward_all(s.x, s.y);
        return true;
    }

private:
    std::map<std::string, std::unique_ptr<Projection>> m_made;
};

// Finds each layer's CRS and the city's: layers that state theirs first, the others by agreement with those.
class Doctor {
public:
    explicit Doctor(Job& job) : m_job(job), m_degrees(job.layers.size()) {}

    Result<void> run() {
        for (std::size_t k = 0; k < m_job.layers.size(); ++k) stated(k);
        if (!find_middle() && m_job.options.epsg == 0) {
            for (std::size_t k = 0; k < m_job.layers.size(); ++k) degrees_only(k);
            if (!find_middle() && !middle_of_weather()) {
                for (const Placed& layer : m_job.layers)
                    if (layer.in->needs_place) return fail(ErrorCode::usage, "import.models_need_place", {{"file", layer.report.file}});
                return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", "?"}, {"to", "EPSG:4326"}}, first_unknown());
            }
        }
        int epsg = m_job.options.epsg > 0 ? m_job.options.epsg : epsg_for(m_middle);
        m_job.city.frame.epsg = epsg;
        for (std::size_t k = 0; k < m_job.layers.size(); ++k) unstated(k);
        if (m_all.empty()) find_middle();
        auto projection = Projection::to_epsg(epsg);
        if (!projection) return std::unexpected(projection.error());
        auto centre = projection->forward(m_middle);
        if (!centre) return std::unexpected(centre.error());
        m_job.city.frame.origin = {std::round(centre->easting_m / 100.0) * 100.0, std::round(centre->northing_m / 100.0) * 100.0};
        return {};
    }

private:
    void stated(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (layer.in->role == Role::none) return;
        if (const ModelPlace* given = place_given(m_job.options, *layer.in)) {
            layer.crs = "OGC:CRS84";
            m_degrees[k] = {{given->longitude_deg}, {given->latitude_deg}};
            return;
        }
        if (!has_coordinates(layer)) return;
        std::string crs = crs_text(*layer.in);
        Sample s = sample_of(*layer.in);
        bool geographic = crs == "OGC:CRS84";
        if (crs.empty() || (geographic && !in_degrees(s))) {
            if (geographic) add_note(layer, "crs_not_degrees", "guessed", layer.in->crs);
            return;
        }
        if (!m_to_degrees.apply(crs, s)) return;
        layer.crs = crs;
        m_degrees[k] = std::move(s);
    }

    void degrees_only(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (!wanted(layer)) return;
        Sample s = sample_of(*layer.in);
        if (!in_degrees(s)) return;
        take(k, "OGC:CRS84", 4326, std::move(s));
    }

    bool wanted(const Placed& layer) const {
        return layer.crs.empty() && layer.in->role != Role::none && has_coordinates(layer);
    }

    void take(std::size_t k, const std::string& crs, int epsg, Sample degrees) {
        Placed& layer = m_job.layers[k];
        layer.crs = crs;
        layer.report.epsg = epsg;
        m_degrees[k] = std::move(degrees);
        add_note(layer, "crs_guessed", "guessed", "EPSG:" + std::to_string(epsg));
    }

    // The candidate under which the layer lies where the others lie. The city's own CRS is enough at one half.
    void unstated(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (!wanted(layer)) return;
        Sample s = sample_of(*layer.in);
        std::vector<int> candidates;
        if (in_degrees(s)) candidates = {4326};
        else candidates = {m_job.city.frame.epsg, 5185, 5186, 5187, 5188, 5179, 5174, 5181, 2097, 5173, 5175, 5176, 5178, 32651, 32652};
        double best = 0.0;
        int found = 0;
        Sample found_degrees;
        for (int epsg : candidates) {
            Sample trial = s;
            std::string crs = epsg == 4326 ? "OGC:CRS84" : "EPSG:" + std::to_string(epsg);
            if (!m_to_degrees.apply(crs, trial)) continue;
            GeoBox box;
            for (std::size_t i = 0; i < trial.x.size(); ++i) box.add(trial.x[i], trial.y[i]);
            bool alone = m_all.empty() && epsg == m_job.city.frame.epsg; // --epsg, and nothing to compare with
            double score = alone ? 1.0 : m_all.empty() || box.empty() ? 0.0 : agreement(box, m_all);
            if (score > best) best = score, found = epsg, found_degrees = std::move(trial);
            if (best > 0.5 && found == m_job.city.frame.epsg) break;
        }
        if (found != 0) take(k, found == 4326 ? "OGC:CRS84" : "EPSG:" + std::to_string(found), found, std::move(found_degrees));
    }

    // The median of the sampled points of buildings and streets, else of all layers whose CRS is known.
    bool find_middle() {
        for (bool all : {false, true}) {
            std::vector<double> x, y;
            for (std::size_t k = 0; k < m_job.layers.size(); ++k) {
                if (m_job.layers[k].crs.empty() || (!all && !street_or_building(*m_job.layers[k].in))) continue;
                for (std::size_t i = 0; i < m_degrees[k].x.size(); ++i)
                    if (std::isfinite(m_degrees[k].x[i]) && std::isfinite(m_degrees[k].y[i]))
                        x.push_back(m_degrees[k].x[i]), y.push_back(m_degrees[k].y[i]);
            }
            if (x.empty()) continue;
            for (std::size_t i = 0; i < x.size(); ++i) m_all.add(x[i], y[i]);
            auto middle = static_cast<std::ptrdiff_t>(x.size() / 2);
            std::ranges::nth_element(x, x.begin() + middle);
            std::ranges::nth_element(y, y.begin() + middle);
            m_middle = {x[x.size() / 2], y[y.size() / 2]};
            return true;
        }
        return false;
    }

    // Weather alone: where its station stands.
    bool middle_of_weather() {
        for (const Placed& layer : m_job.layers) {
            if (layer.in->role != Role::weather || layer.size() == 0) continue;
            GeoPoint at{Field(layer, "longitude").number(0), Field(layer, "latitude").number(0)};
            if (!(std::abs(at.longitude_deg) <= 180.0 && std::abs(at.latitude_deg) <= 80.0)) continue;
            m_middle = at;
            return true;
        }
        return false;
    }

    std::string first_unknown() const {
        for (const Placed& layer : m_job.layers)
            if (wanted(layer)) return layer.report.file;
        return {};
    }

    Job& m_job;
    std::vector<Sample> m_degrees; // of each layer, where known
    ToDegrees m_to_degrees;
    GeoBox m_all;
    GeoPoint m_middle;
};

// Local points of all layers, in pieces on several threads. A layer in the city's own CRS is only shifted: exact.
class Mover {
public:
    explicit Mover(Job& job) : m_job(job) {}

    Result<void> run(const Progress& progress) {
        std::string own = "EPSG:" + std::to_string(m_job.city.frame.epsg);
        for (Placed& layer : m_job.layers) {
            if (layer.crs.empty()) continue;
            layer.at.resize(layer.in->x.size());
            for (std::size_t begin = 0; begin < layer.at.size(); begin += k_chunk)
                m_pieces.push_back({&layer, begin, std::min(begin + k_chunk, layer.at.size()), layer.crs == own});
        }
        // A projection costs as much as 100,000 points: a lane makes its own and takes every n-th piece.
        std::size_t points = 0;
        for (const Piece& piece : m_pieces) points += piece.own ? 0 : piece.end - piece.begin;
        int most = m_job.options.threads > 0 ? m_job.options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
        std::size_t lanes = std::clamp<std::size_t>(points / 100'000, 1, static_cast<std::size_t>(std::min(most, 16)));
        std::vector<std::string> failed(lanes);
        parallel_for(lanes, m_job.options.threads, [&](std::size_t lane) {
            std::map<std::string, std::unique_ptr<Projection>> made;
            for (std::size_t p = lane; p < m_pieces.size(); p += lanes)
                if (!move(m_pieces[p], made)) failed[lane] = m_pieces[p].layer->crs;
        });
        for (const std::string& crs : failed)
            if (!crs.empty()) return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", crs}, {"to", own}});
        if (!still_wanted(progress, "import.step.placing", 1.0)) return fail(ErrorCode::cancelled, "core.cancelled");
        return {};
    }

private:
    struct Piece {
        Placed* layer;
        std::size_t begin, end;
        bool own;
    };

    bool move(const Piece& piece, std::map<std::string, std::unique_ptr<Projection>>& made) const {
        std::size_t count = piece.end - piece.begin;
        const FeatureLayer& in = *piece.layer->in;
        auto first = static_cast<std::ptrdiff_t>(piece.begin), last = static_cast<std::ptrdiff_t>(piece.end);
        std::vector<double> x(in.x.begin() + first, in.x.begin() + last), y(in.y.begin() + first, in.y.begin() + last);
        if (!piece.own) {
            auto& projection = made[piece.layer->crs];
            if (!projection) {
                auto fresh = Projection::between(piece.layer->crs, m_job.city.frame.epsg);
                if (!fresh) return false;
                projection = std::make_unique<Projection>(std::move(*fresh));
            }
            projection->forward_all(x, y);
        }
        for (std::size_t i = 0; i < count; ++i)
            piece.layer->at[piece.begin + i] = m_job.city.frame.to_local({x[i], y[i]});
        return true;
    }

    Job& m_job;
    std::vector<Piece> m_pieces;
};

void make_boxes(Placed& layer) {
    layer.box.assign(layer.size(), LocalBox{});
    if (layer.raster() || layer.at.empty()) return;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        Range p = parts(layer, i);
        for (std::uint32_t part = p.begin; part < p.end; ++part)
            for (std::uint32_t ring = rings(layer, part).begin; ring < rings(layer, part).end; ++ring)
                for (LocalPoint q : points(layer, ring))
                    if (std::isfinite(q.x_m) && std::isfinite(q.y_m)) layer.box[i].add(q);
    }
}

// What cannot be a part of the city: no usable place, or far from everything, or outside --bbox.
void drop_strays(Job& job, Placed& layer) {
    if (layer.raster() || !layer.located()) return;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        const LocalBox& box = layer.box[i];
        if (box.empty()) {
            leave_out(layer, i, "cannot_transform");
            continue;
        }
        bool far = box.min.x_m > k_far_m || box.max.x_m < -k_far_m || box.min.y_m > k_far_m || box.max.y_m < -k_far_m;
        if (far) {
            leave_out(layer, i, "outside_city");
        } else if (job.window) {
            LocalPoint c = box.centre();
            const LocalBox& w = *job.window;
            bool touches = box.min.x_m <= w.max.x_m && box.max.x_m >= w.min.x_m && box.min.y_m <= w.max.y_m && box.max.y_m >= w.min.y_m;
            if (layer.in->geometry == GeometryKind::line ? !touches : !w.contains(c)) leave_out(layer, i, "outside_bbox");
        }
    }
}

void find_extent(Job& job) {
    for (bool all : {false, true}) {
        for (const Placed& layer : job.layers) {
            if (layer.box.empty() || !layer.located() || (!all && !street_or_building(*layer.in))) continue;
            for (std::size_t i = 0; i < layer.size(); ++i)
                if (layer.fate[i] == Fate::open && !layer.box[i].empty()) job.extent.add(layer.box[i].min), job.extent.add(layer.box[i].max);
        }
        if (!job.extent.empty()) break;
    }
    for (const Placed& layer : job.layers)
        if (layer.in->role == Role::boundary)
            for (std::size_t i = 0; i < layer.box.size(); ++i)
                if (layer.fate[i] == Fate::open && !layer.box[i].empty()) job.boundary.add(layer.box[i].min), job.boundary.add(layer.box[i].max);
}

// Terrain alone is a city too: it reaches as far as its raster or relief.
void extent_of_rasters(Job& job) {
    for (const Placed& layer : job.layers) {
        if (!has_coordinates(layer) || !layer.in->x.empty() || layer.crs.empty()) continue;
        auto projection = Projection::between(layer.crs, job.city.frame.epsg);
        if (!projection) continue;
        Sample corners = sample_of(*layer.in);
        projection->forward_all(corners.x, corners.y);
        for (std::size_t i = 0; i < corners.x.size(); ++i)
            if (std::isfinite(corners.x[i])) job.extent.add(job.city.frame.to_local({corners.x[i], corners.y[i]}));
    }
}

Result<void> find_window(Job& job) {
    if (!job.options.bbox_deg) return {};
    const auto& b = *job.options.bbox_deg;
    auto projection = Projection::to_epsg(job.city.frame.epsg);
    if (!projection) return std::unexpected(projection.error());
    LocalBox box;
    for (int i = 0; i <= 8; ++i) // the sides are curved in the map plane
        for (GeoPoint p : {GeoPoint{b[0] + (b[2] - b[0]) * i / 8.0, b[1]}, GeoPoint{b[0] + (b[2] - b[0]) * i / 8.0, b[3]},
                           GeoPoint{b[0], b[1] + (b[3] - b[1]) * i / 8.0}, GeoPoint{b[2], b[1] + (b[3] - b[1]) * i / 8.0}}) {
            auto q = projection->forward(p);
            if (!q) return std::unexpected(q.error());
            box.add(job.city.frame.to_local(*q));
        }
    job.window = box;
    return {};
}

} // namespace

Result<void> place(Job& job, const Progress& progress) {
    if (auto found = Doctor(job).run(); !found) return found;
    if (auto window = find_window(job); !window) return window;
    if (auto moved = Mover(job).run(progress); !moved) return moved;
    for (Placed& layer : job.layers) make_boxes(layer);
    place_models(job);
    for (Placed& layer : job.layers) {
        bool has_points = !layer.raster() && has_coordinates(layer);
        if (layer.in->needs_place && layer.crs.empty() && layer.in->role != Role::none) {
            for (std::size_t i = 0; i < layer.size(); ++i) leave_out(layer, i, "needs_place");
            continue;
        }
        if (has_points && layer.crs.empty() && layer.in->role != Role::none) {
            for (std::size_t i = 0; i < layer.size(); ++i) leave_out(layer, i, "crs_unknown");
            continue;
        }
        if ((has_points || layer.in->needs_place) && layer.in->role != Role::none) drop_strays(job, layer);
    }
    find_extent(job);
    if (job.extent.empty()) extent_of_rasters(job);
    return {};
}

std::vector<LocalPoint> convex_hull(std::vector<LocalPoint> points) { // A. Andrew's monotone chain, 1979
    auto left_of = [](LocalPoint a, LocalPoint b) { return a.x_m != b.x_m ? a.x_m < b.x_m : a.y_m < b.y_m; };
    std::ranges::sort(points, left_of);
    auto repeated = std::ranges::unique(points);
    points.erase(repeated.begin(), repeated.end());
    if (points.size() < 3) return points;
    std::vector<LocalPoint> hull;
    auto extend = [&](LocalPoint p, std::size_t least) {
        auto turn = [&](LocalPoint a, LocalPoint b) { return (b.x_m - a.x_m) * (p.y_m - a.y_m) - (b.y_m - a.y_m) * (p.x_m - a.x_m); };
        while (hull.size() >= least + 2 && turn(hull[hull.size() - 2], hull.back()) <= 0.0) hull.pop_back();
        hull.push_back(p);
    };
    for (LocalPoint p : points) extend(p, 0);
    std::size_t lower = hull.size() - 1;
    for (auto p = points.rbegin() + 1; p != points.rend(); ++p) extend(*p, lower);
    hull.pop_back();
    return hull;
}

std::vector<LocalPoint> hull_of_city(const Job& job) {
    std::vector<LocalPoint> all;
    for (bool any : {false, true}) {
        for (const Placed& layer : job.layers) {
            if (layer.at.empty() || layer.in->geometry == GeometryKind::none || (!any && !street_or_building(*layer.in))) continue;
            for (std::size_t i = 0; i < layer.size(); ++i) {
                if (layer.fate[i] == Fate::left_out) continue;
                Range p = parts(layer, i);
                for (std::uint32_t part = p.begin; part < p.end; ++part)
                    for (std::uint32_t ring = rings(layer, part).begin; ring < rings(layer, part).end; ++ring)
                        for (LocalPoint q : points(layer, ring))
                            if (std::isfinite(q.x_m) && std::isfinite(q.y_m)) all.push_back(q);
            }
        }
        if (!all.empty()) break;
    }
    return convex_hull(std::move(all));
}

} // namespace tp::assembly
