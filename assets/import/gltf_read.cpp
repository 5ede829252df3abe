#include "import/gltf_read.h"

#include "import/gltf_parts.h"
#include "import/source_file.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tp {
namespace {

using simdjson::dom::element;

constexpr std::size_t k_depth_limit = 128, k_problem_limit = 10'000;
constexpr auto k_known_extensions = std::to_array<std::string_view>({
    "KHR_texture_transform",    "KHR_mesh_quantization",  "KHR_materials_unlit",    "KHR_draco_mesh_compression", "EXT_mesh_gpu_instancing",
    "KHR_materials_specular",   "KHR_materials_ior",      "KHR_materials_clearcoat", "KHR_materials_sheen",       "KHR_materials_transmission",
    "KHR_materials_volume",     "KHR_lights_punctual",    "CESIUM_RTC",             "EXT_mesh_features",          "EXT_structural_metadata",
    "KHR_materials_emissive_strength", "EXT_instance_features"});

// What the reader does without: everything else means that shapes cannot be told.
constexpr auto k_harmless = std::to_array<std::string_view>({
    "gltf_byte_order_mark", "gltf_duplicate_elements", "gltf_empty_entity", "gltf_value_not_in_list",
    "gltf_value_multiple_of", "gltf_unsatisfied_dependency", "gltf_unused_extension_required", "gltf_undeclared_extension",
    "gltf_accessor_normalized_invalid", "gltf_accessor_offset_alignment", "gltf_accessor_total_offset_alignment",
    "gltf_accessor_matrix_alignment", "gltf_accessor_min_mismatch", "gltf_accessor_max_mismatch",
    "gltf_accessor_element_out_of_min_bound", "gltf_accessor_element_out_of_max_bound", "gltf_accessor_invalid_float",
    "gltf_accessor_index_oob", "gltf_accessor_index_primitive_restart", "gltf_accessor_vector3_non_unit",
    "gltf_accessor_invalid_sign", "gltf_accessor_sparse_indices_non_increasing", "gltf_accessor_sparse_index_oob",
    "gltf_buffer_view_invalid_byte_stride", "gltf_buffer_data_uri_mime_type_invalid", "gltf_glb_chunk_length_unaligned",
    "gltf_glb_duplicate_chunk", "gltf_scene_non_root_node", "gltf_rotation_non_unit", "gltf_node_matrix_non_trs",
    "gltf_node_matrix_trs", "gltf_camera_zfar_lequal_znear", "gltf_camera_xmag_ymag_zero", "gltf_mesh_primitive_invalid_attribute",
    "gltf_mesh_primitive_indexed_semantic_continuity", "gltf_mesh_primitive_joints_weights_mismatch",
    "gltf_mesh_primitive_position_accessor_without_bounds", "gltf_mesh_primitive_unequal_accessor_count",
    "gltf_mesh_primitive_accessor_without_bytestride", "gltf_mesh_primitive_indices_accessor_with_bytestride",
    "gltf_mesh_primitives_unequal_targets_count", "gltf_mesh_invalid_weights_count", "gltf_skin_no_common_root",
    "gltf_skin_skeleton_invalid", "gltf_invalid_ibm_accessor_count", "gltf_node_weights_invalid", "gltf_one_of_mismatch",
    "gltf_animation_sampler_input_accessor_invalid_format", "gltf_animation_sampler_input_accessor_without_bounds",
    "gltf_animation_sampler_output_accessor_invalid_count", "gltf_animation_duplicate_targets", "gltf_image_data_invalid",
    "gltf_buffer_view_target_override", "gltf_texture_invalid_image_mime_type", "gltf_no_data", "uri_outside",
    "gltf_mesh_primitive_attributes_accessor_invalid_format"});

void check_extension_objects(element value, const std::string& where, GltfDocument& document, std::size_t depth) {
    simdjson::dom::object object;
    simdjson::dom::array array;
    if (depth > k_depth_limit || document.problems.size() > k_problem_limit) return;
    if (value.get_array().get(array) == simdjson::SUCCESS) {
        std::size_t i = 0;
        for (element item : array) check_extension_objects(item, where + '/' + std::to_string(i++), document, depth + 1);
    }
    if (value.get_object().get(object) != simdjson::SUCCESS) return;
    GltfMembers members(document.problems, value, where);
    for (auto [name, item] : object) {
        if (name == "extras") continue;
        if (simdjson::dom::object extensions; name == "extensions" && item.get_object().get(extensions) == simdjson::SUCCESS) {
            GltfMembers inner(document.problems, item, members.where(name));
            for (auto [extension, content] : extensions) {
                if (std::ranges::find(document.extensions_used, extension) == document.extensions_used.end())
                    inner.problem("undeclared_extension", extension);
                if (!content.is_object()) inner.problem("type_mismatch", extension);
            }
        }
        check_extension_objects(item, members.where(name), document, depth + 1);
    }
}

std::vector<std::string> names(const GltfMembers& root, std::string_view list) {
    std::vector<std::string> out;
    std::size_t i = 0;
    for (element value : root.array(list)) {
        std::string_view text;
        std::string at = std::string(list) + '/' + std::to_string(i++);
        if (value.get_string().get(text) != simdjson::SUCCESS)
            root.problem("array_type_mismatch", list);
        else if (std::ranges::find(out, text) != out.end())
            root.problem("duplicate_elements", list);
        else
            out.emplace_back(text);
    }
    return out;
}

std::optional<std::array<int, 2>> version(const GltfMembers& asset, std::string_view name, Need need) {
    auto text = asset.text(name, need);
    if (!text) return std::nullopt;
    std::array<int, 2> out{};
    const char *at = text->data(), *end = at + text->size();
    for (std::size_t i = 0; i < 2; ++i) {
        auto done = std::from_chars(at, end, out[i]);
        bool ok = done.ec == std::errc{} && *at != '-' && (i == 1 ? done.ptr == end : done.ptr != end && *done.ptr == '.');
        if (!ok) return asset.problem("pattern_mismatch", name), std::nullopt;
        at = done.ptr + 1;
    }
    return out;
}

void read_asset(const GltfMembers& root) {
    auto asset = root.object("asset", Need::yes);
    if (!asset) return;
    auto is = version(*asset, "version", Need::yes), least = version(*asset, "minVersion", Need::no);
    if (is && (*is)[0] != 2) asset->problem("unknown_asset_major_version", "version");
    if (is && least && *least > *is) asset->problem("asset_min_version_greater_than_version", "minVersion");
}

void read_extensions(const GltfMembers& root, element tree, GltfDocument& document) {
    document.extensions_used = names(root, "extensionsUsed");
    document.extensions_required = names(root, "extensionsRequired");
    if (root.has("extensionsRequired") && !root.has("extensionsUsed")) root.problem("unsatisfied_dependency", "extensionsRequired");
    for (const auto& name : document.extensions_required)
        if (std::ranges::find(document.extensions_used, name) == document.extensions_used.end())
            root.problem("unused_extension_required", "extensionsRequired");
    check_extension_objects(tree, "", document, 0);
    auto uses = [&](std::string_view name) { return std::ranges::find(document.extensions_used, name) != document.extensions_used.end(); };
    document.draco = uses("KHR_draco_mesh_compression");
    document.metadata = uses("EXT_structural_metadata") || uses("EXT_mesh_features") || uses("EXT_feature_metadata");
    if (auto rtc = root.extension("CESIUM_RTC"))
        if (auto centre = rtc->numbers("center", 3); centre.size() == 3) std::ranges::copy(centre, document.rtc_center.begin());
}

// An extension that a reader must know, and this one does not; those that only declare what was not used do no harm.
std::string missing_extension(const GltfDocument& document) {
    for (const auto& name : document.extensions_required)
        if (std::ranges::find(k_known_extensions, name) == k_known_extensions.end() &&
            std::ranges::find(document.extensions_used, name) != document.extensions_used.end())
            return name;
    return {};
}

} // namespace

bool gltf_is_fatal(std::string_view code) { return std::ranges::find(k_harmless, code) == k_harmless.end(); }

Result<GltfDocument> read_gltf(std::string_view bytes, const ReadBeside& beside) {
    GltfDocument document;
    auto fatal = [&]() -> std::optional<std::unexpected<Error>> {
        auto found = std::ranges::find_if(document.problems, [](const GltfProblem& p) { return gltf_is_fatal(p.code); });
        if (found == document.problems.end()) return std::nullopt;
        return refuse(found->code, found->where);
    };
    GltfChunks chunks = split_gltf(bytes, document.problems);
    if (auto refusal = fatal()) return *refusal;
    simdjson::dom::parser parser;
    element tree;
    // The parser wants blank space behind the text.
    simdjson::padded_string padded(chunks.json);
    auto error = parser.allocate(padded.size() + 1, k_depth_limit);
    if (error == simdjson::SUCCESS) error = parser.parse(padded).get(tree);
    if (error != simdjson::SUCCESS) return refuse("gltf_invalid_json", simdjson::error_message(error));
    GltfMembers root(document.problems, tree, "");
    if (tree.is_object()) {
        read_asset(root);
        read_extensions(root, tree, document);
        if (auto refusal = fatal()) return *refusal;
        if (auto name = missing_extension(document); !name.empty()) return refuse("gltf_needs_extension", name);
        read_gltf_buffers(root, chunks, beside, document);
        read_gltf_looks(root, document);
        read_gltf_meshes(root, document);
        read_gltf_nodes(root, document);
        if (auto refusal = fatal()) return *refusal;
        check_gltf_animations(root, document);
        check_gltf_data(document);
    }
    if (auto refusal = fatal()) return *refusal;
    return document;
}

} // namespace tp
