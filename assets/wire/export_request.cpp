#include "wire/export_request.h"

#include "wire/bytes.h"

namespace tp {
namespace {

constexpr std::uint64_t k_magic = 0xFFFF'5450'4558'5054; // no path is as long as this

} // namespace

std::vector<std::byte> write_export_request(ExportFormat format) {
    ByteWriter out;
    out.value(k_magic);
    out.value(static_cast<std::uint32_t>(format));
    return out.take();
}

bool is_export_request(std::span<const std::byte> bytes) { return ByteReader(bytes).value<std::uint64_t>() == k_magic; }

Result<ExportFormat> read_export_request(std::span<const std::byte> bytes) {
    ByteReader in(bytes);
    auto magic = in.value<std::uint64_t>();
    auto format = in.value<std::uint32_t>();
    if (!in.at_end() || magic != k_magic || format > static_cast<std::uint32_t>(ExportFormat::geojson))
        return fail(ErrorCode::bad_format, "wire.bad_request");
    return static_cast<ExportFormat>(format);
}

} // namespace tp
