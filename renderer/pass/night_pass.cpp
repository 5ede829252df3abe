#include "pass/night_pass.h"

#include "pass/city_pass.h"

#include "shaders/glow_frag.h"
#include "shaders/glow_vert.h"

namespace tp {

Result<NightPass> NightPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set, VkDescriptorSetLayout lamp_set) {
    NightPass pass;
    PipelineInfo info;
    info.push_bytes = sizeof(DrawPush);
    info.target = {{k_colour_format, k_id_format}, k_depth_format};
    info.sets = {frame_set, lamp_set};
    info.depth = DepthTest::nearer_or_equal;
    info.write_depth = false;
    info.write_second = false;
    info.blend_first = true;
    info.vertex_spirv = glow_vert;
    info.fragment_spirv = glow_frag;
    auto made = Pipeline::create(device, info);
    if (!made) return std::unexpected(made.error());
    pass.m_glows = *std::move(made);
    return pass;
}

void NightPass::glows(VkCommandBuffer commands, VkDescriptorSet texels, const FrameBinding& frame, std::uint32_t lamps) const {
    bind_frame(commands, m_glows, frame);
    m_glows.bind_set(commands, 1, texels);
    DrawPush push;
    m_glows.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 6, lamps, 0, 0);
}

} // namespace tp
