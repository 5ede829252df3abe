#include "pass/post_pass.h"

#include "pass/city_pass.h"
#include "scene/vertex.h"
#include "vk/take.h"

#include "shaders/final_frag.h"
#include "shaders/final_vert.h"
#include "shaders/mask_frag.h"
#include "shaders/mask_vert.h"
#include "shaders/occlusion_frag.h"
#include "shaders/occlusion_vert.h"
#include "shaders/outline_frag.h"
#include "shaders/outline_vert.h"

namespace tp {

Result<PostPass> PostPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set) {
    PostPass pass;
    auto depth_set = ImageSet::create(device, {false});
    auto final_set = ImageSet::create(device, {false, false, false});
    auto outline_set = ImageSet::create(device, {false, false});
    if (!depth_set) return std::unexpected(depth_set.error());
    if (!final_set) return std::unexpected(final_set.error());
    if (!outline_set) return std::unexpected(outline_set.error());
    pass.m_outline_set = std::move(*outline_set);
    pass.m_depth_set = std::move(*depth_set);
    pass.m_final_set = std::move(*final_set);

    PipelineInfo mask;
    mask.sets = {frame_set};
    mask.push_bytes = sizeof(DrawPush);
    mask.target = {{k_id_format}, VK_FORMAT_UNDEFINED};
    mask.attributes = scene_attributes();
    mask.vertex_stride = sizeof(SceneVertex);
    mask.depth = DepthTest::off;
    mask.write_depth = false;
    mask.vertex_spirv = mask_vert;
    mask.fragment_spirv = mask_frag;
    PipelineInfo occlusion;
    occlusion.push_bytes = sizeof(OcclusionPush);
    occlusion.target = {{k_occlusion_format}, VK_FORMAT_UNDEFINED};
    occlusion.depth = DepthTest::off;
    occlusion.write_depth = false;
    occlusion.sets = {pass.m_depth_set.layout()};
    occlusion.vertex_spirv = occlusion_vert;
    occlusion.fragment_spirv = occlusion_frag;
    PipelineInfo final = occlusion;
    final.push_bytes = sizeof(FinalPush);
    final.target = {{k_picture_format}, VK_FORMAT_UNDEFINED};
    final.sets = {pass.m_final_set.layout()};
    final.vertex_spirv = final_vert;
    final.fragment_spirv = final_frag;
    PipelineInfo outline = final;
    outline.push_bytes = sizeof(DrawPush);
    outline.blend_first = true;
    outline.sets = {frame_set, pass.m_outline_set.layout()};
    outline.vertex_spirv = outline_vert;
    outline.fragment_spirv = outline_frag;
    for (auto [out, info] : {std::pair{&pass.m_mask, &mask}, {&pass.m_occlusion, &occlusion}, {&pass.m_final, &final}, {&pass.m_outline, &outline}})
        if (auto done = take(*out, Pipeline::create(device, *info)); !done) return std::unexpected(done.error());
    return pass;
}

void PostPass::set_images(const GpuImage& colour, const GpuImage& id, const GpuImage& mask, const GpuImage& occlusion, const GpuImage& depth) {
    m_outline_set.write(std::array{id.view(), mask.view()});
    m_depth_set.write(std::array{depth.view()});
    m_final_set.write(std::array{colour.view(), id.view(), occlusion.view()});
}

void PostPass::mask(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::span<const MeshDraw> meshes) const {
    bind_frame(commands, m_mask, frame);
    draw_meshes(commands, m_mask, meshes, {.instances = instances});
}

void PostPass::occlusion(VkCommandBuffer commands, const OcclusionPush& push) const {
    m_occlusion.bind(commands);
    m_occlusion.bind_set(commands, 0, m_depth_set.handle());
    m_occlusion.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

void PostPass::outline(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::uint32_t count, float line_px) const {
    bind_frame(commands, m_outline, frame);
    m_outline.bind_set(commands, 1, m_outline_set.handle());
    DrawPush push{.instances = instances, .step_m = line_px}; // step_m carries the width here
    m_outline.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 6, count, 0, 0);
}

void PostPass::final(VkCommandBuffer commands, const FinalPush& push) const {
    m_final.bind(commands);
    m_final.bind_set(commands, 0, m_final_set.handle());
    m_final.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

} // namespace tp
