// pass/frame_data.h - what the shaders of a frame read; keep equal to shaders/common.inc (scalar layout).
#pragma once

#include "scene/palette.h"

#include <vulkan/vulkan.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tp {

using Matrix = std::array<float, 16>; // column major

struct FrameData {
    VkDeviceAddress drape_cells = 0, drape_objects = 0;
    Matrix clip_from_eye{};
    std::array<Matrix, 2> shadow_from_eye{};
    std::array<float, 3> sun{0, 0, 1};
    float haze_from_m = 3000;
    std::array<float, 3> sun_light{};
    float haze_length_m = 9000;
    std::array<float, 3> ambient_up{};
    float pixel_at_1m = 0.001f; // metres per pixel at a distance of 1 m
    std::array<float, 3> ambient_down{};
    float marker_px = 5;
    std::array<float, 3> haze{};
    std::uint32_t samples = 1; // per side of a pixel
    std::array<float, 3> zenith{};
    std::uint32_t shadow_taps = 0;
    std::array<float, 3> right{};
    float shadow_texel_0 = 0;
    std::array<float, 3> up{};
    float shadow_texel_1 = 0;
    std::array<float, 3> forward{};
    std::uint32_t drape_kind = 0; // 0 none, 1 raster, 2 buildings, 3 streets
    std::array<float, 2> drape_south_west{};
    float drape_cell_m = 1;
    std::uint32_t drape_columns = 0;
    std::uint32_t drape_rows = 0, orthographic = 0;
    std::array<float, 2> size_px{};
    std::array<float, 3> accent{};
    std::uint32_t selected = 0;
    float near_m = 2, far_m = 40000;
    std::uint32_t lamp_columns = 0, lamp_rows = 0; // 0: no lamps
    std::array<float, 3> lamp_origin{}; // of scene/lamp_grid.h's grid, from the eye
    float lamp_cell_m = 16;
    std::array<float, 3> eye{};    // in the city: lit windows stay where they are
    float bright_per_lux = 0.04f;  // of white level ground
    std::array<float, 3> aside{};  // of the middle of what is seen from the axis: per metre ahead, or metres (orthographic)
    std::uint32_t unused = 0;
    Palette material{};
};
static_assert(offsetof(FrameData, sun) == 208 && offsetof(FrameData, material) == 208 + 16 * 16);
static_assert(std::tuple_size_v<Palette> == 24, "the size of Frame.material in shaders/common.inc");

struct InstanceData {
    std::array<float, 3> at{}; // from the eye, metres
    float sine = 0, cosine = 1;
    std::uint32_t id = 0;
    float radius = 0, unused = 0;
};
static_assert(sizeof(InstanceData) == 32);

struct DrawPush {
    VkDeviceAddress instances = 0;
    std::array<float, 3> offset{}; // of the mesh's centre from the eye
    float step_m = 0;
};
static_assert(sizeof(DrawPush) == 24);

// The FrameData of one view: set 0 of every pipeline that draws the city.
struct FrameBinding {
    VkDescriptorSet set = VK_NULL_HANDLE;
    std::uint32_t offset = 0;
};

struct LightSets { // what lights: the shadow map, the lamps' texels
    VkDescriptorSet shadow = VK_NULL_HANDLE, lamps = VK_NULL_HANDLE;
};

// One indexed draw of a mesh that lies on the device.
struct MeshDraw {
    VkBuffer vertex_buffer = VK_NULL_HANDLE, index_buffer = VK_NULL_HANDLE;
    VkDeviceSize vertex_offset = 0, index_offset = 0;
    VkIndexType index_type = VK_INDEX_TYPE_UINT16;
    std::uint32_t index_count = 0, first_index = 0;
    std::array<float, 3> offset{};
    float step_m = 0;
    std::uint32_t instance_count = 1, first_instance = 0;
    const std::byte *vertices = nullptr, *indices = nullptr; // the same, where the processor reads the device's memory
};

} // namespace tp
