#include "pass/city_pass.h"

#include "scene/vertex.h"
#include "vk/take.h"

#include "shaders/ground_frag.h"
#include "shaders/ground_vert.h"
#include "shaders/light_frag.h"
#include "shaders/light_vert.h"
#include "shaders/marker_frag.h"
#include "shaders/marker_vert.h"
#include "shaders/model_frag.h"
#include "shaders/model_vert.h"
#include "shaders/solid_frag.h"
#include "shaders/solid_vert.h"

namespace tp {

std::vector<VkVertexInputAttributeDescription> scene_attributes() {
    return {{0, 0, VK_FORMAT_R16G16B16A16_SINT, offsetof(SceneVertex, x)}, {1, 0, VK_FORMAT_R32G32_UINT, offsetof(SceneVertex, look)}};
}

void bind_frame(VkCommandBuffer commands, const Pipeline& pipeline, const FrameBinding& frame) {
    pipeline.bind(commands);
    pipeline.bind_uniform(commands, 0, frame.set, frame.offset);
}

void draw_meshes(VkCommandBuffer commands, const Pipeline& pipeline, std::span<const MeshDraw> meshes, DrawPush push) {
    for (const MeshDraw& mesh : meshes) {
        vkCmdBindVertexBuffers(commands, 0, 1, &mesh.vertex_buffer, &mesh.vertex_offset);
        vkCmdBindIndexBuffer(commands, mesh.index_buffer, mesh.index_offset, mesh.index_type);
        push.offset = mesh.offset;
        push.step_m = mesh.step_m;
        pipeline.push(commands, &push, sizeof push);
        vkCmdDrawIndexed(commands, mesh.index_count, mesh.instance_count, 0, 0, mesh.first_instance);
    }
}

Result<CityPass> CityPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set, VkDescriptorSetLayout shadow_set,
                                  VkDescriptorSetLayout lamp_set) {
    CityPass pass;
    auto seen = ImageSet::create(device, {false, false, false});
    if (!seen) return std::unexpected(seen.error());
    pass.m_seen = std::move(*seen);
    PipelineInfo info;
    auto make = [&](Pipeline& out, std::span<const std::uint32_t> vertex, std::span<const std::uint32_t> fragment) -> Result<void> {
        info.vertex_spirv = vertex;
        info.fragment_spirv = fragment;
        return take(out, Pipeline::create(device, info));
    };
    info.push_bytes = sizeof(DrawPush);
    info.target = {{k_look_format, k_id_format}, k_depth_format};
    info.attributes = scene_attributes();
    info.vertex_stride = sizeof(SceneVertex);
    info.sets = {frame_set};
    info.cull_back = true;
    if (auto r = make(pass.m_buildings, solid_vert, solid_frag); !r) return std::unexpected(r.error());
    info.cull_back = false;
    info.depth = DepthTest::nearer_or_equal; // of equal surfaces the later one shows
    if (auto r = make(pass.m_ground, ground_vert, ground_frag); !r) return std::unexpected(r.error());
    info.target.colour = {k_colour_format, k_id_format};
    info.sets = {frame_set, shadow_set, lamp_set};
    info.cull_back = true;
    info.depth = DepthTest::nearer;
    if (auto r = make(pass.m_models, model_vert, model_frag); !r) return std::unexpected(r.error());
    info.sets = {frame_set};
    info.attributes.clear();
    info.vertex_stride = 0;
    info.cull_back = false;
    info.depth = DepthTest::nearer_or_equal;
    info.write_depth = false;
    info.blend_first = true;
    if (auto r = make(pass.m_markers, marker_vert, marker_frag); !r) return std::unexpected(r.error());
    info.depth = DepthTest::off;
    if (auto r = make(pass.m_ghosts, marker_vert, marker_frag); !r) return std::unexpected(r.error());
    pass.m_device = device;
    pass.m_frame_layout = frame_set;
    pass.m_shadow_layout = shadow_set;
    pass.m_lamp_layout = lamp_set;
    return pass;
}

Result<void> CityPass::prepare_light(const LightKind& kind) {
    if (m_lights.contains(kind)) return {};
    PipelineInfo info;
    info.depth = DepthTest::off;
    info.write_depth = false;
    info.target = {{k_colour_format}, VK_FORMAT_UNDEFINED};
    info.sets = {m_frame_layout, m_shadow_layout, m_seen.layout(), m_lamp_layout};
    info.constants = {kind.shadow_taps, kind.layer ? 1U : 0U, kind.night ? 1U : 0U};
    info.vertex_spirv = light_vert;
    info.fragment_spirv = light_frag;
    auto made = Pipeline::create(m_device, info);
    if (!made) return std::unexpected(made.error());
    m_lights.emplace(kind, std::move(*made));
    return {};
}

void CityPass::set_images(const GpuImage& look, const GpuImage& id, const GpuImage& depth) {
    m_seen.write(std::array{look.view(), id.view(), depth.view()});
}

void CityPass::buildings(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> meshes) const {
    bind_frame(commands, m_buildings, frame);
    draw_meshes(commands, m_buildings, meshes, {});
}

void CityPass::ground(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> meshes) const {
    bind_frame(commands, m_ground, frame);
    draw_meshes(commands, m_ground, meshes, {});
}

void CityPass::light(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, const LightKind& kind) const {
    const Pipeline& pipeline = m_lights.at(kind);
    bind_frame(commands, pipeline, frame);
    pipeline.bind_set(commands, 1, sets.shadow);
    pipeline.bind_set(commands, 2, m_seen.handle());
    pipeline.bind_set(commands, 3, sets.lamps);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

void CityPass::models(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, VkDeviceAddress instances,
                      std::span<const MeshDraw> meshes) const {
    bind_frame(commands, m_models, frame);
    m_models.bind_set(commands, 1, sets.shadow);
    m_models.bind_set(commands, 2, sets.lamps);
    draw_meshes(commands, m_models, meshes, {.instances = instances});
}

void CityPass::markers(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::uint32_t count, bool through) const {
    const Pipeline& pipeline = through ? m_ghosts : m_markers;
    bind_frame(commands, pipeline, frame);
    DrawPush push{.instances = instances, .step_m = through ? 0.25f : 1.0f}; // step_m carries the opacity here
    pipeline.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 6, count, 0, 0);
}

} // namespace tp
