// studio/studio.h - the window: a city, proposals, indicators that follow the mouse.
#pragma once

#include "core/messages.h"
#include "core/result.h"

#include <filesystem>

namespace tp {

struct StudioOptions {
    std::filesystem::path document; // empty: asks
    std::filesystem::path data;     // catalogue, factors
    std::string device;             // part of a graphics device's name; empty: the best
};

// Runs until the window is closed. Errors: unsupported "studio.no_display" without a display, "renderer.no_device" without
// a Vulkan device; what goes wrong later is shown in the window.
Result<void> run_studio(const StudioOptions& options, Messages messages);

} // namespace tp
