#include "vk/device_choice.h"

#include <optional>
#include <tuple>

namespace tp {

const char* gpu_kind_word(GpuKind kind) {
    switch (kind) {
    case GpuKind::software: return "software";
    case GpuKind::virtual_gpu: return "virtual";
    case GpuKind::integrated: return "integrated";
    case GpuKind::discrete: return "discrete";
    case GpuKind::other: break;
    }
    return "other";
}

Result<std::size_t> choose_device(std::span<const DeviceFacts> devices, const std::string& name, bool software_only) {
    std::optional<std::size_t> best, named;
    std::string usable;
    auto value = [&](std::size_t i) { return std::tuple(devices[i].kind, devices[i].memory_bytes); };
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const DeviceFacts& device = devices[i];
        bool is_named = device.name.find(name) != std::string::npos;
        if (is_named) named = i;
        if (!device.lacks.empty()) continue;
        usable += (usable.empty() ? "" : ", ") + device.name;
        if (!is_named || (software_only && device.kind != GpuKind::software)) continue;
        if (!best || value(i) > value(*best)) best = i;
    }
    if (best) return *best;
    if (name.empty() || devices.empty() || (usable.empty() && !named) || software_only) return fail(ErrorCode::unsupported, "renderer.no_device");
    if (named && !devices[*named].lacks.empty())
        return fail(ErrorCode::unsupported, "renderer.device_lacks", {{"name", devices[*named].name}, {"lacks", devices[*named].lacks}});
    return fail(ErrorCode::not_found, "renderer.no_such_device", {{"name", name}, {"devices", usable}});
}

} // namespace tp
