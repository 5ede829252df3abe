#include "pass/city_pass.h"

#include "scene/vertex.h"

#include "shaders/building_frag.h"
#include "shaders/building_vert.h"
#include "shaders/ground_frag.h"
#include "shaders/ground_vert.h"
#include "shaders/marker_frag.h"
#include "shaders/marker_vert.h"
#include "shaders/model_frag.h"
#include "shaders/model_vert.h"
#include "shaders/sky_frag.h"
#include "shaders/sky_vert.h"

namespace tp {

std::vector<VkVertexInputAttributeDescription> scene_attributes() {
    return {{0, 0, VK_FORMAT_R16G16B16A16_SINT, offsetof(SceneVertex, x)}, {1, 0, VK_FORMAT_R32G32_UINT, offsetof(SceneVertex, look)}};
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

Result<CityPass> CityPass::create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout shadow_set) {
    CityPass pass;
    PipelineInfo info;
    info.push_bytes = sizeof(DrawPush);
    info.target = {{k_colour_format, k_id_format}, k_depth_format};
    info.attributes = scene_attributes();
    info.vertex_stride = sizeof(SceneVertex);
    info.set = shadow_set;
    auto make = [&](Pipeline& out, std::span<const std::uint32_t> vertex, std::span<const std::uint32_t> fragment) -> Result<void> {
        info.vertex_spirv = vertex;
        info.fragment_spirv = fragment;
        auto made = Pipeline::create(device, info);
        if (!made) return std::unexpected(made.error());
        out = std::move(*made);
        return {};
    };
    info.cull_back = true;
    if (auto r = make(pass.m_buildings, building_vert, building_frag); !r) return std::unexpected(r.error());
    if (auto r = make(pass.m_models, model_vert, model_frag); !r) return std::unexpected(r.error());
    info.cull_back = false;
    info.depth = DepthTest::nearer_or_equal; // of equal surfaces the later one shows
    if (auto r = make(pass.m_ground, ground_vert, ground_frag); !r) return std::unexpected(r.error());
    info.attributes.clear();
    info.vertex_stride = 0;
    info.set = VK_NULL_HANDLE;
    info.write_depth = false;
    if (auto r = make(pass.m_sky, sky_vert, sky_frag); !r) return std::unexpected(r.error());
    info.blend_first = true;
    if (auto r = make(pass.m_markers, marker_vert, marker_frag); !r) return std::unexpected(r.error());
    info.depth = DepthTest::off;
    if (auto r = make(pass.m_ghosts, marker_vert, marker_frag); !r) return std::unexpected(r.error());
    return pass;
}

void CityPass::buildings(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, std::span<const MeshDraw> meshes) const {
    m_buildings.bind(commands, set);
    draw_meshes(commands, m_buildings, meshes, {.frame = frame});
}

void CityPass::ground(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, std::span<const MeshDraw> meshes) const {
    m_ground.bind(commands, set);
    draw_meshes(commands, m_ground, meshes, {.frame = frame});
}

void CityPass::models(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, VkDeviceAddress instances,
                      std::span<const MeshDraw> meshes) const {
    m_models.bind(commands, set);
    draw_meshes(commands, m_models, meshes, {.frame = frame, .instances = instances});
}

void CityPass::markers(VkCommandBuffer commands, VkDeviceAddress frame, VkDeviceAddress instances, std::uint32_t count, bool through) const {
    const Pipeline& pipeline = through ? m_ghosts : m_markers;
    pipeline.bind(commands);
    DrawPush push{.frame = frame, .instances = instances, .step_m = through ? 0.25f : 1.0f}; // step_m carries the opacity here
    pipeline.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 6, count, 0, 0);
}

void CityPass::sky(VkCommandBuffer commands, VkDeviceAddress frame) const {
    m_sky.bind(commands);
    DrawPush push{.frame = frame};
    m_sky.push(commands, &push, sizeof push);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

} // namespace tp
