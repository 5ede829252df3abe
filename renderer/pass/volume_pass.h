// pass/volume_pass.h - transparent coverage bodies over the finished city.
//
// In:  depth of the city
// Out: the accent, mixed into colour; ids and depth stay
#pragma once

#include "core/result.h"
#include "pass/frame_data.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <memory>

namespace tp {

class VolumePass {
public:
    static Result<VolumePass> create(const std::shared_ptr<Device>& device, VkDescriptorSetLayout frame_set);

    // Makes the image of opacities as large as the target. Precondition: no frame is in flight.
    Result<void> resize(int width, int height);
    // `depth` in the state ImageUse::depth, `colour` in colour; outside begin_target. Vertices are VolumeVertex, indices 32 bits.
    void draw(VkCommandBuffer commands, const FrameBinding& frame, const MeshDraw& mesh, const GpuImage& depth, const GpuImage& colour);

private:
    std::shared_ptr<Device> m_device;
    Pipeline m_bodies, m_over;
    ImageSet m_set;
    GpuImage m_opacity;
};

} // namespace tp
