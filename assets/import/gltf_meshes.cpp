#include "import/gltf_parts.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace tp {
namespace {

using simdjson::dom::element;

const GltfAccessor& accessor_of(const GltfDocument& document, int i) { return document.accessors[static_cast<std::size_t>(i)]; }

// "TEXCOORD_2" -> TEXCOORD and 2; -1 no number.
std::string_view semantic_of(std::string_view name, int& set) {
    set = -1;
    auto underscore = name.rfind('_');
    if (underscore == std::string_view::npos || underscore == 0) return name;
    std::string_view digits = name.substr(underscore + 1);
    auto done = std::from_chars(digits.data(), digits.data() + digits.size(), set);
    if (done.ec != std::errc{} || done.ptr != digits.data() + digits.size()) set = -1;
    return set < 0 ? name : name.substr(0, underscore);
}

// glTF 2.0, section 3.7.2.1; with KHR_mesh_quantization whole numbers too.
bool format_fits(std::string_view semantic, const GltfAccessor& a, bool quantized) {
    bool is_float = a.component == k_gltf_float, small = a.component == k_gltf_ubyte || a.component == k_gltf_ushort;
    bool whole = a.component >= k_gltf_byte && a.component <= k_gltf_ushort;
    if (semantic == "POSITION") return a.type == GltfType::vec3 && (is_float || (quantized && whole));
    if (semantic == "NORMAL") return a.type == GltfType::vec3 && (is_float || (quantized && whole && a.normalized));
    if (semantic == "TANGENT") return a.type == GltfType::vec4 && (is_float || (quantized && whole && a.normalized));
    if (semantic == "TEXCOORD") return a.type == GltfType::vec2 && (is_float || (small && a.normalized) || (quantized && whole));
    if (semantic == "COLOR") return (a.type == GltfType::vec3 || a.type == GltfType::vec4) && (is_float || (small && a.normalized));
    if (semantic == "JOINTS") return a.type == GltfType::vec4 && small && !a.normalized;
    return a.type == GltfType::vec4 && (is_float || (small && a.normalized));
}

bool is_known(std::string_view semantic, int set) {
    static constexpr std::string_view k_single[] = {"POSITION", "NORMAL", "TANGENT"}, k_sets[] = {"TEXCOORD", "COLOR", "JOINTS", "WEIGHTS"};
    return set < 0 ? std::ranges::find(k_single, semantic) != std::end(k_single) : std::ranges::find(k_sets, semantic) != std::end(k_sets);
}

void check_attribute(const GltfMembers& attributes, std::string_view name, int index, const GltfDocument& document, bool quantized) {
    const GltfAccessor& accessor = accessor_of(document, index);
    int set = -1;
    std::string_view semantic = semantic_of(name, set);
    if (name.starts_with("_")) return;
    if (!is_known(semantic, set)) return attributes.problem("mesh_primitive_invalid_attribute", name);
    if (!format_fits(semantic, accessor, quantized)) attributes.problem("mesh_primitive_attributes_accessor_invalid_format", name);
    if (semantic == "POSITION" && !accessor.has_bounds) attributes.problem("mesh_primitive_position_accessor_without_bounds", name);
}

std::map<std::string, int, std::less<>> read_attributes(const GltfMembers& primitive, element value, const GltfDocument& document, bool quantized,
                                                        const std::string& where, std::vector<GltfProblem>& problems) {
    std::map<std::string, int, std::less<>> out;
    simdjson::dom::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return primitive.problem("type_mismatch", "attributes"), out;
    GltfMembers attributes(problems, value, where);
    if (object.begin() == object.end()) attributes.problem("empty_entity");
    std::set<std::int64_t> counts;
    for (auto [name, unused] : object) {
        int index = attributes.index(name, document.accessors.size());
        if (index < 0) continue;
        out.emplace(std::string(name), index);
        check_attribute(attributes, name, index, document, quantized);
        counts.insert(accessor_of(document, index).count);
    }
    if (counts.size() > 1) attributes.problem("mesh_primitive_unequal_accessor_count");
    for (const char* semantic : {"TEXCOORD_", "COLOR_", "JOINTS_", "WEIGHTS_"}) // numbers without gaps
        for (const auto& [name, unused] : out) {
            int set = -1;
            semantic_of(name, set);
            if (set > 0 && name.starts_with(semantic) && !out.contains(semantic + std::to_string(set - 1)))
                attributes.problem("mesh_primitive_indexed_semantic_continuity", name);
        }
    if (out.contains("JOINTS_0") != out.contains("WEIGHTS_0")) attributes.problem("mesh_primitive_joints_weights_mismatch");
    return out;
}

void check_indices(const GltfMembers& members, const GltfAccessor& accessor, const GltfDocument& document) {
    bool whole = accessor.component == k_gltf_ubyte || accessor.component == k_gltf_ushort || accessor.component == k_gltf_uint;
    if (!whole || accessor.type != GltfType::scalar || accessor.normalized) members.problem("mesh_primitive_indices_accessor_invalid_format", "indices");
    if (accessor.view >= 0 && document.views[static_cast<std::size_t>(accessor.view)].stride > 0)
        members.problem("mesh_primitive_indices_accessor_with_bytestride", "indices");
}

GltfPrimitive read_primitive(const GltfMembers& members, GltfDocument& document, std::size_t& targets, bool quantized) {
    GltfPrimitive out;
    out.where = members.where();
    if (auto value = members.find("attributes"))
        out.attributes = read_attributes(members, *value, document, quantized, members.where("attributes"), document.problems);
    else
        members.problem("undefined_property", "attributes");
    out.indices = members.index("indices", document.accessors.size());
    out.material = members.index("material", document.materials.size());
    auto mode = members.integer("mode").value_or(4);
    if (mode > 6) members.problem("value_not_in_list", "mode");
    out.mode = static_cast<int>(std::min<std::int64_t>(mode, 7));
    if (out.indices >= 0) check_indices(members, accessor_of(document, out.indices), document);
    if (auto draco = members.extension("KHR_draco_mesh_compression")) {
        out.draco = true;
        draco->index("bufferView", document.views.size(), Need::yes);
    }
    std::size_t i = 0;
    for (element target : members.array("targets"))
        read_attributes(members, target, document, true, members.where("targets") + '/' + std::to_string(i++), document.problems);
    targets = i;
    return out;
}

// Several attributes in one view need its stride.
void check_shared_views(const GltfDocument& document, std::vector<GltfProblem>& problems) {
    std::map<int, int> first; // view -> accessor
    std::set<int> named;
    for (const auto& mesh : document.meshes)
        for (const auto& primitive : mesh)
            for (const auto& [name, index] : primitive.attributes) {
                int view = accessor_of(document, index).view;
                if (view < 0 || document.views[static_cast<std::size_t>(view)].stride > 0) continue;
                auto [entry, is_new] = first.try_emplace(view, index);
                if (!is_new && entry->second != index && named.insert(view).second)
                    problems.push_back({"gltf_mesh_primitive_accessor_without_bytestride", pointer("bufferViews", static_cast<std::size_t>(view))});
            }
}

} // namespace

void read_gltf_meshes(const GltfMembers& root, GltfDocument& document) {
    bool quantized = std::ranges::find(document.extensions_used, "KHR_mesh_quantization") != document.extensions_used.end();
    std::size_t i = 0;
    for (element value : root.array("meshes")) {
        GltfMembers mesh(document.problems, value, pointer("meshes", i++));
        std::vector<GltfPrimitive> primitives;
        std::set<std::size_t> targets;
        std::size_t k = 0;
        for (element primitive : mesh.array("primitives", Need::yes)) {
            std::size_t count = 0;
            GltfMembers members(document.problems, primitive, mesh.where("primitives") + '/' + std::to_string(k++));
            primitives.push_back(read_primitive(members, document, count, quantized));
            targets.insert(count);
            document.morph_targets += count;
        }
        if (targets.size() > 1) mesh.problem("mesh_primitives_unequal_targets_count", "primitives");
        auto weights = mesh.numbers("weights", 0);
        if (!weights.empty() && !targets.contains(weights.size())) mesh.problem("mesh_invalid_weights_count", "weights");
        document.meshes.push_back(std::move(primitives));
    }
    check_shared_views(document, document.problems);
}

} // namespace tp
