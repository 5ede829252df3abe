#include "pass/prop_pass.h"

#include "pass/city_pass.h"

#include "shaders/prop_frag.h"
#include "shaders/prop_vert.h"

namespace tp {
namespace {

struct PropPush { // keep equal to Push in shaders/common.inc with PROP
    DrawPush draw;
    VkDeviceAddress shape = 0;
    std::uint32_t shift = 0;
    float stretch = 1;
};
static_assert(sizeof(PropPush) == 40);

void draw_props(VkCommandBuffer commands, const Pipeline& pipeline, const FrameBinding& frame, std::span<const PropDraw> draws) {
    if (draws.empty()) return;
    bind_frame(commands, pipeline, frame);
    for (const PropDraw& draw : draws) {
        vkCmdBindIndexBuffer(commands, draw.index_buffer, draw.index_offset, VK_INDEX_TYPE_UINT16);
        const PropPush push{{.instances = draw.props, .offset = draw.offset}, draw.shape, draw.shift, draw.stretch};
        pipeline.push(commands, &push, sizeof push);
        vkCmdDrawIndexed(commands, draw.index_count, 1, 0, 0, 0);
    }
}

} // namespace

Result<PropPass> PropPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set) {
    PropPass pass;
    PipelineInfo info;
    info.push_bytes = sizeof(PropPush);
    info.target = {{k_look_format, k_id_format}, k_depth_format};
    info.sets = {frame_set};
    info.cull_back = true;
    info.vertex_spirv = prop_vert;
    info.fragment_spirv = prop_frag;
    auto seen = Pipeline::create(device, info);
    if (!seen) return std::unexpected(seen.error());
    info.target = {{}, k_shadow_format};
    info.forward_depth = true;
    info.depth_bias = info.depth_bias_slope = 2.0f;
    info.fragment_spirv = {};
    auto casters = Pipeline::create(device, info);
    if (!casters) return std::unexpected(casters.error());
    pass.m_seen = std::move(*seen);
    pass.m_casters = std::move(*casters);
    return pass;
}

void PropPass::seen(VkCommandBuffer commands, const FrameBinding& frame, std::span<const PropDraw> draws) const { draw_props(commands, m_seen, frame, draws); }
void PropPass::casters(VkCommandBuffer commands, const FrameBinding& frame, std::span<const PropDraw> draws) const {
    draw_props(commands, m_casters, frame, draws);
}

} // namespace tp
