// view/night_gpu.h - lamps on the device: the grid of scene/lamp_grid.h and what shaders/night.inc needs of a frame.
#pragma once

#include "pass/night_data.h"
#include "scene/lamp_grid.h"
#include "view/projection.h"
#include "vk/memory.h"

#include <memory>

namespace tp {

class NightGpu {
public:
    explicit NightGpu(std::shared_ptr<Device> device) : m_device(device), m_pages(std::move(device)) {}

    // Precondition: the device is idle. An empty grid: no lamps. Must have succeeded once before address() is used.
    Result<void> set(LampGrid grid);
    // Precondition: the frame before has finished.
    void look_from(const Vec3& eye);
    VkDeviceAddress address() const { return m_data.address(); }
    std::size_t lamps() const { return m_grid.lamps.size(); }

private:
    std::shared_ptr<Device> m_device;
    GeometryPages m_pages;
    Buffer m_data; // NightData
    NightData m_night;
    LampGrid m_grid; // its arrays are on the device only
};

} // namespace tp
