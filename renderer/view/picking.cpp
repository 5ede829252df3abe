// Questions about a frame: what is under a pixel, and where is a point.
#include "view/city_renderer.h"

#include <cmath>
#include <cstring>

namespace tp {

Result<std::uint32_t> CityRenderer::pick(int x, int y) {
    if (x < 0 || y < 0 || x >= m_targets.width || y >= m_targets.height || !m_targets.id) return 0U;
    if (auto waited = wait(); !waited) return std::unexpected(waited.error());
    if (m_targets.id.last_use() == ImageUse::undefined) return 0U;
    auto buffer = Buffer::create(m_device, 4, VK_BUFFER_USAGE_TRANSFER_DST_BIT, Buffer::Place::host);
    if (!buffer) return std::unexpected(buffer.error());
    auto done = m_device->submit_and_wait([&](VkCommandBuffer commands) {
        m_targets.id.use(commands, ImageUse::copy_from);
        VkBufferImageCopy region{};
        region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
        region.imageOffset = {x * m_targets.samples, y * m_targets.samples, 0};
        region.imageExtent = {1, 1, 1};
        vkCmdCopyImageToBuffer(commands, m_targets.id.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, buffer->handle(), 1, &region);
        VkMemoryBarrier2 barrier{};
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2;
        barrier.srcStageMask = VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT;
        barrier.srcAccessMask = VK_ACCESS_2_TRANSFER_WRITE_BIT;
        barrier.dstStageMask = VK_PIPELINE_STAGE_2_HOST_BIT;
        barrier.dstAccessMask = VK_ACCESS_2_HOST_READ_BIT;
        VkDependencyInfo dependency{};
        dependency.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO;
        dependency.memoryBarrierCount = 1;
        dependency.pMemoryBarriers = &barrier;
        vkCmdPipelineBarrier2(commands, &dependency);
    });
    if (!done) return std::unexpected(done.error());
    std::uint32_t id = 0;
    std::memcpy(&id, buffer->mapped(), sizeof id);
    return id;
}

std::optional<std::array<double, 3>> CityRenderer::ground_under(const Camera& camera, const FrameOptions& options, double x, double y) const {
    if (!m_ground || options.width < 1 || options.height < 1) return std::nullopt;
    auto view = make_projection(camera, static_cast<double>(options.width) / options.height);
    if (!view) return std::nullopt;
    auto [origin, direction] = view->ray(2 * x / options.width - 1, 2 * y / options.height - 1);
    auto above = [&](double t) {
        Vec3 p = origin + direction * t;
        return p[2] - m_ground->height_m({p[0], p[1]});
    };
    double t = 0, step = 1;
    double farthest = view->far_m;
    while (t < farthest && above(t) > 0) {
        // Never past ground that may lie between: half the clearance is safe up to slopes of 2, and no step is endless.
        step = std::clamp(0.5 * above(t), 0.25, 200.0);
        t += step;
    }
    if (t >= farthest || t == 0) return std::nullopt;
    double low = t - step, high = t;
    for (int i = 0; i < 40; ++i) {
        double middle = 0.5 * (low + high);
        (above(middle) > 0 ? low : high) = middle;
    }
    return origin + direction * high;
}

std::optional<std::array<double, 3>> CityRenderer::project(const Camera& camera, const FrameOptions& options,
                                                           const std::array<double, 3>& point) const {
    if (options.width < 1 || options.height < 1) return std::nullopt;
    auto view = make_projection(camera, static_cast<double>(options.width) / options.height);
    if (!view) return std::nullopt;
    auto p = view->project(point);
    if (!p) return std::nullopt;
    return Vec3{((*p)[0] + 1) * 0.5 * options.width, ((*p)[1] + 1) * 0.5 * options.height, (*p)[2]};
}

} // namespace tp
