// pass/body_pass.h - the city's 3D models and the orthophotos on its ground: as colour, and as casters of shadows.
//
// In:  the shadow map (set 0), a picture (set 1)
// Out: as CityPass; the shadow map's depth
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/pipeline.h"

#include <memory>
#include <span>

namespace tp {

struct BodyDraw {
    MeshDraw mesh; // first_index set; step_m is not used
    VkDescriptorSet picture = VK_NULL_HANDLE; // null: none
    bool double_sided = false;
};
struct PhotoDraw { // a ground tile under an orthophoto
    MeshDraw mesh;
    VkDescriptorSet picture = VK_NULL_HANDLE;
    std::array<float, 2> south_west{}, size_m{}; // of the photo, from the eye
};

class BodyPass {
public:
    // `sets`: of the frame, the shadow map, a picture (binding 0 is a sampler2D), the lamps. `night`: lit by lamps and windows too.
    static Result<BodyPass> create(const std::shared_ptr<Device>& device, const std::array<VkDescriptorSetLayout, 4>& sets, bool night);

    // Inside begin_target of CityPass. `instances`: address of BodyInstance. `own_look`: colours and pictures, else clay.
    void bodies(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, VkDeviceAddress instances, std::span<const BodyDraw> draws,
                bool own_look) const;
    void photos(VkCommandBuffer commands, const LightSets& sets, const FrameBinding& frame, std::span<const PhotoDraw> draws) const;
    // Inside ShadowPass::begin.
    void casters(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances, std::span<const BodyDraw> draws) const;

private:
    Pipeline m_bodies[2][2]; // [double sided][with a picture]
    Pipeline m_casters[2];   // [cut out]
    Pipeline m_photos;
};

} // namespace tp
