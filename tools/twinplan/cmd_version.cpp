// twinplan version - version, build, and the Vulkan device or why there is none.
#include "core/version.h"
#include "twinplan/options.h"
#include "vk/device.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {

int cmd_version(Context& context, std::span<const std::string> words) {
    bool json = false;
    CLI::App app;
    app.add_flag("--json", json, context.messages.text("render.option.json"));
    if (auto status = parse_words(context, app, words)) return *status;
#ifdef NDEBUG
    const char* build = "release";
#else
    const char* build = "checked"; // assertions and TP_CHECK are on
#endif
    std::string version(k_version);
    auto device = Device::create();
    std::string vulkan = device ? (*device)->driver() : context.messages.text(device.error().key, device.error().args);
    if (json) {
        nlohmann::ordered_json out{{"version", version}, {"build", build}, {"compiler", __VERSION__}, {"document_version", k_document_version}};
        out["device"] = device ? nlohmann::ordered_json(vulkan) : nlohmann::ordered_json(nullptr);
        if (!device) out["no_device"] = vulkan;
        std::printf("%s\n", out.dump(2).c_str());
        return k_done;
    }
    std::printf("twinplan %s (%s, g++ %s)\nVulkan: %s\n", version.c_str(), build, __VERSION__, vulkan.c_str());
    return k_done;
}

} // namespace tp
