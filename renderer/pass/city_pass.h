// pass/city_pass.h - everything solid, in three steps: what is seen where (buildings, ground), the light on it, and what is
// drawn over that in its own colours (models, markers; BodyPass).
//
// In:  the shadow map
// Out: look (R32_UINT, shaders/common.inc) and object id (R32_UINT); colour (R8G8B8A8_UNORM, square roots); depth (D32,
//      reverse-Z). Triangles are many and small: the first step has no more than two words a pixel and no light.
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <compare>
#include <map>
#include <memory>
#include <span>

namespace tp {

constexpr VkFormat k_colour_format = VK_FORMAT_R8G8B8A8_UNORM, k_id_format = VK_FORMAT_R32_UINT, k_look_format = VK_FORMAT_R32_UINT, k_depth_format = VK_FORMAT_D32_SFLOAT,
                   k_shadow_format = VK_FORMAT_D16_UNORM, k_occlusion_format = VK_FORMAT_R8_UNORM, k_picture_format = VK_FORMAT_R8G8B8A8_UNORM;

// Attributes of SceneVertex, for every pipeline that draws meshes.
std::vector<VkVertexInputAttributeDescription> scene_attributes();
// Binds a pipeline with the frame as set 0.
void bind_frame(VkCommandBuffer commands, const Pipeline& pipeline, const FrameBinding& frame);
// Binds buffers, pushes and draws each mesh with the pipeline given. Precondition: the pipeline is bound.
void draw_meshes(VkCommandBuffer commands, const Pipeline& pipeline, std::span<const MeshDraw> meshes, DrawPush push);

class CityPass {
public:
    static Result<CityPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set, VkDescriptorSetLayout shadow_set,
                                   VkDescriptorSetLayout lamp_set);

    // The images that light() reads; call after they were made anew. Precondition: no frame is in flight.
    void set_images(const GpuImage& look, const GpuImage& id, const GpuImage& depth);

    // Inside begin_target on look, id and depth.
    void buildings(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> meshes) const;
    void ground(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> meshes) const;
    // Inside begin_target on colour alone: every pixel, the sky's too. Precondition: prepare_light of the same kind.
    struct LightKind {
        std::uint32_t shadow_taps = 0; // 0, 1, 9
        bool layer = false;
        bool night = false;
        friend auto operator<=>(const LightKind&, const LightKind&) = default;
    };
    Result<void> prepare_light(const LightKind& kind);
    void light(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, const LightKind& kind) const;
    // Inside begin_target on colour, id and depth.
    void models(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, VkDeviceAddress instances,
                std::span<const MeshDraw> meshes) const;
    void markers(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::uint32_t count, bool through) const;

private:
    std::shared_ptr<Device> m_device;
    VkDescriptorSetLayout m_frame_layout = VK_NULL_HANDLE, m_shadow_layout = VK_NULL_HANDLE, m_lamp_layout = VK_NULL_HANDLE;
    Pipeline m_buildings, m_ground, m_models, m_markers, m_ghosts;
    std::map<LightKind, Pipeline> m_lights; // made when first needed
    ImageSet m_seen;
};

} // namespace tp
