// view/targets.h - the images of a frame, made anew when the size changes, and the buffers a picture is read back through.
#pragma once

#include "core/result.h"
#include "pass/city_pass.h"
#include "vk/memory.h"

#include <memory>

namespace tp {

struct Targets {
    int width = 0, height = 0, samples = 0; // of the picture; the images before the last pass are `samples` times as large
    GpuImage look, colour, id, depth, mask, occlusion, picture;

    // What they take on the device.
    static std::uint64_t bytes(int width, int height, int samples);
    // `from_host`: look, id and depth may be copied to.
    static Result<Targets> create(const std::shared_ptr<Device>& device, int width, int height, int samples, bool from_host);
};

struct Readback {
    Buffer picture, id, depth;
};
Result<Readback> make_readback(const std::shared_ptr<Device>& device, const Targets& targets, bool ids, bool depth);
void record_readback(VkCommandBuffer commands, Targets& targets, const Readback& readback);

} // namespace tp
