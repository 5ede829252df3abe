#include "view/seen_raster.h"

#include <cstdlib>
#include <string_view>

namespace tp {

bool SeenRaster::suits(const Device& device) {
    const char* raster = std::getenv("TWINPLAN_RASTER");
    return device.software() && device.memory_is_mapped() && (raster == nullptr || std::string_view(raster) != "off");
}

Result<void> SeenRaster::resize(const std::shared_ptr<Device>& device, int width, int height) {
    if (width == m_width && height == m_height) return {};
    m_width = m_height = 0;
    auto bytes = static_cast<VkDeviceSize>(RasterImage::stride_for(width)) * static_cast<VkDeviceSize>(height) * 4;
    for (Buffer* buffer : {&m_look, &m_id, &m_depth}) {
        *buffer = {};
        auto made = Buffer::create(device, bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
        if (!made) return std::unexpected(made.error());
        *buffer = std::move(*made);
    }
    m_width = width;
    m_height = height;
    return {};
}

void SeenRaster::draw(const FrameData& frame, const DrawLists& lists) {
    RasterView view{frame.clip_from_eye, {}};
    for (std::size_t i = 0; i < view.pull.size(); ++i) view.pull[i] = frame.material[i].pull;
    RasterImage image{m_width, m_height, RasterImage::stride_for(m_width), reinterpret_cast<std::uint32_t*>(m_look.mapped()),
                      reinterpret_cast<std::uint32_t*>(m_id.mapped()), reinterpret_cast<float*>(m_depth.mapped())};
    m_raster.begin(view, image);
    auto draw = [&](const std::vector<MeshDraw>& list, RasterKind kind) {
        m_meshes.clear();
        for (const MeshDraw& mesh : list)
            m_meshes.push_back({reinterpret_cast<const SceneVertex*>(mesh.vertices), mesh.indices, mesh.index_type == VK_INDEX_TYPE_UINT32, mesh.index_count, mesh.offset, mesh.step_m});
        m_raster.draw(m_meshes, kind);
    };
    draw(lists.buildings, RasterKind::solid);
    for (const auto* list : {&lists.furniture, &lists.surfaces, &lists.ground}) draw(*list, RasterKind::ground);
}

void SeenRaster::record(VkCommandBuffer commands, Targets& targets) const {
    VkBufferImageCopy region{};
    region.bufferRowLength = static_cast<std::uint32_t>(RasterImage::stride_for(m_width));
    region.imageExtent = {static_cast<std::uint32_t>(m_width), static_cast<std::uint32_t>(m_height), 1};
    auto copy = [&](const Buffer& buffer, GpuImage& image, VkImageAspectFlags aspect) {
        image.use(commands, ImageUse::copy_to, true);
        region.imageSubresource = {aspect, 0, 0, 1};
        vkCmdCopyBufferToImage(commands, buffer.handle(), image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
    };
    copy(m_look, targets.look, VK_IMAGE_ASPECT_COLOR_BIT);
    copy(m_id, targets.id, VK_IMAGE_ASPECT_COLOR_BIT);
    copy(m_depth, targets.depth, VK_IMAGE_ASPECT_DEPTH_BIT);
}

} // namespace tp
