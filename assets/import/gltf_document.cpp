#include "import/gltf_document.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tp {
namespace {

template <class T> double value_at(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<double>(value);
}

double normalized(double value, int component) {
    switch (component) {
    case k_gltf_byte:
        return std::max(value / 127.0, -1.0);
    case k_gltf_ubyte:
        return value / 255.0;
    case k_gltf_short:
        return std::max(value / 32767.0, -1.0);
    case k_gltf_ushort:
        return value / 65535.0;
    default:
        return value;
    }
}

// Where the components of an element lie: columns of matrices start at multiples of four bytes.
std::vector<std::size_t> component_offsets(GltfType type, int component) {
    auto size = static_cast<std::size_t>(gltf_component_size(component));
    std::size_t rows = type == GltfType::mat2 ? 2 : type == GltfType::mat3 ? 3 : type == GltfType::mat4 ? 4 : 0;
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < static_cast<std::size_t>(gltf_components(type)); ++i)
        out.push_back(rows == 0 ? i * size : i / rows * ((rows * size + 3) / 4 * 4) + i % rows * size);
    return out;
}

void read_elements(std::string_view bytes, std::size_t offset, std::size_t stride, const GltfAccessor& accessor, std::size_t count,
                   double* out) {
    auto at = component_offsets(accessor.type, accessor.component);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c : at) {
            double value = gltf_number_at(bytes.data() + offset + i * stride + c, accessor.component);
            *out++ = accessor.normalized ? normalized(value, accessor.component) : value;
        }
}

} // namespace

double gltf_number_at(const char* at, int component) {
    switch (component) {
    case k_gltf_byte:
        return value_at<std::int8_t>(at);
    case k_gltf_ubyte:
        return value_at<std::uint8_t>(at);
    case k_gltf_short:
        return value_at<std::int16_t>(at);
    case k_gltf_ushort:
        return value_at<std::uint16_t>(at);
    case k_gltf_int:
        return value_at<std::int32_t>(at);
    case k_gltf_uint:
        return value_at<std::uint32_t>(at);
    case k_gltf_double:
        return value_at<double>(at);
    default:
        return value_at<float>(at);
    }
}

int gltf_components(GltfType type) {
    static constexpr int k_counts[] = {0, 1, 2, 3, 4, 4, 9, 16};
    return k_counts[static_cast<std::size_t>(type)];
}

int gltf_component_size(int component) {
    switch (component) {
    case k_gltf_byte:
    case k_gltf_ubyte:
        return 1;
    case k_gltf_short:
    case k_gltf_ushort:
        return 2;
    case k_gltf_uint:
    case k_gltf_float:
        return 4;
    default:
        return 0;
    }
}

std::size_t gltf_element_size(GltfType type, int component) {
    auto at = component_offsets(type, component);
    return at.empty() ? 0 : at.back() + static_cast<std::size_t>(gltf_component_size(component));
}

std::size_t gltf_element_stride(GltfType type, int component) {
    std::size_t size = gltf_element_size(type, component);
    return type >= GltfType::mat2 ? (size + 3) / 4 * 4 : size;
}

std::optional<std::string_view> gltf_view_bytes(const GltfDocument& document, int view) {
    if (view < 0) return std::nullopt;
    const GltfView& v = document.views[static_cast<std::size_t>(view)];
    if (v.buffer < 0 || !document.buffers[static_cast<std::size_t>(v.buffer)].bytes) return std::nullopt;
    std::string_view bytes = *document.buffers[static_cast<std::size_t>(v.buffer)].bytes;
    auto offset = static_cast<std::size_t>(v.offset), length = static_cast<std::size_t>(v.length);
    if (offset > bytes.size() || length > bytes.size() - offset) return std::nullopt;
    return bytes.substr(offset, length);
}

std::optional<std::vector<double>> gltf_values(const GltfDocument& document, const GltfAccessor& accessor) {
    auto components = static_cast<std::size_t>(gltf_components(accessor.type));
    auto count = static_cast<std::size_t>(accessor.count);
    std::vector<double> out;
    if (accessor.view >= 0) {
        auto bytes = gltf_view_bytes(document, accessor.view);
        if (!bytes) return std::nullopt;
        out.resize(count * components);
        auto stride = static_cast<std::size_t>(document.views[static_cast<std::size_t>(accessor.view)].stride);
        if (stride == 0) stride = gltf_element_stride(accessor.type, accessor.component);
        read_elements(*bytes, static_cast<std::size_t>(accessor.offset), stride, accessor, count, out.data());
    } else {
        out.resize(count * components);
    }
    if (accessor.sparse_count == 0) return out;
    auto indices = gltf_view_bytes(document, accessor.index_view), values = gltf_view_bytes(document, accessor.value_view);
    if (!indices || !values) return std::nullopt;
    auto sparse = static_cast<std::size_t>(accessor.sparse_count);
    std::vector<double> replaced(sparse * components);
    read_elements(*values, static_cast<std::size_t>(accessor.value_offset), gltf_element_stride(accessor.type, accessor.component), accessor,
                  sparse, replaced.data());
    auto size = static_cast<std::size_t>(gltf_component_size(accessor.index_component));
    for (std::size_t i = 0; i < sparse; ++i) {
        double index = gltf_number_at(indices->data() + static_cast<std::size_t>(accessor.index_offset) + i * size, accessor.index_component);
        if (index < static_cast<double>(count))
            std::copy_n(replaced.data() + i * components, components, out.data() + static_cast<std::size_t>(index) * components);
    }
    return out;
}

} // namespace tp
