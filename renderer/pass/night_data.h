// pass/night_data.h - what shaders/night.inc reads; keep equal to it (scalar layout).
#pragma once

#include <vulkan/vulkan.h>

#include <array>
#include <cstdint>

namespace tp {

struct NightData {
    VkDeviceAddress begin = 0, lamp = 0, lamps = 0, candela = 0; // arrays of scene/lamp_grid.h
    std::array<float, 3> origin{}; // of the grid, from the eye
    float cell_m = 16;
    std::array<float, 3> eye{}; // in the city: windows stay where they are
    float per_lux = 0.03f;      // brightness of white level ground per lux
    std::uint32_t columns = 0, rows = 0; // 0: no lamps
};
static_assert(sizeof(NightData) == 72);

} // namespace tp
