#include "light/read_photometry.h"

#include <fstream>

namespace tp {

Result<Photometry> read_photometry(const std::filesystem::path& file) {
    std::string name = file.filename().string();
    std::error_code error;
    auto bytes = std::filesystem::file_size(file, error);
    if (error) return fail(ErrorCode::not_found, "light.cannot_read", {{"file", file.string()}});
    if (bytes > k_photometry_bytes)
        return fail(ErrorCode::out_of_range, "light.too_large", {{"file", name}, {"megabytes", std::to_string(k_photometry_bytes >> 20U)}});
    std::string text(static_cast<std::size_t>(bytes), '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size()))) return fail(ErrorCode::io, "light.cannot_read", {{"file", file.string()}});
    std::string extension = file.extension().string();
    for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (extension == ".ies") return parse_ies(text, name);
    if (extension == ".ldt") return parse_eulumdat(text, name);
    return fail(ErrorCode::bad_format, "light.no_photometry", {{"file", name}});
}

} // namespace tp
