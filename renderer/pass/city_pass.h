// pass/city_pass.h - everything solid: buildings, ground, models, markers and the sky behind them.
//
// In:  the shadow map (set 0)
// Out: colour (R8G8B8A8_UNORM, square roots), object id (R32_UINT), depth (D32, reverse-Z)
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/pipeline.h"

#include <memory>
#include <span>

namespace tp {

constexpr VkFormat k_colour_format = VK_FORMAT_R8G8B8A8_UNORM, k_id_format = VK_FORMAT_R32_UINT, k_depth_format = VK_FORMAT_D32_SFLOAT,
                   k_shadow_format = VK_FORMAT_D16_UNORM, k_occlusion_format = VK_FORMAT_R8_UNORM, k_picture_format = VK_FORMAT_R8G8B8A8_UNORM;

// Attributes of SceneVertex, for every pipeline that draws meshes.
std::vector<VkVertexInputAttributeDescription> scene_attributes();
// Binds buffers, pushes and draws each mesh with the pipeline given. Precondition: the pipeline is bound.
void draw_meshes(VkCommandBuffer commands, const Pipeline& pipeline, std::span<const MeshDraw> meshes, DrawPush push);

class CityPass {
public:
    static Result<CityPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout shadow_set);

    // Preconditions of all: inside begin_target on the formats above; `frame` is the address of a FrameData.
    void buildings(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, std::span<const MeshDraw> meshes) const;
    void ground(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, std::span<const MeshDraw> meshes) const;
    void models(VkCommandBuffer commands, VkDescriptorSet set, VkDeviceAddress frame, VkDeviceAddress instances,
                std::span<const MeshDraw> meshes) const;
    void markers(VkCommandBuffer commands, VkDeviceAddress frame, VkDeviceAddress instances, std::uint32_t count, bool through) const;
    void sky(VkCommandBuffer commands, VkDeviceAddress frame) const;

private:
    Pipeline m_buildings, m_ground, m_models, m_markers, m_ghosts, m_sky;
};

} // namespace tp
