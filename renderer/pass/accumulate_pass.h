// pass/accumulate_pass.h - the mean of many pictures of one view, in linear light.
//
// In:  picture (R8G8B8A8_UNORM, sRGB-encoded) of one sample
// Out: mean (float), then the picture again: the mean, sRGB-encoded
#pragma once

#include "core/result.h"
#include "vk/memory.h"
#include "vk/pipeline.h"

#include <memory>

namespace tp {

class AccumulatePass {
public:
    static Result<AccumulatePass> create(const std::shared_ptr<Device>& device);

    // The mean's image as large as `picture`, and what is read; call after `picture` was made anew. Precondition: no frame
    // is in flight. Memory is taken at the first call alone and after a change of size.
    Result<void> set_picture(const GpuImage& picture);
    void drop() { m_mean = {}; } // precondition: no frame is in flight
    bool has_mean() const { return static_cast<bool>(m_mean); }

    // Records: `picture` becomes the mean of itself and the `count` pictures before it; 0 begins anew. Left as colour.
    void add(VkCommandBuffer commands, GpuImage& picture, int count);

private:
    std::shared_ptr<Device> m_device;
    VkFormat m_format = VK_FORMAT_R32G32B32A32_SFLOAT;
    Pipeline m_add, m_show;
    ImageSet m_picture_set, m_mean_set;
    GpuImage m_mean;
};

} // namespace tp
