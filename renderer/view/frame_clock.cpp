#include "view/frame_clock.h"

#include <array>
#include <utility>

namespace tp {

Result<FrameClock> FrameClock::create(std::shared_ptr<Device> device) {
    FrameClock clock;
    clock.m_device = std::move(device);
    if (clock.m_device->timestamp_ns() <= 0) return clock;
    VkQueryPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = k_most;
    if (VkResult r = vkCreateQueryPool(clock.m_device->handle(), &info, nullptr, &clock.m_pool); r != VK_SUCCESS)
        return vulkan_error("vkCreateQueryPool", r);
    return clock;
}

FrameClock::~FrameClock() {
    if (m_device) vkDestroyQueryPool(m_device->handle(), m_pool, nullptr);
}

void FrameClock::swap(FrameClock& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_pool, other.m_pool);
    std::swap(m_passes, other.m_passes);
    std::swap(m_added, other.m_added);
}

void FrameClock::start(VkCommandBuffer commands) {
    m_passes.clear();
    m_added.clear();
    if (m_pool == VK_NULL_HANDLE) return;
    vkCmdResetQueryPool(commands, m_pool, 0, k_most);
    vkCmdWriteTimestamp2(commands, VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT, m_pool, 0);
}

void FrameClock::mark(VkCommandBuffer commands, std::string pass, std::uint64_t triangles) {
    if (m_passes.size() + 1 >= k_most) return;
    m_passes.push_back({std::move(pass), 0, triangles});
    if (m_pool != VK_NULL_HANDLE)
        vkCmdWriteTimestamp2(commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, m_pool, static_cast<std::uint32_t>(m_passes.size()));
}

void FrameClock::add(std::string pass, double ms, std::uint64_t triangles) { m_added.push_back({std::move(pass), ms, triangles}); }

std::vector<PassTime> FrameClock::read() {
    std::array<std::uint64_t, k_most> ticks{};
    auto count = static_cast<std::uint32_t>(m_passes.size() + 1);
    if (m_pool != VK_NULL_HANDLE && vkGetQueryPoolResults(m_device->handle(), m_pool, 0, count, sizeof ticks, ticks.data(), sizeof(std::uint64_t),
                                                          VK_QUERY_RESULT_64_BIT) == VK_SUCCESS)
        for (std::size_t i = 0; i < m_passes.size(); ++i)
            m_passes[i].gpu_ms = static_cast<double>(ticks[i + 1] - ticks[i]) * m_device->timestamp_ns() * 1e-6;
    std::vector<PassTime> all = m_added;
    all.insert(all.end(), m_passes.begin(), m_passes.end());
    return all;
}

} // namespace tp
