#include "view/still.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace tp {
namespace {

constexpr double k_sun_radius_deg = 0.2665, k_golden_rad = 2.399963229728653;
constexpr int k_margin_px = 104;  // ambient occlusion reads 90 pixels around and blurs over 4 more; a multiple of 8: hatching goes on
constexpr int k_tile_px = 2048, k_least_tile_px = 256;

struct Tile {
    PicturePart core, drawn;
};

std::vector<Tile> tiles_of(int width, int height, int side) {
    std::vector<Tile> tiles;
    for (int y = 0; y < height; y += side)
        for (int x = 0; x < width; x += side) {
            Tile tile;
            tile.core = {x, y, std::min(side, width - x), std::min(side, height - y)};
            int left = std::max(0, x - k_margin_px), top = std::max(0, y - k_margin_px);
            tile.drawn = {left, top, std::min(width, x + tile.core.width + k_margin_px) - left, std::min(height, y + tile.core.height + k_margin_px) - top};
            tiles.push_back(tile);
        }
    return tiles;
}

template <class T>
void copy_core(std::vector<T>& to, const std::vector<T>& from, const Tile& tile, int width, int channels) {
    auto n = static_cast<std::size_t>(channels);
    for (int row = 0; row < tile.core.height; ++row) {
        auto source = static_cast<std::size_t>(tile.core.y - tile.drawn.y + row) * static_cast<std::size_t>(tile.drawn.width) +
                      static_cast<std::size_t>(tile.core.x - tile.drawn.x);
        auto target = static_cast<std::size_t>(tile.core.y + row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(tile.core.x);
        std::memcpy(to.data() + target * n, from.data() + source * n, static_cast<std::size_t>(tile.core.width) * n * sizeof(T));
    }
}

} // namespace

std::array<double, 2> sample_place(int sample) {
    constexpr std::array<unsigned, 6> k_second{32, 48, 40, 60, 34, 51}; // direction numbers / 64
    std::array<unsigned, 2> bits{};
    for (unsigned i = 0; i < 6; ++i)
        if ((static_cast<unsigned>(sample) >> i & 1U) != 0) bits[0] ^= 32U >> i, bits[1] ^= k_second[i];
    std::array<double, 2> place{};
    for (std::size_t k = 0; k < 2; ++k) place[k] = static_cast<double>((bits[k] + 32U) % 64U) / 64.0 - 0.5;
    return place;
}

Sun sample_sun(const Sun& sun, int sample) {
    int k = sample < 0 ? 0 : sample / k_samples_a_sun % (k_still_samples / k_samples_a_sun);
    if (k == 0 || sun.elevation_deg < 1.0 || sun.elevation_deg > 89.0) return sun;
    double radius = k_sun_radius_deg * std::sqrt(static_cast<double>(k) * k_samples_a_sun / k_still_samples), angle = k * k_golden_rad;
    Sun moved = sun;
    moved.elevation_deg += radius * std::sin(angle);
    moved.azimuth_deg += radius * std::cos(angle) / std::cos(sun.elevation_deg * 0.017453292519943295);
    return moved;
}

namespace {

Result<Image> render_part(Renderer& renderer, const Camera& camera, const FrameOptions& options, const StillOptions& still, const PicturePart& part,
                          const std::function<bool(int)>& wanted) {
    FrameOptions now = options;
    now.part = part;
    Image first;
    int begun_anew = 0; // the mean goes with a device that is lost
    for (int sample = 0; sample < still.samples; ++sample) {
        now.sample = still.samples > 1 ? sample : -1;
        auto image = renderer.render(camera, now, still.with_ids && sample == 0, still.with_depth && sample == 0);
        if (!image && image.error().key == "renderer.sample" && ++begun_anew <= 3) {
            sample = -1;
            continue;
        }
        if (!image) return image;
        if (sample == 0) first = std::move(*image);
        else first.rgba = std::move(image->rgba);
        if (!wanted(sample + 1)) return fail(ErrorCode::cancelled, "core.cancelled");
    }
    return first;
}

} // namespace

Result<Image> render_still(Renderer& renderer, const Camera& camera, const FrameOptions& options, const StillOptions& still, const Progress& progress) {
    double pixels = static_cast<double>(options.width) * static_cast<double>(options.height);
    int side = still.tile_px > 0 ? still.tile_px : pixels > k_untiled_most ? k_tile_px : std::max(options.width, options.height);
    StillOptions each = still;
    each.samples = std::clamp(still.samples, 1, 4096);
    for (;;) {
        Image whole{options.width, options.height, {}, {}, {}};
        Result<void> done;
        auto tiles = options.width > 0 && options.height > 0 ? tiles_of(options.width, options.height, side) : std::vector<Tile>{{}};
        for (std::size_t i = 0; i < tiles.size() && done; ++i) {
            auto wanted = [&](int samples) {
                auto made = static_cast<double>(i) + static_cast<double>(samples) / each.samples;
                return still_wanted(progress, "renderer.step.still", made / static_cast<double>(tiles.size()));
            };
            auto image = render_part(renderer, camera, options, each, tiles.size() == 1 ? PicturePart{} : tiles[i].drawn, wanted);
            if (!image) {
                done = std::unexpected(image.error());
                break;
            }
            if (tiles.size() == 1) return image;
            whole.rgba.resize(static_cast<std::size_t>(pixels) * 4);
            copy_core(whole.rgba, image->rgba, tiles[i], options.width, 4);
            auto copy_all = [&](auto& to, const auto& from) {
                to.resize(static_cast<std::size_t>(pixels));
                copy_core(to, from, tiles[i], options.width, 1);
            };
            if (still.with_ids) copy_all(whole.ids, image->ids);
            if (still.with_depth) copy_all(whole.depth_m, image->depth_m);
        }
        if (done) return whole;
        int smaller = std::min(side, std::max(options.width, options.height)) / 2 / 8 * 8;
        if (done.error().key != "renderer.memory" || smaller < k_least_tile_px) return std::unexpected(done.error());
        side = smaller;
    }
}

} // namespace tp
