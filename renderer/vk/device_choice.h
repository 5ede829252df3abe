// vk/device_choice.h - what the Vulkan devices of this machine are, and which of them is taken.
//
// Nothing optional is needed: descriptor indexing, mesh shaders and ray queries are recorded so that a list of devices can
// say what there is. Pictures are the same with and without them.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tp {

enum class GpuKind { software, other, virtual_gpu, integrated, discrete }; // slowest first

struct DeviceFacts {
    std::string name;   // "llvmpipe (LLVM 15.0.6, 256 bits)"
    std::string driver; // name and driver version: the key of exact pictures
    std::string version; // of Vulkan: "1.3.230"
    GpuKind kind = GpuKind::other;
    std::uint64_t memory_bytes = 0;    // of its own
    std::uint32_t image_side_most = 0; // pixels of an image's longest side
    std::string lacks;                 // the first thing that pictures need and it has not; empty: it can be used
    bool block_textures = false, descriptor_indexing = false, mesh_shader = false, ray_query = false;
};

// "software", "other", "virtual", "integrated", "discrete": the end of a message key and the word in JSON.
const char* gpu_kind_word(GpuKind kind);

// Index of the device to use: one whose name contains `name` (empty: any), of the fastest kind, then with the most memory,
// then the first. `software_only`: processors only (whatever `name` says is kept to).
// Errors: unsupported "renderer.no_device"; not_found "renderer.no_such_device", which lists what there is; unsupported
// "renderer.device_lacks" where only unusable ones have that name.
Result<std::size_t> choose_device(std::span<const DeviceFacts> devices, const std::string& name, bool software_only = false);

} // namespace tp
