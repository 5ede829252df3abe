// Where everything is: local points of each layer in the CRS that the doctor found, window and extent.
#include "city/assemble_parts.h"

#include "city/crs_doctor.h"
#include "city/crs_evidence.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <thread>

namespace tp::assembly {
namespace {

constexpr double k_far_m = 150'000.0; // from the middle of the city: a mistake in the data, not a suburb
constexpr std::size_t k_chunk = 65'536;

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
        if (piece.layer->swapped) x.swap(y);
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
        if (!has_coordinates(*layer.in) || !layer.in->x.empty() || layer.crs.empty()) continue;
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
    if (auto found = find_crs(job); !found) return found;
    if (auto window = find_window(job); !window) return window;
    if (auto moved = Mover(job).run(progress); !moved) return moved;
    for (Placed& layer : job.layers) make_boxes(layer);
    place_models(job);
    for (Placed& layer : job.layers) {
        bool has_points = !layer.raster() && has_coordinates(*layer.in);
        if (layer.kept_out && layer.in->role != Role::none) {
            std::ranges::fill(layer.fate, Fate::left_out);
            add_note(layer, layer.kept_out, "left_out", layer.kept_out_where, static_cast<std::int64_t>(layer.size()));
            continue;
        }
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
