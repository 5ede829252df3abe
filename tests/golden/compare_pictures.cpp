#include "compare_pictures.h"

#include "flip.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <png.h>
#include <stdexcept>

namespace tp::test {
namespace {

constexpr int k_channel_most = 12; // of 255: drivers round differently, and a class of a layer differs by more

std::vector<std::uint8_t> differing(const Image& a, const Image& b) {
    std::vector<std::uint8_t> mask(a.rgba.size() / 4);
    for (std::size_t i = 0; i < a.rgba.size(); ++i)
        if (i % 4 != 3 && std::abs(int{a.rgba[i]} - int{b.rgba[i]}) > k_channel_most) mask[i / 4] = 1;
    return mask;
}

// Pixels of the largest region of squares of 3 x 3 that all differ, joined where they overlap (a morphological opening).
int largest_blob(const std::vector<std::uint8_t>& mask, int width, int height) {
    auto index = [&](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x); };
    std::vector<std::uint8_t> open(mask.size());
    for (int y = 1; y + 1 < height; ++y)
        for (int x = 1; x + 1 < width; ++x) {
            bool whole = true;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) whole = whole && mask[index(x + dx, y + dy)] != 0;
            for (int dy = -1; whole && dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) open[index(x + dx, y + dy)] = 1;
        }
    int largest = 0;
    std::vector<std::pair<int, int>> stack;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (open[index(x, y)] == 0) continue;
            int size = 0;
            stack.emplace_back(x, y);
            open[index(x, y)] = 0;
            while (!stack.empty()) {
                auto [px, py] = stack.back();
                stack.pop_back();
                ++size;
                for (auto [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                    int nx = px + dx, ny = py + dy;
                    if (nx < 0 || ny < 0 || nx >= width || ny >= height || open[index(nx, ny)] == 0) continue;
                    open[index(nx, ny)] = 0;
                    stack.emplace_back(nx, ny);
                }
            }
            largest = std::max(largest, size);
        }
    return largest;
}

} // namespace

PictureDifference compare_pictures(const Image& reference, const Image& test) {
    if (reference.width != test.width || reference.height != test.height) throw std::invalid_argument("pictures of different sizes");
    PictureDifference out;
    out.flip = flip(reference, test);
    out.mean = std::accumulate(out.flip.begin(), out.flip.end(), 0.0) / static_cast<double>(out.flip.size());
    out.most = static_cast<double>(*std::ranges::max_element(out.flip));
    out.largest_blob_px = largest_blob(differing(reference, test), reference.width, reference.height);
    return out;
}

Image difference_picture(const PictureDifference& difference, int width, int height) {
    Image image{width, height, {}, {}, {}};
    for (float value : difference.flip) {
        auto grey = static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(static_cast<double>(value), 0.0, 1.0)));
        image.rgba.insert(image.rgba.end(), {grey, grey, grey, 255});
    }
    return image;
}

void write_picture(const std::filesystem::path& path, const Image& image) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = PNG_FORMAT_RGBA;
    if (png_image_write_to_file(&png, path.c_str(), 0, image.rgba.data(), 0, nullptr) == 0) throw std::runtime_error("cannot write " + path.string());
}

Image read_picture(const std::filesystem::path& path) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&png, path.c_str()) == 0) throw std::runtime_error("cannot read " + path.string());
    png.format = PNG_FORMAT_RGBA;
    Image image{static_cast<int>(png.width), static_cast<int>(png.height), {}, {}, {}};
    image.rgba.resize(PNG_IMAGE_SIZE(png));
    if (png_image_finish_read(&png, nullptr, image.rgba.data(), 0, nullptr) == 0) throw std::runtime_error("cannot read " + path.string());
    return image;
}

} // namespace tp::test
