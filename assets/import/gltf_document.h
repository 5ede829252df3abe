// import/gltf_document.h - a glTF 2.0 asset as it was read and checked: every reference is -1 or there, every size holds.
//
// Source: Khronos, glTF 2.0 specification (2021). Only what shows is kept; animations, skins and cameras are checked and
// counted, no more.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

enum class GltfType : std::uint8_t { unknown, scalar, vec2, vec3, vec4, mat2, mat3, mat4 };
int gltf_components(GltfType type); // 1, 2, 3, 4, 4, 9, 16; 0 unknown
constexpr int k_gltf_byte = 5120, k_gltf_ubyte = 5121, k_gltf_short = 5122, k_gltf_ushort = 5123, k_gltf_int = 5124, k_gltf_uint = 5125,
              k_gltf_float = 5126, k_gltf_double = 5130; // int and double: tables of 3D Tiles alone
int gltf_component_size(int component); // bytes; 0 unknown to glTF
double gltf_number_at(const char* at, int component);

// Bytes of one element: 12 for VEC3 of floats; columns of matrices start at multiples of four bytes.
std::size_t gltf_element_size(GltfType type, int component);
std::size_t gltf_element_stride(GltfType type, int component); // from one to the next where the view names no stride

struct GltfBuffer {
    std::int64_t length = 0;
    std::optional<std::string> bytes; // at least `length`; nullopt where the file has none
    std::string refused;              // why: uri_outside
};

struct GltfView {
    int buffer = -1;
    std::int64_t offset = 0, length = 0, stride = 0; // bytes; stride 0: tightly packed
    int target = 0;
};

struct GltfAccessor {
    int view = -1; // -1: zeros
    std::int64_t offset = 0, count = 0;
    int component = 0;
    GltfType type = GltfType::unknown;
    bool normalized = false, has_bounds = false;
    std::vector<double> min, max;
    std::int64_t sparse_count = 0, index_offset = 0, value_offset = 0;
    int index_view = -1, value_view = -1, index_component = 0;
    bool usable = false; // lies within its views; type and component are known
};

struct GltfImage {
    std::string uri;
    int view = -1;
};

struct GltfMaterial {
    std::array<double, 4> colour{1, 1, 1, 1}; // linear
    int texture = -1, uv = 0;
    std::array<double, 6> uv_transform{1, 0, 0, 0, 1, 0}; // u' = a u + b v + c, v' = d u + e v + f (KHR_texture_transform)
    bool double_sided = false, blend = false, mask = false;
};

struct GltfPrimitive {
    std::map<std::string, int, std::less<>> attributes; // -> accessor
    int indices = -1, material = -1, mode = 4;
    bool draco = false;
    std::string where; // JSON pointer
};

struct GltfNode {
    std::string name;
    std::vector<int> children;
    int mesh = -1, skin = -1;
    std::array<double, 16> matrix{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; // column by column
    int instance_translation = -1, instance_rotation = -1, instance_scale = -1; // EXT_mesh_gpu_instancing: accessors
    bool instanced = false, root = true;
};

struct GltfProblem {
    std::string code;  // "gltf_" and the validator's code in lower case, or uri_missing, uri_outside
    std::string where; // JSON pointer or byte
};

struct GltfDocument {
    std::vector<GltfBuffer> buffers;
    std::vector<GltfView> views;
    std::vector<GltfAccessor> accessors;
    std::vector<GltfImage> images;
    std::vector<int> textures; // -> image, -1 none
    std::vector<GltfMaterial> materials;
    std::vector<std::vector<GltfPrimitive>> meshes;
    std::vector<GltfNode> nodes;
    std::vector<std::vector<int>> scenes;
    int scene = -1;
    std::size_t animations = 0, morph_targets = 0;
    std::array<double, 3> rtc_center{}; // CESIUM_RTC
    bool metadata = false, draco = false;
    std::vector<std::string> extensions_used, extensions_required;
    std::vector<GltfProblem> problems; // in the order in which they were found
};

// Elements [0, count) of an accessor as doubles (normalized integers as -1..1 or 0..1), sparse values put in; nullopt
// where data lack. Precondition: usable.
std::optional<std::vector<double>> gltf_values(const GltfDocument& document, const GltfAccessor& accessor);
// The bytes of a view; nullopt where its buffer has none.
std::optional<std::string_view> gltf_view_bytes(const GltfDocument& document, int view);

} // namespace tp
