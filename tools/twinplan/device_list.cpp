#include "twinplan/device_list.h"

#include "vk/device.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const DeviceFacts& device, bool chosen) {
    return {{"name", device.name},
            {"driver", device.driver},
            {"kind", gpu_kind_word(device.kind)},
            {"vulkan", device.version},
            {"memory_bytes", device.memory_bytes},
            {"image_side_most_px", device.image_side_most},
            {"used", chosen},
            {"lacks", device.lacks.empty() ? Json(nullptr) : Json(device.lacks)},
            {"block_textures", device.block_textures},
            {"descriptor_indexing", device.descriptor_indexing},
            {"mesh_shader", device.mesh_shader},
            {"ray_query", device.ray_query}};
}

void print_text(const Messages& messages, const DeviceFacts& device, bool chosen) {
    auto yes = [&](bool has) { return messages.text(has ? "device.yes" : "device.no"); };
    std::printf("%s\n", messages.text("device.line", {{"name", device.driver},
                                                      {"kind", messages.text(std::string("device.kind.") + gpu_kind_word(device.kind))},
                                                      {"megabytes", std::to_string(device.memory_bytes >> 20)},
                                                      {"version", device.version}})
                            .c_str());
    std::printf("  %s\n", messages.text("device.optional", {{"descriptor_indexing", yes(device.descriptor_indexing)},
                                                            {"mesh_shader", yes(device.mesh_shader)},
                                                            {"ray_query", yes(device.ray_query)}})
                              .c_str());
    if (!device.lacks.empty()) std::printf("  %s\n", messages.text("device.unusable", {{"lacks", device.lacks}}).c_str());
    if (chosen) std::printf("  %s\n", messages.text("device.used").c_str());
}

} // namespace

int print_devices(const Context& context, bool json) {
    auto devices = list_devices();
    auto chosen = devices ? choose_device(*devices, {}) : Result<std::size_t>(std::unexpected(devices.error()));
    if (json) {
        Json out{{"devices", Json::array()}};
        for (std::size_t i = 0; devices && i < devices->size(); ++i) out["devices"].push_back(json_of((*devices)[i], chosen && *chosen == i));
        if (!chosen) out["no_device"] = context.messages.text(chosen.error().key, chosen.error().args);
        std::printf("%s\n", out.dump(1, ' ', false, Json::error_handler_t::replace).c_str());
        return k_done;
    }
    for (std::size_t i = 0; devices && i < devices->size(); ++i) print_text(context.messages, (*devices)[i], chosen && *chosen == i);
    if (!chosen) std::printf("%s\n", context.messages.sentence(chosen.error()).c_str());
    return k_done;
}

} // namespace tp
