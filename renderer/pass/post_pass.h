// pass/post_pass.h - from samples to the picture: silhouettes of solutions, ambient occlusion, outlines, FXAA.
//
// In:  colour, object id, depth of the city pass
// Out: picture (R8G8B8A8_UNORM, sRGB-encoded)
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <memory>
#include <span>

namespace tp {

struct OcclusionPush { // keep equal to shaders/occlusion.glsl
    float near_m = 1, far_m = 2;
    std::array<float, 2> tangent{};
    float radius_m = 5, fade_from_m = 1200, fade_to_m = 2500;
    std::uint32_t orthographic = 0, scale = 1;
    std::array<float, 2> shift{};
};
struct FinalPush { // keep equal to shaders/final.glsl
    std::array<float, 3> accent{};
    std::uint32_t samples = 1, occlusion = 0, selected = 0;
    float line_px = 1.5f;
    std::uint32_t smooth = 1; // along edges, of one sample a pixel
};

class PostPass {
public:
    static Result<PostPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set);

    // The images to read; call after they were made anew, before the next frame. Precondition: no frame is in flight.
    void set_images(const GpuImage& colour, const GpuImage& id, const GpuImage& mask, const GpuImage& occlusion, const GpuImage& depth);

    // Each inside begin_target: mask on R32_UINT, occlusion on R8, final and then outline on the picture.
    void mask(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::span<const MeshDraw> meshes) const;
    void occlusion(VkCommandBuffer commands, const OcclusionPush& push) const;
    void final(VkCommandBuffer commands, const FinalPush& push) const;
    void outline(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::uint32_t count, float line_px) const;

private:
    Pipeline m_mask, m_occlusion, m_final, m_outline;
    ImageSet m_depth_set, m_final_set, m_outline_set;
};

} // namespace tp
