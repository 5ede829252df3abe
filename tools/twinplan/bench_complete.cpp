// Whether a fast picture shows what the full one does: coverage, holes, objects.
#include "twinplan/bench.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tp {
namespace {

constexpr int k_tall_px = 8;

bool is_building(std::uint32_t id) { return object_role(id) == ObjectRole::building; }

std::vector<std::uint8_t> missing_of(const Image& full, const Image& picture) {
    std::vector<std::uint8_t> missing(full.ids.size(), 0);
    auto at = [&](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(full.width) + static_cast<std::size_t>(x); };
    for (int y = 0; y < full.height; ++y)
        for (int x = 0; x < full.width; ++x) {
            if (!is_building(full.ids[at(x, y)])) continue;
            bool found = false;
            for (int v = std::max(y - 1, 0); v <= std::min(y + 1, full.height - 1) && !found; ++v)
                for (int u = std::max(x - 1, 0); u <= std::min(x + 1, full.width - 1) && !found; ++u) found = is_building(picture.ids[at(u, v)]);
            missing[at(x, y)] = found ? 0 : 1;
        }
    return missing;
}

std::size_t largest_region(std::vector<std::uint8_t> marks, int width, int height) {
    std::size_t largest = 0;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (marks[i] == 0) continue;
        std::size_t size = 0;
        open.assign(1, i);
        marks[i] = 0;
        while (!open.empty()) {
            std::size_t p = open.back();
            open.pop_back();
            ++size;
            int x = static_cast<int>(p % static_cast<std::size_t>(width)), y = static_cast<int>(p / static_cast<std::size_t>(width));
            for (auto [u, v] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}}) {
                if (u < 0 || v < 0 || u >= width || v >= height) continue;
                std::size_t q = static_cast<std::size_t>(v) * static_cast<std::size_t>(width) + static_cast<std::size_t>(u);
                if (marks[q] != 0) marks[q] = 0, open.push_back(q);
            }
        }
        largest = std::max(largest, size);
    }
    return largest;
}

} // namespace

Completeness completeness_of(const Image& full, const Image& picture) {
    Completeness out;
    std::vector<std::uint8_t> missing = missing_of(full, picture);
    std::unordered_map<std::uint32_t, std::pair<int, int>> rows; // first and last of each building
    for (std::size_t i = 0; i < full.ids.size(); ++i) {
        if (!is_building(full.ids[i])) continue;
        ++out.building_pixels;
        out.missing_pixels += missing[i];
        int y = static_cast<int>(i / static_cast<std::size_t>(full.width));
        auto [at, made] = rows.try_emplace(full.ids[i], y, y);
        if (!made) at->second.second = y;
    }
    out.largest_missing = largest_region(std::move(missing), full.width, full.height);
    std::unordered_set<std::uint32_t> shown(picture.ids.begin(), picture.ids.end());
    for (const auto& [id, span] : rows)
        if (span.second - span.first + 1 > k_tall_px) {
            ++out.tall;
            out.tall_missing += shown.contains(id) ? 0 : 1;
        }
    return out;
}

} // namespace tp
