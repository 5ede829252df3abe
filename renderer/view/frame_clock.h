// view/frame_clock.h - how long each pass took on the device, from timestamps.
#pragma once

#include "core/result.h"
#include "view/view.h"
#include "vk/device.h"

#include <memory>
#include <vector>

namespace tp {

class FrameClock {
public:
    static Result<FrameClock> create(std::shared_ptr<Device> device);
    FrameClock() = default;
    FrameClock(FrameClock&& other) noexcept { swap(other); }
    FrameClock& operator=(FrameClock&& other) noexcept {
        swap(other);
        return *this;
    }
    ~FrameClock();

    void start(VkCommandBuffer commands);
    void mark(VkCommandBuffer commands, std::string pass, std::uint64_t triangles); // the end of a pass
    void add(std::string pass, double ms, std::uint64_t triangles);                 // one that the processor has done
    // Precondition: the frame has finished.
    std::vector<PassTime> read();

private:
    void swap(FrameClock& other) noexcept;
    static constexpr std::uint32_t k_most = 16;
    std::shared_ptr<Device> m_device;
    VkQueryPool m_pool = VK_NULL_HANDLE;
    std::vector<PassTime> m_passes, m_added;
};

} // namespace tp
