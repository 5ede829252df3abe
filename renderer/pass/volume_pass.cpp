#include "pass/volume_pass.h"

#include "pass/city_pass.h"
#include "scene/volumes.h"

#include "shaders/cover_frag.h"
#include "shaders/cover_vert.h"
#include "shaders/volume_frag.h"
#include "shaders/volume_vert.h"

namespace tp {

Result<VolumePass> VolumePass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set) {
    VolumePass pass;
    pass.m_device = device;
    auto set = ImageSet::create(device, {false});
    if (!set) return std::unexpected(set.error());
    pass.m_set = std::move(*set);
    PipelineInfo info;
    info.push_bytes = sizeof(DrawPush);
    info.target = {{k_occlusion_format}, k_depth_format};
    info.attributes = {{0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(VolumeVertex, at)}, {1, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(VolumeVertex, aside)},
                       {2, 0, VK_FORMAT_R32_UINT, offsetof(VolumeVertex, look)}};
    info.vertex_stride = sizeof(VolumeVertex);
    info.sets = {frame_set};
    info.write_depth = false;
    info.keep_greatest = true;
    info.vertex_spirv = volume_vert;
    info.fragment_spirv = volume_frag;
    auto bodies = Pipeline::create(device, info);
    if (!bodies) return std::unexpected(bodies.error());
    PipelineInfo over;
    over.push_bytes = sizeof(DrawPush);
    over.target = {{k_colour_format}, VK_FORMAT_UNDEFINED};
    over.depth = DepthTest::off;
    over.write_depth = false;
    over.blend_first = true;
    over.sets = {frame_set, pass.m_set.layout()};
    over.vertex_spirv = cover_vert;
    over.fragment_spirv = cover_frag;
    auto covered = Pipeline::create(device, over);
    if (!covered) return std::unexpected(covered.error());
    pass.m_bodies = std::move(*bodies);
    pass.m_over = std::move(*covered);
    return pass;
}

Result<void> VolumePass::resize(int width, int height) {
    if (m_opacity && m_opacity.width() == width && m_opacity.height() == height) return {};
    auto made = GpuImage::create(m_device, {width, height, 1, k_occlusion_format, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT});
    if (!made) return std::unexpected(made.error());
    m_opacity = std::move(*made);
    m_set.write(std::array{m_opacity.view()});
    return {};
}

void VolumePass::draw(VkCommandBuffer commands, const FrameBinding& frame, const MeshDraw& mesh, const GpuImage& depth, const GpuImage& colour) {
    m_opacity.use(commands, ImageUse::colour, true);
    const ColourTarget target[]{{m_opacity.view(), true, {}}};
    begin_target(commands, m_opacity.width(), m_opacity.height(), target, depth.view(), -1);
    bind_frame(commands, m_bodies, frame);
    vkCmdBindVertexBuffers(commands, 0, 1, &mesh.vertex_buffer, &mesh.vertex_offset);
    vkCmdBindIndexBuffer(commands, mesh.index_buffer, mesh.index_offset, VK_INDEX_TYPE_UINT32);
    const DrawPush push{.offset = mesh.offset};
    m_bodies.push(commands, &push, sizeof push);
    vkCmdDrawIndexed(commands, mesh.index_count, 1, 0, 0, 0);
    vkCmdEndRendering(commands);
    m_opacity.use(commands, ImageUse::sampled);
    const ColourTarget over[]{{colour.view(), false, {}}};
    begin_target(commands, colour.width(), colour.height(), over, VK_NULL_HANDLE, -1);
    bind_frame(commands, m_over, frame);
    m_over.bind_set(commands, 1, m_set.handle());
    m_over.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 3, 1, 0, 0);
    vkCmdEndRendering(commands);
}

} // namespace tp
