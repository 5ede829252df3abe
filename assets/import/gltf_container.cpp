#include "import/gltf_container.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tp {
namespace {

constexpr std::uint32_t k_json = 0x4E4F534A, k_binary = 0x004E4942;
constexpr std::size_t k_header = 12, k_chunk_header = 8;

std::uint32_t u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

class GlbReader {
public:
    GlbReader(std::string_view bytes, std::vector<GltfProblem>& problems) : m_bytes(bytes), m_problems(problems) {}

    GltfChunks read() {
        GltfChunks out;
        if (m_bytes.size() < k_header) return problem("glb_unexpected_end_of_header", m_bytes.size()), out;
        std::size_t length = u32(m_bytes, 8);
        if (u32(m_bytes, 4) != 2) return problem("glb_invalid_version", 4), out;
        if (length <= k_header) problem("glb_length_too_small", 8);
        m_end = std::min(length, m_bytes.size()); // what follows belongs to no chunk
        std::size_t at = k_header;
        for (std::size_t chunk = 0; at < m_end; ++chunk) {
            if (m_bytes.size() - at < k_chunk_header) return problem("glb_unexpected_end_of_chunk_header", at), out;
            std::size_t size = u32(m_bytes, at);
            if (size % 4 != 0) problem("glb_chunk_length_unaligned", at);
            if (at + k_chunk_header + size > length) return problem("glb_chunk_too_big", at), out;
            if (at + k_chunk_header + size > m_bytes.size()) return problem("glb_unexpected_end_of_chunk_data", at), out;
            take(out, chunk, u32(m_bytes, at + 4), m_bytes.substr(at + k_chunk_header, size), at);
            at += k_chunk_header + size;
        }
        if (length > m_bytes.size()) problem("glb_length_mismatch", m_bytes.size());
        return out;
    }

private:
    void problem(const char* code, std::size_t at) {
        m_problems.push_back({std::string("gltf_") + code, "byte " + std::to_string(at)});
    }
    void take(GltfChunks& out, std::size_t chunk, std::uint32_t type, std::string_view content, std::size_t at) {
        if (chunk == 0 && type != k_json) problem("glb_unexpected_first_chunk", at);
        if (type == k_json) {
            if (content.empty()) problem("glb_empty_chunk", at);
            if (chunk > 0) problem("glb_duplicate_chunk", at);
            if (out.json.empty()) out.json = content;
        } else if (type == k_binary) {
            if (out.binary)
                problem("glb_duplicate_chunk", at);
            else if (chunk > 1)
                problem("glb_unexpected_bin_chunk", at);
            if (!out.binary) out.binary = content;
        }
    }
    std::string_view m_bytes;
    std::vector<GltfProblem>& m_problems;
    std::size_t m_end = 0;
};

} // namespace

GltfChunks split_gltf(std::string_view bytes, std::vector<GltfProblem>& problems) {
    GltfChunks out;
    if (bytes.starts_with("glTF"))
        out = GlbReader(bytes, problems).read(), out.is_binary = true;
    else
        out.json = bytes;
    if (out.json.starts_with("\xEF\xBB\xBF")) {
        problems.push_back({"gltf_byte_order_mark", "byte 0"});
        out.json.remove_prefix(3);
    }
    return out;
}

} // namespace tp
