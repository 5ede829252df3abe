#include "pass/shadow_pass.h"

#include "pass/city_pass.h"
#include "scene/vertex.h"

#include "shaders/caster_vert.h"
#include "shaders/mask_vert.h"

namespace tp {

Result<ShadowPass> ShadowPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set) {
    ShadowPass pass;
    pass.m_device = device;
    PipelineInfo info;
    info.sets = {frame_set};
    info.push_bytes = sizeof(DrawPush);
    info.target = {{}, k_shadow_format};
    info.attributes = scene_attributes();
    info.vertex_stride = sizeof(SceneVertex);
    info.forward_depth = true;
    info.depth_bias = 2.0f;
    info.depth_bias_slope = 2.0f;
    info.attributes.resize(1); // the position
    info.vertex_spirv = caster_vert;
    auto meshes = Pipeline::create(device, info);
    if (!meshes) return std::unexpected(meshes.error());
    info.cull_back = true; // of closed bodies the faces towards the sun throw the whole shadow
    auto solids = Pipeline::create(device, info);
    if (!solids) return std::unexpected(solids.error());
    info.cull_back = false;
    info.attributes = scene_attributes();
    info.vertex_spirv = mask_vert;
    auto models = Pipeline::create(device, info);
    if (!models) return std::unexpected(models.error());
    pass.m_meshes = std::move(*meshes);
    pass.m_solids = std::move(*solids);
    pass.m_models = std::move(*models);
    return pass;
}

Result<bool> ShadowPass::resize(int side, bool from_host) {
    if (m_map && m_map.width() == side) return false;
    VkImageUsageFlags usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
    if (from_host) usage |= VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    auto map = GpuImage::create(m_device, {side, side, k_cascades, k_shadow_format, usage});
    if (!map) return std::unexpected(map.error());
    m_map = std::move(*map);
    return true;
}

void ShadowPass::begin(VkCommandBuffer commands, int cascade, bool kept) {
    begin_target(commands, m_map.width(), m_map.height(), {}, m_map.layer_view(cascade), kept ? -1.0f : 1.0f);
}

void ShadowPass::meshes(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> list) const {
    bind_frame(commands, m_meshes, frame);
    draw_meshes(commands, m_meshes, list, {});
}

void ShadowPass::solids(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> list) const {
    bind_frame(commands, m_solids, frame);
    draw_meshes(commands, m_solids, list, {});
}

void ShadowPass::models(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances,
                        std::span<const MeshDraw> list) const {
    bind_frame(commands, m_models, frame);
    draw_meshes(commands, m_models, list, {.instances = instances});
}

} // namespace tp
