// PNG by libpng's simplified interface, which neither jumps nor throws.
#include "report/picture.h"

#include <fstream>
#include <png.h>

namespace tp {

std::vector<std::uint8_t> encode_png(const Image& image) {
    std::vector<std::uint8_t> rgb;
    rgb.reserve(image.rgba.size() / 4 * 3);
    for (std::size_t i = 0; i + 3 < image.rgba.size(); i += 4)
        rgb.insert(rgb.end(), image.rgba.begin() + static_cast<std::ptrdiff_t>(i),
                   image.rgba.begin() + static_cast<std::ptrdiff_t>(i) + 3);
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = static_cast<png_uint_32>(image.width);
    header.height = static_cast<png_uint_32>(image.height);
    header.format = PNG_FORMAT_RGB;
    // One pass into a buffer that is surely large enough: asking for the size first would compress twice.
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
    std::vector<std::uint8_t> bytes(size);
    if (png_image_write_to_memory(&header, bytes.data(), &size, 0, rgb.data(), 0, nullptr) == 0) size = 0;
    bytes.resize(size);
    return bytes;
}

Result<void> write_png(const std::filesystem::path& target, const Image& image) {
    auto refused = [&] { return fail(ErrorCode::io, "report.cannot_write", {{"file", target.string()}}); };
    auto bytes = encode_png(image);
    if (bytes.empty()) return refused();
    auto temporary = target;
    temporary += ".part";
    std::error_code error;
    std::ofstream file(temporary, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file) std::filesystem::rename(temporary, target, error);
    if (file && !error) return {};
    std::filesystem::remove(temporary, error);
    return refused();
}

std::string base64(std::span<const std::uint8_t> bytes) {
    constexpr char k_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 3; ++k) word = (word << 8) | (i + k < bytes.size() ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : k_letters[(word >> (18 - 6 * k)) & 63U];
    }
    return out;
}

} // namespace tp
