#include "twinplan/id_image.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <string>

namespace tp {
namespace {

std::unexpected<Error> cannot_write(const std::filesystem::path& target) {
    return fail(ErrorCode::io, "render.cannot_write", {{"file", target.string()}});
}

Result<void> write_bytes(const std::filesystem::path& target, const std::string& bytes) {
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out) return {};
    std::error_code ignored;
    std::filesystem::remove(target, ignored); // nothing half-written stays
    return cannot_write(target);
}

void put16(std::string& out, std::uint32_t v) {
    out += static_cast<char>(v & 0xffU);
    out += static_cast<char>((v >> 8) & 0xffU);
}
void put32(std::string& out, std::uint32_t v) {
    put16(out, v & 0xffffU);
    put16(out, v >> 16);
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string out = "\"";
    for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

const char* role_name(ObjectRole role) {
    constexpr std::array names{"none", "building", "street", "crossing", "stop", "solution", "terrain", "area", "sidewalk", "device", "model", "signal", "tree"};
    auto i = static_cast<std::size_t>(role);
    return i < names.size() ? names[i] : "unknown";
}

} // namespace

Result<void> write_id_tiff(const std::filesystem::path& target, const Image& image) {
    constexpr std::uint32_t k_short = 3, k_long = 4, k_tags = 10, k_data = 8 + 2 + k_tags * 12 + 4;
    auto width = static_cast<std::uint32_t>(image.width), height = static_cast<std::uint32_t>(image.height);
    std::string out = "II";
    put16(out, 42);
    put32(out, 8);
    put16(out, k_tags);
    auto tag = [&](std::uint32_t id, std::uint32_t type, std::uint32_t value) {
        put16(out, id);
        put16(out, type);
        put32(out, 1);
        put32(out, value);
    };
    tag(256, k_long, width);
    tag(257, k_long, height);
    tag(258, k_short, 32);                // bits per sample
    tag(259, k_short, 1);                 // not compressed
    tag(262, k_short, 1);                 // black is zero
    tag(273, k_long, k_data);             // where the strip begins
    tag(277, k_short, 1);                 // samples per pixel
    tag(278, k_long, height);             // rows per strip
    tag(279, k_long, width * height * 4); // bytes of the strip
    tag(339, k_short, 1);                 // unsigned
    put32(out, 0);
    for (std::uint32_t id : image.ids) put32(out, id);
    return write_bytes(target, out);
}

Result<void> write_id_table(const std::filesystem::path& target, const Image& image, const City& city, const std::vector<Solution>& solutions) {
    std::set<std::uint32_t> ids(image.ids.begin(), image.ids.end());
    ids.erase(0);
    std::string out = "id,role,source file,source feature\n";
    for (std::uint32_t id : ids) {
        ObjectRole role = object_role(id);
        std::uint32_t index = object_index(id);
        std::string file, feature;
        const std::vector<Origin>* origin = object_origins(city, role);
        if (origin && index < origin->size()) {
            const Origin& from = (*origin)[index];
            if (from.source < city.sources.size()) file = city.sources[from.source].file;
            feature = std::to_string(from.feature);
        } else if (role == ObjectRole::solution) {
            auto found = std::ranges::find(solutions, SolutionId{index}, &Solution::id);
            if (found != solutions.end()) file = found->kind;
            feature = std::to_string(index);
        }
        out += fmt::format("{},{},{},{}\n", id, role_name(role), csv_field(file), feature);
    }
    return write_bytes(target, out);
}

} // namespace tp
