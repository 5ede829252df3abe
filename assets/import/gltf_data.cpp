#include "import/gltf_parts.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

std::vector<double> plain_values(const GltfDocument& document, GltfAccessor accessor) {
    accessor.normalized = false; // bounds are of the numbers as stored
    auto values = gltf_values(document, accessor);
    return values ? std::move(*values) : std::vector<double>{};
}

// Bounds are stated as the numbers of the data, each rounded to the component's type.
void check_bound(GltfDocument& document, const GltfAccessor& accessor, const std::vector<double>& values, const std::string& where, bool is_max) {
    const auto& stated = is_max ? accessor.max : accessor.min;
    auto components = static_cast<std::size_t>(gltf_components(accessor.type));
    if (stated.size() != components) return;
    for (std::size_t c = 0; c < components; ++c) {
        double actual = values[c];
        for (std::size_t i = c; i < values.size(); i += components) actual = is_max ? std::max(actual, values[i]) : std::min(actual, values[i]);
        double bound = accessor.component == k_gltf_float ? static_cast<double>(static_cast<float>(stated[c])) : stated[c];
        if (actual == bound) continue;
        std::string at = where + (is_max ? "/max/" : "/min/") + std::to_string(c);
        document.problems.push_back({is_max ? "gltf_accessor_max_mismatch" : "gltf_accessor_min_mismatch", at});
        if (is_max ? actual > bound : actual < bound)
            document.problems.push_back({is_max ? "gltf_accessor_element_out_of_max_bound" : "gltf_accessor_element_out_of_min_bound", at});
    }
}

void check_sparse_order(GltfDocument& document, const GltfAccessor& accessor, const std::string& where) {
    if (accessor.sparse_count == 0) return;
    GltfAccessor indices;
    indices.view = accessor.index_view;
    indices.offset = accessor.index_offset;
    indices.count = accessor.sparse_count;
    indices.component = accessor.index_component;
    indices.type = GltfType::scalar;
    auto values = plain_values(document, indices);
    if (std::ranges::adjacent_find(values, [](double a, double b) { return a >= b; }) != values.end())
        document.problems.push_back({"gltf_accessor_sparse_indices_non_increasing", where + "/sparse/indices"});
    if (std::ranges::any_of(values, [&](double v) { return v >= static_cast<double>(accessor.count); }))
        document.problems.push_back({"gltf_accessor_sparse_index_oob", where + "/sparse/indices"});
}

void check_accessor(GltfDocument& document, std::size_t i) {
    const GltfAccessor& accessor = document.accessors[i];
    if (!accessor.usable || (accessor.view < 0 && accessor.sparse_count == 0)) return;
    std::string where = pointer("accessors", i);
    check_sparse_order(document, accessor, where);
    auto values = plain_values(document, accessor);
    if (values.empty()) return;
    auto bad = std::ranges::count_if(values, [](double v) { return !std::isfinite(v); });
    if (bad > 0) return document.problems.push_back({"gltf_accessor_invalid_float", where});
    check_bound(document, accessor, values, where, false);
    check_bound(document, accessor, values, where, true);
}

void check_indices(GltfDocument& document, const GltfPrimitive& primitive) {
    auto position = primitive.attributes.find("POSITION");
    if (primitive.indices < 0 || position == primitive.attributes.end()) return;
    const GltfAccessor& accessor = document.accessors[static_cast<std::size_t>(primitive.indices)];
    if (!accessor.usable || accessor.type != GltfType::scalar) return;
    auto count = static_cast<double>(document.accessors[static_cast<std::size_t>(position->second)].count);
    double restart = accessor.component == k_gltf_ubyte ? 255.0 : accessor.component == k_gltf_ushort ? 65535.0 : 4294967295.0;
    auto values = plain_values(document, accessor);
    std::string where = pointer("accessors", static_cast<std::size_t>(primitive.indices));
    if (std::ranges::any_of(values, [&](double v) { return v >= count; })) document.problems.push_back({"gltf_accessor_index_oob", where});
    if (std::ranges::any_of(values, [&](double v) { return v == restart; }))
        document.problems.push_back({"gltf_accessor_index_primitive_restart", where});
}

// Normals of length 1, tangents with a sign of 1 or -1.
void check_directions(GltfDocument& document, const GltfPrimitive& primitive) {
    constexpr double k_tolerance = 0.00674; // the validator's
    for (const char* name : {"NORMAL", "TANGENT"}) {
        auto found = primitive.attributes.find(name);
        if (found == primitive.attributes.end()) continue;
        const GltfAccessor& accessor = document.accessors[static_cast<std::size_t>(found->second)];
        auto components = static_cast<std::size_t>(gltf_components(accessor.type));
        if (!accessor.usable || accessor.view < 0 || accessor.component != k_gltf_float || components < 3) continue;
        auto values = plain_values(document, accessor);
        std::string where = pointer("accessors", static_cast<std::size_t>(found->second));
        bool unit = true, sign = true;
        for (std::size_t i = 0; i + components <= values.size(); i += components) {
            unit = unit && std::abs(std::sqrt(values[i] * values[i] + values[i + 1] * values[i + 1] + values[i + 2] * values[i + 2]) - 1.0) <= k_tolerance;
            sign = sign && (components < 4 || std::abs(values[i + 3]) == 1.0);
        }
        if (!unit) document.problems.push_back({"gltf_accessor_vector3_non_unit", where});
        if (!sign) document.problems.push_back({"gltf_accessor_invalid_sign", where});
    }
}

} // namespace

void check_gltf_data(GltfDocument& document) {
    for (std::size_t i = 0; i < document.accessors.size(); ++i) check_accessor(document, i);
    for (const auto& mesh : document.meshes)
        for (const auto& primitive : mesh) {
            check_indices(document, primitive);
            check_directions(document, primitive);
        }
}

} // namespace tp
