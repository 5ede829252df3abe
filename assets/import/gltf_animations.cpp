#include "import/gltf_parts.h"

#include <algorithm>
#include <set>

namespace tp {
namespace {

using simdjson::dom::element;

struct Sampler {
    int input = -1, output = -1;
    bool cubic = false;
};

Sampler read_sampler(const GltfMembers& members, const GltfDocument& document) {
    Sampler out;
    out.input = members.index("input", document.accessors.size(), Need::yes);
    out.output = members.index("output", document.accessors.size(), Need::yes);
    auto how = members.text("interpolation");
    out.cubic = how == "CUBICSPLINE";
    if (how && !out.cubic && how != "LINEAR" && how != "STEP") members.problem("value_not_in_list", "interpolation");
    if (out.input < 0) return out;
    const GltfAccessor& input = document.accessors[static_cast<std::size_t>(out.input)];
    if (input.type != GltfType::scalar || input.component != k_gltf_float) members.problem("animation_sampler_input_accessor_invalid_format", "input");
    if (!input.has_bounds) members.problem("animation_sampler_input_accessor_without_bounds", "input");
    return out;
}

void check_channel(const GltfMembers& members, const std::vector<Sampler>& samplers, const GltfDocument& document, std::set<std::string>& targets) {
    int sampler = members.index("sampler", samplers.size(), Need::yes);
    auto target = members.object("target", Need::yes);
    if (!target) return;
    int node = target->index("node", document.nodes.size());
    auto path = target->text("path", Need::yes);
    if (!path) return;
    bool known = path == "translation" || path == "rotation" || path == "scale" || path == "weights";
    if (!known) return target->problem("value_not_in_list", "path");
    if (node >= 0 && !targets.insert(std::to_string(node) + std::string(*path)).second) members.problem("animation_duplicate_targets", "target");
    if (sampler < 0 || *path == "weights") return;
    const Sampler& s = samplers[static_cast<std::size_t>(sampler)];
    if (s.input < 0 || s.output < 0) return;
    const GltfAccessor &input = document.accessors[static_cast<std::size_t>(s.input)], &output = document.accessors[static_cast<std::size_t>(s.output)];
    if (output.count != input.count * (s.cubic ? 3 : 1)) members.problem("animation_sampler_output_accessor_invalid_count", "sampler");
}

} // namespace

void check_gltf_animations(const GltfMembers& root, GltfDocument& document) {
    std::size_t i = 0;
    for (element value : root.array("animations")) {
        GltfMembers animation(document.problems, value, pointer("animations", i++));
        std::vector<Sampler> samplers;
        std::set<std::string> targets;
        std::size_t k = 0;
        for (element sampler : animation.array("samplers", Need::yes))
            samplers.push_back(read_sampler(GltfMembers(document.problems, sampler, animation.where("samplers") + '/' + std::to_string(k++)), document));
        k = 0;
        for (element channel : animation.array("channels", Need::yes))
            check_channel(GltfMembers(document.problems, channel, animation.where("channels") + '/' + std::to_string(k++)), samplers, document, targets);
        ++document.animations;
    }
}

} // namespace tp
