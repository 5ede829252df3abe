#include "pass/body_pass.h"

#include "pass/city_pass.h"
#include "scene/bodies.h"
#include "vk/take.h"

#include "shaders/body_caster_frag.h"
#include "shaders/body_caster_vert.h"
#include "shaders/body_frag.h"
#include "shaders/body_textured_frag.h"
#include "shaders/body_vert.h"
#include "shaders/photo_frag.h"
#include "shaders/photo_vert.h"

namespace tp {
namespace {

struct PhotoPush { // keep equal to Push in shaders/common.inc with PHOTO
    DrawPush draw;
    std::array<float, 2> south_west{}, size_m{};
};
static_assert(sizeof(PhotoPush) == 40);

Result<void> make(Pipeline& out, const std::shared_ptr<Device>& device, const PipelineInfo& info) {
    return take(out, Pipeline::create(device, info));
}

} // namespace

Result<BodyPass> BodyPass::create(const std::shared_ptr<Device>& device, const std::array<VkDescriptorSetLayout, 4>& sets, bool night) {
    BodyPass pass;
    PipelineInfo info;
    info.push_bytes = sizeof(DrawPush);
    info.target = {{k_colour_format, k_id_format}, k_depth_format};
    info.attributes = {{0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(BodyVertex, at)}, {1, 0, VK_FORMAT_R32G32B32_UINT, offsetof(BodyVertex, look)},
                       {2, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(BodyVertex, uv)}};
    info.vertex_stride = sizeof(BodyVertex);
    info.sets.assign(sets.begin(), sets.end());
    info.vertex_spirv = body_vert;
    info.constants = {night ? 1U : 0U};
    for (int both = 0; both < 2; ++both)
        for (int picture = 0; picture < 2; ++picture) {
            info.cull_back = both == 0;
            info.fragment_spirv = picture != 0 ? std::span<const std::uint32_t>(body_textured_frag) : std::span<const std::uint32_t>(body_frag);
            if (auto r = make(pass.m_bodies[both][picture], device, info); !r) return std::unexpected(r.error());
        }
    PipelineInfo caster = info;
    caster.constants.clear();
    caster.cull_back = false;
    caster.target = {{}, k_shadow_format};
    caster.forward_depth = true;
    caster.depth_bias = caster.depth_bias_slope = 2.0f;
    caster.vertex_spirv = body_caster_vert;
    for (int cut_out = 0; cut_out < 2; ++cut_out) {
        caster.fragment_spirv = cut_out != 0 ? std::span<const std::uint32_t>(body_caster_frag) : std::span<const std::uint32_t>{};
        if (auto r = make(pass.m_casters[cut_out], device, caster); !r) return std::unexpected(r.error());
    }
    info.push_bytes = sizeof(PhotoPush);
    info.attributes = scene_attributes();
    info.vertex_stride = sizeof(SceneVertex);
    info.cull_back = false;
    info.depth = DepthTest::nearer_or_equal;
    info.write_depth = false;
    info.write_second = false;
    info.vertex_spirv = photo_vert;
    info.fragment_spirv = photo_frag;
    if (auto r = make(pass.m_photos, device, info); !r) return std::unexpected(r.error());
    return pass;
}

namespace {

template <class Pick>
void draw_all(VkCommandBuffer commands, const FrameBinding& frame, const LightSets& sets, DrawPush push, std::span<const BodyDraw> draws, Pick pick) {
    const Pipeline* bound = nullptr;
    for (const BodyDraw& draw : draws) {
        const Pipeline& pipeline = pick(draw);
        if (&pipeline != bound) {
            bind_frame(commands, pipeline, frame);
            if (sets.shadow != VK_NULL_HANDLE) pipeline.bind_set(commands, 1, sets.shadow);
            if (sets.lamps != VK_NULL_HANDLE) pipeline.bind_set(commands, 3, sets.lamps);
        }
        bound = &pipeline;
        if (draw.picture != VK_NULL_HANDLE) pipeline.bind_set(commands, 2, draw.picture);
        const MeshDraw& mesh = draw.mesh;
        vkCmdBindVertexBuffers(commands, 0, 1, &mesh.vertex_buffer, &mesh.vertex_offset);
        vkCmdBindIndexBuffer(commands, mesh.index_buffer, mesh.index_offset, mesh.index_type);
        push.offset = mesh.offset;
        pipeline.push(commands, &push, sizeof push);
        vkCmdDrawIndexed(commands, mesh.index_count, mesh.instance_count, mesh.first_index, 0, mesh.first_instance);
    }
}

} // namespace

void BodyPass::bodies(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, VkDeviceAddress instances, std::span<const BodyDraw> draws,
                      bool own_look) const {
    draw_all(commands, frame, sets, {.instances = instances, .step_m = own_look ? 1.0f : 0.0f}, draws,
             [&](const BodyDraw& draw) -> const Pipeline& { return m_bodies[draw.double_sided ? 1 : 0][draw.picture != VK_NULL_HANDLE ? 1 : 0]; });
}

void BodyPass::casters(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::span<const BodyDraw> draws) const {
    draw_all(commands, frame, {}, {.instances = instances}, draws,
             [&](const BodyDraw& draw) -> const Pipeline& { return m_casters[draw.picture != VK_NULL_HANDLE ? 1 : 0]; });
}

void BodyPass::photos(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, std::span<const PhotoDraw> draws) const {
    bind_frame(commands, m_photos, frame);
    m_photos.bind_set(commands, 1, sets.shadow);
    m_photos.bind_set(commands, 3, sets.lamps);
    for (const PhotoDraw& draw : draws) {
        const MeshDraw& mesh = draw.mesh;
        m_photos.bind_set(commands, 2, draw.picture);
        vkCmdBindVertexBuffers(commands, 0, 1, &mesh.vertex_buffer, &mesh.vertex_offset);
        vkCmdBindIndexBuffer(commands, mesh.index_buffer, mesh.index_offset, mesh.index_type);
        const PhotoPush push{{.offset = mesh.offset, .step_m = mesh.step_m}, draw.south_west, draw.size_m};
        m_photos.push(commands, &push, sizeof push);
        vkCmdDrawIndexed(commands, mesh.index_count, 1, 0, 0, 0);
    }
}

} // namespace tp
