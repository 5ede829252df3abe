// pass/shadow_pass.h - two square depth images of the city as the sun sees it; drawn anew only where the caller says
// so.
//
// Out: the shadow map (D16, two layers: near and far), nearer is smaller
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <memory>
#include <span>

namespace tp {

class ShadowPass {
public:
    static constexpr int k_cascades = 2;
    static Result<ShadowPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set);

    // Makes the map `side` pixels wide; true where it was another size before (its content is gone then).
    // `from_host`: it may be copied to.
    Result<bool> resize(int side, bool from_host);
    int side() const { return m_map.width(); }
    GpuImage& map() { return m_map; }

    // begin, solids, meshes and models, end - for one cascade. `frame`: a FrameData whose clip_from_eye is the sun's
    // projection. `kept`: over what is in the map.
    void begin(VkCommandBuffer commands, int cascade, bool kept);
    void meshes(VkCommandBuffer commands, const FrameBinding& frame, std::span<const MeshDraw> meshes) const;
    void solids(VkCommandBuffer commands, const FrameBinding& frame,
                std::span<const MeshDraw> closed) const; // fronts outward, no holes above
    void models(VkCommandBuffer commands, const FrameBinding& frame, VkDeviceAddress instances,
                std::span<const MeshDraw> meshes) const;
    static void end(VkCommandBuffer commands) { vkCmdEndRendering(commands); }

private:
    std::shared_ptr<Device> m_device;
    Pipeline m_meshes, m_solids, m_models;
    GpuImage m_map;
};

} // namespace tp
