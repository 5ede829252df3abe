#include "city/assemble_parts.h"

#include "core/check.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace tp::assembly {
namespace {

constexpr double k_beside_m = 25.0; // a signal or stop beside the outermost street

// A ring without repeated points and closing point; false where fewer than three are left or one is not usable.
bool clean(std::span<const LocalPoint> ring, std::vector<LocalPoint>& out) {
    out.clear();
    if (!finite(ring)) return false;
    for (LocalPoint p : ring)
        if (out.empty() || !(out.back() == p)) out.push_back(p);
    while (out.size() > 1 && out.front() == out.back()) out.pop_back();
    return out.size() >= 3;
}

} // namespace

void keep(Placed& layer, std::size_t i) {
    TP_CHECK(layer.fate[i] == Fate::open);
    layer.fate[i] = Fate::kept;
}

void merge(Placed& layer, std::size_t i, const char* note) {
    TP_CHECK(layer.fate[i] == Fate::open);
    layer.fate[i] = Fate::merged;
    if (*note) add_note(layer, note, "merged", i);
}

void leave_out(Placed& layer, std::size_t i, const char* note) {
    TP_CHECK(layer.fate[i] == Fate::open);
    layer.fate[i] = Fate::left_out;
    if (*note) add_note(layer, note, "left_out", i);
}

void add_note(Placed& layer, const char* code, const char* done, const std::string& where, std::int64_t count) {
    for (ReportNote& note : layer.report.notes)
        if (note.code == code && note.done == done) {
            note.count += count;
            return;
        }
    layer.report.notes.push_back({code, where, count, done});
}

void add_note(Placed& layer, const char* code, const char* done, std::size_t i) {
    add_note(layer, code, done, layer.where(i));
    for (ReportNote& note : layer.report.notes)
        if (note.code == code && note.done == done && note.rows.size() < k_note_rows) note.rows.push_back(layer.origin(i).feature);
}

std::vector<Placed*> Job::of(Role role, GeometryKind geometry) {
    std::vector<Placed*> out;
    for (Placed& layer : layers)
        if (layer.in->role == role && layer.in->geometry == geometry && !layer.at.empty()) out.push_back(&layer);
    return out;
}

bool near_city(const Job& job, const LocalBox& box, double margin_m) {
    return !box.empty() && box.min.x_m <= job.extent.max.x_m + margin_m && box.max.x_m >= job.extent.min.x_m - margin_m &&
           box.min.y_m <= job.extent.max.y_m + margin_m && box.max.y_m >= job.extent.min.y_m - margin_m;
}

bool of_municipality(const Job& job, const Placed& layer) {
    constexpr double k_around_m = 20'000.0;
    std::size_t within = 0, placed = 0;
    for (const LocalBox& box : layer.box) {
        if (box.empty()) continue;
        ++placed;
        within += near_city(job, box, k_around_m) || (!job.boundary.empty() && job.boundary.contains(box.centre()));
    }
    return placed > 0 && within * 100 >= placed * 99; // one in a hundred may be a slip of a finger
}

bool near_city(const Job& job, LocalPoint p) { return near_city(job, LocalBox{p, p}, k_beside_m); }

std::string Field::text(std::size_t i) const {
    if (!m_column) return {};
    if (!m_column->numeric) return i < m_column->text.size() ? m_column->text[i] : std::string{};
    double v = number(i);
    if (std::isnan(v)) return {};
    char buffer[40];
    auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, v);
    return error == std::errc{} ? std::string(buffer, end) : std::string{};
}

double Field::number(std::size_t i) const {
    if (!m_column) return std::nan("");
    if (m_column->numeric) return i < m_column->number.size() ? m_column->number[i] : std::nan("");
    if (i >= m_column->text.size()) return std::nan("");
    std::string digits; // thousands separators go
    for (char c : m_column->text[i])
        if (c != ',' && !(digits.empty() && (c == ' ' || c == '+'))) digits += c;
    double value = 0.0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && std::isfinite(value) ? value : std::nan("");
}

std::int32_t Field::whole(std::size_t i) const {
    double v = number(i);
    return v >= 0.0 && v < 2e9 && v == std::floor(v) ? static_cast<std::int32_t>(v) : -1;
}

Tri Field::yes_no(std::size_t i) const {
    std::string word = text(i);
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const char* yes : {"yes", "true", "1", "y", "있음", "유", "설치"})
        if (word == yes) return Tri::yes;
    for (const char* no : {"no", "false", "0", "n", "없음", "무", "미설치"})
        if (word == no) return Tri::no;
    return Tri::unknown;
}

Range parts(const Placed& layer, std::size_t i) {
    const auto& begin = layer.in->feature_begin;
    return i + 1 < begin.size() ? Range{begin[i], begin[i + 1]} : Range{};
}

Range rings(const Placed& layer, std::uint32_t part) {
    return {layer.in->part_begin[part], layer.in->part_begin[part + 1]};
}

std::span<const LocalPoint> points(const Placed& layer, std::uint32_t ring) {
    std::uint32_t begin = layer.in->ring_begin[ring], end = layer.in->ring_begin[ring + 1];
    return std::span(layer.at).subspan(begin, end - begin);
}

bool finite(std::span<const LocalPoint> points) {
    return std::ranges::all_of(points, [](LocalPoint p) { return std::isfinite(p.x_m) && std::isfinite(p.y_m); });
}

LocalPoint place_of(const Placed& layer, std::size_t i) {
    LocalPoint nowhere{std::nan(""), std::nan("")};
    if (layer.box[i].empty()) return nowhere;
    if (layer.in->geometry == GeometryKind::polygon) {
        Polygons one;
        if (add_polygon(one, layer, i) > 0.0) return area_at(one, 0).centroid;
        return layer.box[i].centre();
    }
    double best = -1.0, x = 0.0, y = 0.0;
    std::size_t count = 0;
    LocalPoint middle = nowhere;
    Range p = parts(layer, i);
    for (std::uint32_t part = p.begin; part < p.end; ++part)
        for (std::uint32_t ring = rings(layer, part).begin; ring < rings(layer, part).end; ++ring) {
            auto line = points(layer, ring);
            if (line.empty() || !finite(line)) continue;
            if (layer.in->geometry == GeometryKind::line) {
                double length = length_m(line);
                if (length > best) best = length, middle = point_along(line, 0.5 * length);
            } else {
                for (LocalPoint q : line) x += q.x_m, y += q.y_m, ++count;
            }
        }
    if (count == 0) return middle;
    if (count == 1) return {x, y};
    return {x / static_cast<double>(count), y / static_cast<double>(count)};
}

double add_polygon(Polygons& out, const Placed& layer, std::size_t i) {
    struct Part {
        double area = 0.0;
        std::uint32_t index = 0;
    };
    std::vector<Part> order;
    std::vector<LocalPoint> ring;
    Range p = parts(layer, i);
    for (std::uint32_t part = p.begin; part < p.end; ++part) {
        Range r = rings(layer, part);
        if (r.begin == r.end || !clean(points(layer, r.begin), ring)) continue;
        if (double area = std::abs(signed_area_m2(ring)); area > 1e-6) order.push_back({area, part});
    }
    if (order.empty()) return 0.0;
    std::ranges::stable_sort(order, std::ranges::greater{}, &Part::area);
    double net = 0.0;
    for (const Part& part : order) {
        Range r = rings(layer, part.index);
        for (std::uint32_t k = r.begin; k < r.end; ++k) {
            if (!clean(points(layer, k), ring)) continue;
            double area = signed_area_m2(ring);
            bool outer = k == r.begin;
            if (!outer && std::abs(area) <= 1e-6) continue;
            if ((area > 0.0) != outer) std::ranges::reverse(ring);
            out.rings.add(ring);
            net += outer ? std::abs(area) : -std::abs(area);
        }
    }
    out.end_polygon();
    return std::max(net, 1e-6);
}

void add_no_polygon(Polygons& out) { out.end_polygon(); }

AreaAt area_at(const Polygons& polygons, std::size_t i) {
    double area = 0.0, x = 0.0, y = 0.0;
    if (polygons.first_ring(i) == polygons.end_ring(i)) return {};
    LocalPoint o = polygons.outer(i)[0]; // relative to a corner the sums keep their digits
    for (std::uint32_t r = polygons.first_ring(i); r < polygons.end_ring(i); ++r) {
        double a = signed_area_m2(polygons.rings[r]);
        LocalPoint c = centroid(polygons.rings[r]);
        area += a;
        x += a * (c.x_m - o.x_m);
        y += a * (c.y_m - o.y_m);
    }
    if (!(area > 0.0)) return {0.0, centroid(polygons.outer(i))};
    return {area, {o.x_m + x / area, o.y_m + y / area}};
}

} // namespace tp::assembly
