#include "scene/labels.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tp {
namespace {

constexpr double k_street_step_m = 250.0, k_street_most_m = 900.0;
constexpr std::size_t k_letters_most = 28;

std::uint32_t key_of(LabelKind kind, std::size_t index) {
    return (static_cast<std::uint32_t>(kind) << 28) | (static_cast<std::uint32_t>(index) & 0x0fffffffU);
}

std::size_t letters(std::string_view text) { // code points of UTF-8
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct Maker {
    const City& city;
    const Ground& ground;
    std::vector<Label> out;

    void add(const std::string& text, LabelKind kind, std::size_t index, LocalPoint at, double above_m, double size_m, double importance) {
        if (!std::isfinite(at.x_m) || !std::isfinite(at.y_m) || letters(text) > k_letters_most || !reads_like_a_name(text)) return;
        out.push_back({text, kind, key_of(kind, index), {at.x_m, at.y_m, ground.height_m(at) + above_m}, static_cast<float>(size_m), static_cast<float>(importance)});
    }
};

struct StreetRank {
    double importance, share; // of its length that counts: an alley is named from near by only
};
constexpr std::array<StreetRank, 9> k_streets{{{14, 0.4}, {52, 1}, {52, 1}, {48, 1}, {42, 0.8}, {32, 0.6}, {16, 0.3}, {8, 0.2}, {6, 0.15}}}; // unknown, motorway ... path

// The roof over a place, metres above the sea of `city`; the buildings sorted into squares of 100 m by their middles.
class Roofs {
public:
    explicit Roofs(const Buildings& buildings) : m_buildings(buildings) {
        for (std::size_t i = 0; i < buildings.size(); ++i) {
            LocalBox box;
            for (LocalPoint p : buildings.footprint.outer(i)) box.add(p);
            if (!box.empty()) m_cells.emplace_back(cell(box.centre(), 0, 0), static_cast<std::uint32_t>(i));
        }
        std::ranges::sort(m_cells);
    }
    std::optional<double> over(LocalPoint p) const {
        std::optional<double> highest;
        for (int x : {-1, 0, 1})
            for (int y : {-1, 0, 1}) {
                std::uint64_t key = cell(p, x, y);
                for (auto it = std::ranges::lower_bound(m_cells, std::pair{key, 0U}); it != m_cells.end() && it->first == key; ++it) {
                    double roof = static_cast<double>(m_buildings.base_m[it->second]) + static_cast<double>(m_buildings.height_m[it->second]);
                    if ((!highest || roof > *highest) && inside(m_buildings.footprint.outer(it->second), p)) highest = roof;
                }
            }
        return highest;
    }

private:
    static std::uint64_t cell(LocalPoint p, int x, int y) {
        auto part = [](double v, int shift) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::clamp(v / 100, -1e9, 1e9)) + shift)); };
        return (part(p.x_m + 1e8, x) << 32) | part(p.y_m + 1e8, y);
    }

    const Buildings& m_buildings;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_cells;
};

// Pieces of one name, longest of the best class first; a place where no other of the name is near.
void streets(Maker& make) {
    const Streets& s = make.city.streets;
    std::map<std::string_view, std::vector<std::size_t>> by_name;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (!s.name[i].empty()) by_name[s.name[i]].push_back(i);
    std::vector<double> length(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) length[i] = length_m(s.line[i]);
    for (auto& [name, edges] : by_name) {
        double whole = 0;
        for (std::size_t e : edges) whole += length[e];
        std::ranges::stable_sort(edges, [&](std::size_t a, std::size_t b) { return length[a] > length[b]; });
        std::vector<LocalPoint> kept;
        for (std::size_t e : edges) {
            LocalPoint middle = point_along(s.line[e], 0.5 * length[e]);
            bool near = std::ranges::any_of(kept, [&](LocalPoint p) { return std::hypot(p.x_m - middle.x_m, p.y_m - middle.y_m) < k_street_step_m; });
            if (near || s.level[e] == 2) continue; // a tunnel is not seen
            kept.push_back(middle);
            const StreetRank& rank = k_streets[static_cast<std::size_t>(s.road_class[e])];
            make.add(s.name[e], LabelKind::street, e, middle, 0.5, rank.share * std::min(whole, k_street_most_m), rank.importance);
        }
    }
}

void areas(Maker& make) {
    const Areas& a = make.city.areas;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.name[i].empty() || a.area.first_ring(i) >= a.area.end_ring(i)) continue;
        auto ring = a.area.outer(i);
        double side = std::sqrt(std::abs(signed_area_m2(ring)));
        bool boundary = a.kind[i] == AreaKind::boundary;
        make.add(a.name[i], LabelKind::area, i, centroid(ring), 1, boundary ? 0.3 * side : side, (boundary ? 34 : 36) + std::min(14.0, side / 40));
    }
}

void buildings(Maker& make) {
    const Buildings& b = make.city.buildings;
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (b.name[i].empty() || !reads_like_a_name(b.name[i])) continue;
        auto ring = b.footprint.outer(i);
        double height = static_cast<double>(b.height_m[i]), side = std::sqrt(std::abs(signed_area_m2(ring)));
        bool number = b.name[i][0] >= '0' && b.name[i][0] <= '9'; // a block of an estate: 109동
        LocalPoint at = centroid(ring);
        double roof = static_cast<double>(b.base_m[i]) + height - make.ground.height_m(at);
        make.add(b.name[i], LabelKind::building, i, at, roof + 1, number ? 0.4 * side : std::max(0.6 * height, side),
                 number ? 4 : 20 + std::min(26.0, 0.12 * height + 0.08 * side));
    }
}

void points(Maker& make) {
    const Stops& stops = make.city.stops;
    for (std::size_t i = 0; i < stops.size(); ++i) make.add(stops.name[i], LabelKind::stop, i, stops.at[i], 3, 26, 24);
    const Facilities& f = make.city.facilities;
    const Zones& z = make.city.zones;
    if (f.size() + z.size() == 0) return;
    Roofs roofs(make.city.buildings); // a name inside a building would be hidden by its walls
    auto above_m = [&](LocalPoint at, double least_m) { return std::max(least_m, roofs.over(at).value_or(-1e9) - make.ground.height_m(at) + 1); };
    for (std::size_t i = 0; i < f.size(); ++i) {
        bool large = f.kind[i] == "station" || f.kind[i] == "city_hall" || f.kind[i] == "hospital";
        make.add(f.name[i], LabelKind::facility, i, f.at[i], above_m(f.at[i], 8), large ? 110 : 60, large ? 54 : 34);
    }
    for (std::size_t i = 0; i < z.size(); ++i) make.add(z.name[i], LabelKind::zone, i, z.at[i], above_m(z.at[i], 6), 50, 28);
}

bool overlap(const LabelBox& a, const LabelBox& b, double gap) {
    return std::abs(a.x - b.x) < (a.width + b.width) / 2 + gap && std::abs(a.y - b.y) < (a.height + b.height) / 2 + gap;
}

// What is on the picture so far, with the rules for one more.
class Page {
public:
    Page(std::span<const LabelBox> boxes, const LabelSpace& space) : m_boxes(boxes), m_space(space) {}

    bool in_picture(const LabelBox& box, double gap = 0) const {
        double x = box.width / 2 + gap, y = box.height / 2 + gap;
        return box.x >= x && box.y >= y && box.x + x <= m_space.width && box.y + y <= m_space.height;
    }
    // `gap`: free pixels around it; negative: it may stand out of the picture by as much.
    bool fits(const LabelBox& box, double gap, double apart_px) const {
        if (!in_picture(box, gap)) return false;
        double half_x = box.width / 2, half_y = box.height / 2;
        double air = std::max(gap, 0.0);
        for (const auto& r : m_space.reserved)
            if (std::abs(box.x - r[0] - r[2] / 2) < half_x + r[2] / 2 + air && std::abs(box.y - r[1] - r[3] / 2) < half_y + r[3] / 2 + air) return false;
        return std::ranges::none_of(shown, [&](std::size_t i) {
            const LabelBox& other = m_boxes[i];
            return overlap(box, other, air) || (box.text == other.text && std::hypot(box.x - other.x, box.y - other.y) < apart_px);
        });
    }

    std::vector<std::size_t> shown;

private:
    std::span<const LabelBox> m_boxes;
    const LabelSpace& m_space;
};

} // namespace

bool reads_like_a_name(const std::string& text) {
    std::size_t digits = 0, latin = 0, beyond = 0, run = 0, longest = 0;
    bool odd = false;
    for (unsigned char c : text) {
        bool digit = c >= '0' && c <= '9';
        run = digit ? run + 1 : 0;
        longest = std::max(longest, run);
        digits += digit ? 1 : 0;
        latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 1 : 0;
        beyond += c >= 0xC2 ? 1 : 0; // first bytes of letters beyond ASCII
        odd = odd || c < 0x20 || c == '_' || c == '{' || c == '/' || c == '\\' || c == '=' || c == '<';
    }
    if (odd || longest > 4) return false;
    if (beyond > 0) return true;
    return latin > 1 && (digits == 0 || (text.find(' ') != std::string::npos && text.find('-') == std::string::npos));
}

std::vector<Label> city_labels(const City& city, const Ground& ground) {
    Maker make{city, ground, {}};
    streets(make);
    areas(make);
    buildings(make);
    points(make);
    return std::move(make.out);
}

std::vector<Label> solution_labels(const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language) {
    std::vector<Label> out;
    for (const Solution& solution : solutions) {
        const Kind* kind = catalogue.kind(solution.kind);
        if (!solution.at || !kind) continue;
        LocalPoint at = *solution.at;
        out.push_back({language == Language::ko ? kind->name.ko : kind->name.en, LabelKind::solution, key_of(LabelKind::solution, static_cast<std::size_t>(solution.id)),
                       {at.x_m, at.y_m, ground.height_m(at) + 6}, 45, 60});
    }
    return out;
}

std::vector<std::size_t> lay_out(std::span<const LabelBox> boxes, const LabelSpace& space, LabelMemory& memory) {
    constexpr double k_margin_px = 7, k_apart = 0.4, k_shown_apart = 0.2;
    std::unordered_map<std::uint32_t, std::size_t> by_key;
    for (std::size_t i = 0; i < boxes.size(); ++i) by_key.emplace(boxes[i].key, i);
    if (!space.moving) memory.resting.clear();
    Page page(boxes, space);
    std::vector<std::uint32_t> resting = std::move(memory.resting);
    for (std::uint32_t key : memory.shown) {
        auto it = by_key.find(key);
        const LabelBox* box = it == by_key.end() ? nullptr : &boxes[it->second];
        // Half of it may stand out of the picture before it goes.
        bool stays = box && box->may_stay && page.shown.size() < space.most && page.fits(*box, -0.5 * box->height, k_shown_apart * space.height);
        if (stays) page.shown.push_back(it->second);
        else if (box && page.in_picture(*box)) resting.push_back(key); // one that left through the border may come back
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].may_come) order.push_back(i);
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return boxes[a].score != boxes[b].score ? boxes[a].score > boxes[b].score : boxes[a].key < boxes[b].key;
    });
    std::ranges::sort(resting);
    for (std::size_t i : order) {
        if (page.shown.size() >= space.most) break;
        bool known = std::ranges::find(page.shown, i) != page.shown.end();
        if (known || (space.moving && std::ranges::binary_search(resting, boxes[i].key))) continue;
        if (page.fits(boxes[i], k_margin_px, k_apart * space.height)) page.shown.push_back(i);
    }
    memory.shown.clear();
    for (std::size_t i : page.shown) memory.shown.push_back(boxes[i].key);
    memory.resting = std::move(resting);
    return page.shown;
}

} // namespace tp
