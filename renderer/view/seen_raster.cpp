#include "view/seen_raster.h"

#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

namespace tp {

bool SeenRaster::suits(const Device& device) {
    const char* raster = std::getenv("TWINPLAN_RASTER");
    return device.software() && device.memory_is_mapped() && (raster == nullptr || std::string_view(raster) != "off");
}

namespace {

// Room for `bytes`; what is there stays where it is enough and not far too much.
Result<void> fit(const std::shared_ptr<Device>& device, Buffer& buffer, VkDeviceSize bytes) {
    if (buffer && buffer.bytes() >= bytes && buffer.bytes() / 4 <= bytes) return {};
    buffer = {};
    auto made = Buffer::create(device, bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
    if (!made) return std::unexpected(made.error());
    buffer = std::move(*made);
    return {};
}

RasterMesh raster_mesh(const MeshDraw& mesh) {
    return {reinterpret_cast<const SceneVertex*>(mesh.vertices), mesh.indices, mesh.index_type == VK_INDEX_TYPE_UINT32, mesh.index_count, mesh.offset, mesh.step_m};
}

VkDeviceSize words_of(int width, int height) { return static_cast<VkDeviceSize>(RasterImage::stride_for(width)) * static_cast<VkDeviceSize>(height); }

} // namespace

Result<void> SeenRaster::resize(const std::shared_ptr<Device>& device, int width, int height) {
    if (width != m_width || height != m_height) m_drawn.reset();
    const std::byte* before = m_look.mapped();
    for (Buffer* buffer : {&m_look, &m_id, &m_depth})
        if (auto fitted = fit(device, *buffer, 4 * words_of(width, height)); !fitted) {
            m_drawn.reset();
            return fitted;
        }
    if (m_look.mapped() != before) std::memset(m_look.mapped(), 0, m_look.bytes()); // read before it is written: pages that are not there cost twice then
    m_width = width;
    m_height = height;
    return {};
}

void SeenRaster::draw(const FrameData& frame, const DrawLists& lists, std::uint64_t tiles) {
    Drawn wanted{{frame.clip_from_eye, {}}, tiles, {}, {}};
    for (std::size_t i = 0; i < wanted.view.pull.size(); ++i) wanted.view.pull[i] = frame.material[i].pull;
    const std::array all{&lists.buildings, &lists.furniture, &lists.surfaces, &lists.ground};
    for (std::size_t i = 0; i < all.size(); ++i) {
        wanted.counts[i] = all[i]->size();
        for (const MeshDraw& mesh : *all[i]) wanted.meshes.push_back(raster_mesh(mesh));
    }
    if (m_drawn == wanted) return;
    m_drawn = std::move(wanted);
    m_raster.begin(m_drawn->view, {m_width, m_height, RasterImage::stride_for(m_width), reinterpret_cast<std::uint32_t*>(m_look.mapped()),
                                   reinterpret_cast<std::uint32_t*>(m_id.mapped()), reinterpret_cast<float*>(m_depth.mapped())});
    std::span<const RasterMesh> rest(m_drawn->meshes);
    for (std::size_t i = 0; i < all.size(); ++i) {
        m_raster.draw(rest.first(m_drawn->counts[i]), i == 0 ? RasterKind::solid : RasterKind::ground);
        rest = rest.subspan(m_drawn->counts[i]);
    }
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

Result<void> SeenRaster::resize_shadow(const std::shared_ptr<Device>& device, int side) {
    for (Buffer& buffer : m_shadows)
        if (auto fitted = fit(device, buffer, 2 * words_of(side, side)); !fitted) return fitted;
    m_side = side;
    return {};
}

void SeenRaster::cast(int cascade, const FrameData& frame, const DrawLists& lists) {
    RasterImage image{m_side, m_side, RasterImage::stride_for(m_side), nullptr, nullptr, nullptr,
                      reinterpret_cast<std::uint16_t*>(m_shadows[static_cast<std::size_t>(cascade)].mapped())};
    m_raster.begin({frame.clip_from_eye, {}}, image);
    for (const auto* list : {&lists.buildings, &lists.ground, &lists.furniture}) {
        m_meshes.clear();
        for (const MeshDraw& mesh : *list) m_meshes.push_back(raster_mesh(mesh));
        m_raster.draw(m_meshes, list == &lists.buildings ? RasterKind::closed_caster : RasterKind::caster);
    }
}

void SeenRaster::record_shadow(VkCommandBuffer commands, GpuImage& map) const {
    map.use(commands, ImageUse::copy_to, true);
    auto side = static_cast<std::uint32_t>(m_side);
    for (std::uint32_t layer = 0; layer < m_shadows.size(); ++layer) {
        VkBufferImageCopy region{};
        region.bufferRowLength = static_cast<std::uint32_t>(RasterImage::stride_for(m_side));
        region.imageSubresource = {VK_IMAGE_ASPECT_DEPTH_BIT, 0, layer, 1};
        region.imageExtent = {side, side, 1};
        vkCmdCopyBufferToImage(commands, m_shadows[layer].handle(), map.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
    }
}

} // namespace tp
