// pass/prop_pass.h - trees and other small bodies in great numbers: as what is seen (CityPass), and as casters of shadows.
//
// Out: as CityPass's first step; the shadow map's depth
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/pipeline.h"

#include <memory>
#include <span>

namespace tp {

struct PropDraw { // shaders/prop.glsl
    VkBuffer index_buffer = VK_NULL_HANDLE;
    VkDeviceSize index_offset = 0;
    std::uint32_t index_count = 0; // of all bodies of the draw together
    VkDeviceAddress shape = 0, props = 0; // PropVertex; Prop of the first body
    std::uint32_t shift = 0;
    float stretch = 1;
    std::array<float, 3> offset{}; // of the tile's centre from the eye
};

class PropPass {
public:
    static Result<PropPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set);
    void seen(VkCommandBuffer commands, const FrameBinding& frame, std::span<const PropDraw> draws) const;    // inside CityPass's first step
    void casters(VkCommandBuffer commands, const FrameBinding& frame, std::span<const PropDraw> draws) const; // inside ShadowPass::begin

private:
    Pipeline m_seen, m_casters;
};

} // namespace tp
