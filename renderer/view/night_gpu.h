// view/night_gpu.h - lamps on the device: the arrays of scene/lamp_grid.h as texels, and the frame's part of them.
#pragma once

#include "pass/frame_data.h"
#include "scene/lamp_grid.h"
#include "view/projection.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <memory>

namespace tp {

class NightGpu {
public:
    static Result<NightGpu> create(const std::shared_ptr<Device>& device);
    NightGpu() = default;

    // Precondition: the device is idle. An empty grid: no lamps.
    Result<void> set(LampGrid grid);
    void describe(FrameData& frame, const Vec3& eye) const;
    VkDescriptorSetLayout layout() const { return m_set.layout(); }
    VkDescriptorSet texels() const { return m_set.handle(); }
    std::uint32_t lamps() const { return m_lamps; }

private:
    std::unique_ptr<GeometryPages> m_pages;
    TexelSet m_set;
    Vec3 m_origin{};
    double m_cell_m = 16;
    std::uint32_t m_columns = 0, m_rows = 0, m_lamps = 0;
};

} // namespace tp
