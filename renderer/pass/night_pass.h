// pass/night_pass.h - lamps as points of light, over what is lit.
//
// In:  depth; the lamps' texels (view/night_gpu.h)
// Out: colour; object ids stay what they were
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/pipeline.h"

#include <memory>

namespace tp {

class NightPass {
public:
    static Result<NightPass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set, VkDescriptorSetLayout lamp_set);
    // Inside begin_target of CityPass's forward formats.
    void glows(VkCommandBuffer commands, VkDescriptorSet texels, const FrameBinding& frame, std::uint32_t lamps) const;

private:
    Pipeline m_glows;
};

} // namespace tp
