#include "studio/thumbnails.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

namespace tp {
namespace {

constexpr int k_over = 2; // drawn larger, then averaged: there is one sample a pixel

// Every k_over x k_over pixels as one.
Image averaged(const Image& image) {
    Image out{image.width / k_over, image.height / k_over, {}, {}, {}};
    out.rgba.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4);
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x)
            for (int c = 0; c < 4; ++c) {
                int sum = k_over * k_over / 2;
                for (int dy = 0; dy < k_over; ++dy)
                    for (int dx = 0; dx < k_over; ++dx)
                        sum += image.rgba[(static_cast<std::size_t>(y * k_over + dy) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x * k_over + dx)) * 4 + static_cast<std::size_t>(c)];
                out.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)) * 4 + static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(sum / (k_over * k_over));
            }
    return out;
}

void dot(Image& image, PicturePoint at, const std::array<float, 3>& colour) {
    constexpr double k_radius = 2.2, k_rim = 1.0; // white around it
    double cx = (at.x + 1) / 2 * image.width, cy = (at.y + 1) / 2 * image.height, reach = k_radius + k_rim;
    for (int y = std::max(0, static_cast<int>(cy - reach)); y < std::min(image.height, static_cast<int>(cy + reach) + 1); ++y)
        for (int x = std::max(0, static_cast<int>(cx - reach)); x < std::min(image.width, static_cast<int>(cx + reach) + 1); ++x) {
            double from = std::hypot(x + 0.5 - cx, y + 0.5 - cy);
            if (from > reach) continue;
            auto* pixel = image.rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
            for (std::size_t c = 0; c < 3; ++c) pixel[c] = from > k_radius ? 255 : static_cast<std::uint8_t>(std::lround(255 * colour[c]));
        }
}

bool same(const ThumbnailWish& a, const ThumbnailWish& b) {
    const Flight &f = a.flight, &g = b.flight;
    bool solutions = a.solutions == b.solutions || (a.solutions && b.solutions && *a.solutions == *b.solutions);
    return solutions && a.dots == b.dots && f.mode == g.mode && f.focus == g.focus && f.yaw_deg == g.yaw_deg && f.pitch_deg == g.pitch_deg && f.distance_m == g.distance_m;
}

} // namespace

Result<Image> draw_thumbnail(Renderer& renderer, const Catalogue& catalogue, const Ground& ground, const ThumbnailWish& wish) {
    if (auto done = renderer.set_solutions(*wish.solutions, catalogue); !done) return std::unexpected(done.error());
    if (auto done = renderer.set_layer(std::nullopt); !done) return std::unexpected(done.error());
    FrameOptions options;
    options.width = k_over * k_thumbnail_width;
    options.height = k_over * k_thumbnail_height;
    options.shadow = ShadowMode::fast;
    options.layer_on = options.volumes_on = options.outline_on = false;
    options.moving = options.wait_for_tiles = true; // coarse, as small as it is
    Camera camera = camera_of(wish.flight);
    auto image = renderer.render(camera, options);
    if (!image) return image;
    Image small = averaged(*image);
    if (wish.dots)
        for (const Solution& solution : *wish.solutions)
            if (solution.at)
                if (auto at = picture_of(camera, static_cast<double>(small.width) / small.height, ground, *solution.at)) dot(small, *at, options.accent);
    return small;
}

void Thumbnails::clear() { m_cells.clear(); }

std::vector<ThumbnailWish> Thumbnails::take_stale(const std::vector<ThumbnailWish>& wishes) {
    std::erase_if(m_cells, [&](const auto& cell) { return std::ranges::find(wishes, cell.first, &ThumbnailWish::key) == wishes.end(); });
    std::set<int> used;
    for (const auto& [key, cell] : m_cells) used.insert(cell.index);
    std::vector<ThumbnailWish> stale;
    for (const ThumbnailWish& wish : wishes) {
        auto cell = m_cells.find(wish.key);
        if (cell == m_cells.end()) {
            int free = 0;
            while (used.contains(free)) ++free;
            if (free >= k_cells) continue;
            used.insert(free);
            m_cells[wish.key] = {free, false, wish};
        } else if (same(cell->second.wish, wish) && !cell->second.stale) {
            continue;
        } else {
            if (!same(cell->second.wish, wish)) cell->second.failures = 0;
            cell->second.wish = wish; // the old picture stays until the new one is there
            cell->second.stale = false;
        }
        stale.push_back(wish);
    }
    return stale;
}

void Thumbnails::put(const std::string& key, const Image& image) {
    auto found = m_cells.find(key);
    if (found == m_cells.end() || image.width != k_thumbnail_width || image.height != k_thumbnail_height) return;
    Cell& cell = found->second;
    cell.drawn = true;
    int left = cell.index % k_columns * k_thumbnail_width, top = cell.index / k_columns * k_thumbnail_height;
    for (int y = 0; y < image.height; ++y)
        std::memcpy(m_sheet.rgba.data() + (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(m_sheet.width) + static_cast<std::size_t>(left)) * 4,
                    image.rgba.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) * 4, static_cast<std::size_t>(image.width) * 4);
}

void Thumbnails::failed(const std::string& key) {
    constexpr int k_tries = 3;
    if (auto found = m_cells.find(key); found != m_cells.end()) found->second.stale = ++found->second.failures < k_tries;
}

std::optional<int> Thumbnails::cell(const std::string& key) const {
    auto found = m_cells.find(key);
    return found == m_cells.end() || !found->second.drawn ? std::nullopt : std::optional(found->second.index);
}

} // namespace tp
