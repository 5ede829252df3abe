#include "import/gltf_parts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tp {
namespace {

using simdjson::dom::element;
using Matrix = std::array<double, 16>;

// glTF 2.0, section 3.5.3: translation * rotation * scale.
Matrix from_trs(const std::vector<double>& t, const std::vector<double>& q, const std::vector<double>& s) {
    double x = q[0], y = q[1], z = q[2], w = q[3];
    return {(1 - 2 * (y * y + z * z)) * s[0], 2 * (x * y + z * w) * s[0], 2 * (x * z - y * w) * s[0], 0,
            2 * (x * y - z * w) * s[1], (1 - 2 * (x * x + z * z)) * s[1], 2 * (y * z + x * w) * s[1], 0,
            2 * (x * z + y * w) * s[2], 2 * (y * z - x * w) * s[2], (1 - 2 * (x * x + y * y)) * s[2], 0,
            t[0], t[1], t[2], 1};
}

// Columns at right angles, none of length 0, the last row 0 0 0 1.
bool is_decomposable(const std::vector<double>& m) {
    constexpr double k_tolerance = 0.00674; // the validator's
    if (m[3] != 0.0 || m[7] != 0.0 || m[11] != 0.0 || m[15] != 1.0) return false;
    auto dot = [&](std::size_t a, std::size_t b) { return m[a] * m[b] + m[a + 1] * m[b + 1] + m[a + 2] * m[b + 2]; };
    for (auto [a, b] : {std::pair<std::size_t, std::size_t>{0, 4}, {0, 8}, {4, 8}}) {
        double size = std::sqrt(dot(a, a) * dot(b, b));
        if (size == 0.0 || std::abs(dot(a, b)) > k_tolerance * size) return false;
    }
    return true;
}

void read_place(const GltfMembers& members, GltfNode& node) {
    auto matrix = members.numbers("matrix", 16);
    auto t = members.numbers("translation", 3), q = members.numbers("rotation", 4), s = members.numbers("scale", 3);
    bool parts = members.has("translation") || members.has("rotation") || members.has("scale");
    if (matrix.size() == 16) {
        if (parts) members.problem("node_matrix_trs");
        if (!is_decomposable(matrix)) members.problem("node_matrix_non_trs", "matrix");
        std::ranges::copy(matrix, node.matrix.begin());
        return;
    }
    if (t.empty()) t = {0, 0, 0};
    if (q.empty()) q = {0, 0, 0, 1};
    if (s.empty()) s = {1, 1, 1};
    double length = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    constexpr double k_tolerance = 0.00674;
    if (!(std::abs(length - 1.0) <= k_tolerance)) members.problem("rotation_non_unit", "rotation");
    if (length > 0.0)
        for (double& v : q) v /= length;
    node.matrix = from_trs(t, q, s);
}

GltfNode read_node(const GltfMembers& members, std::size_t nodes, std::size_t cameras, std::size_t skins, const GltfDocument& document) {
    GltfNode out;
    out.name = std::string(members.text("name").value_or(""));
    out.children = members.indices("children", nodes);
    out.mesh = members.index("mesh", document.meshes.size());
    out.skin = members.index("skin", skins);
    members.index("camera", cameras);
    if (members.has("skin") && !members.has("mesh")) members.problem("unsatisfied_dependency", "skin");
    if (auto weights = members.numbers("weights", 0); !weights.empty() && !members.has("mesh")) members.problem("unsatisfied_dependency", "weights");
    read_place(members, out);
    if (auto instancing = members.extension("EXT_mesh_gpu_instancing"))
        if (auto attributes = instancing->object("attributes", Need::yes)) {
            out.instanced = true;
            out.instance_translation = attributes->index("TRANSLATION", document.accessors.size());
            out.instance_rotation = attributes->index("ROTATION", document.accessors.size());
            out.instance_scale = attributes->index("SCALE", document.accessors.size());
        }
    return out;
}

// Every node has one parent at most, and none is its own ancestor.
void check_tree(GltfDocument& document) {
    std::vector<int> parent(document.nodes.size(), -1);
    for (std::size_t i = 0; i < document.nodes.size(); ++i)
        for (std::size_t k = 0; k < document.nodes[i].children.size(); ++k) {
            auto child = static_cast<std::size_t>(document.nodes[i].children[k]);
            if (parent[child] >= 0) document.problems.push_back({"gltf_node_parent_override", pointer("nodes", i) + "/children/" + std::to_string(k)});
            parent[child] = static_cast<int>(i);
            document.nodes[child].root = false;
        }
    std::vector<std::uint8_t> state(document.nodes.size(), 0); // 1: on the way up from here, 2: leads to a root
    for (std::size_t i = 0; i < document.nodes.size(); ++i) {
        std::vector<std::size_t> way;
        std::size_t at = i;
        while (state[at] == 0) {
            state[at] = 1;
            way.push_back(at);
            if (parent[at] < 0) break;
            at = static_cast<std::size_t>(parent[at]);
        }
        if (state[at] == 1 && parent[at] >= 0) document.problems.push_back({"gltf_node_loop", pointer("nodes", at)});
        for (std::size_t node : way) state[node] = 2;
    }
}

void check_camera(const GltfMembers& members) {
    auto type = members.text("type", Need::yes);
    bool perspective = type == "perspective";
    if (type && !perspective && type != "orthographic") return members.problem("value_not_in_list", "type");
    if (members.has("perspective") && members.has("orthographic")) members.problem("one_of_mismatch");
    auto lens = members.object(perspective ? "perspective" : "orthographic", Need::yes);
    if (!lens) return;
    auto near_m = lens->number("znear", Need::yes), far_m = lens->number("zfar", perspective ? Need::no : Need::yes);
    if (near_m && far_m && *far_m <= *near_m) lens->problem("camera_zfar_lequal_znear");
    if (perspective) {
        auto yfov = lens->number("yfov", Need::yes);
        if (yfov && *yfov <= 0.0) lens->problem("value_not_in_range", "yfov");
        if (near_m && *near_m <= 0.0) lens->problem("value_not_in_range", "znear");
    } else {
        auto x = lens->number("xmag", Need::yes), y = lens->number("ymag", Need::yes);
        if ((x && *x == 0.0) || (y && *y == 0.0)) lens->problem("camera_xmag_ymag_zero");
    }
}

void check_skin(const GltfMembers& members, std::size_t nodes, const GltfDocument& document) {
    auto joints = members.indices("joints", nodes, Need::yes);
    members.index("skeleton", nodes);
    int inverse = members.index("inverseBindMatrices", document.accessors.size());
    if (inverse < 0) return;
    const GltfAccessor& accessor = document.accessors[static_cast<std::size_t>(inverse)];
    if (accessor.type != GltfType::mat4 || accessor.component != k_gltf_float) members.problem("skin_ibm_invalid_format", "inverseBindMatrices");
    if (accessor.count < static_cast<std::int64_t>(joints.size())) members.problem("invalid_ibm_accessor_count", "inverseBindMatrices");
}

void read_scenes(const GltfMembers& root, GltfDocument& document) {
    std::size_t i = 0;
    for (element value : root.array("scenes")) {
        GltfMembers scene(document.problems, value, pointer("scenes", i++));
        auto nodes = scene.indices("nodes", document.nodes.size());
        for (std::size_t k = 0; k < nodes.size(); ++k)
            if (!document.nodes[static_cast<std::size_t>(nodes[k])].root)
                document.problems.push_back({"gltf_scene_non_root_node", scene.where("nodes") + '/' + std::to_string(k)});
        document.scenes.push_back(std::move(nodes));
    }
    document.scene = root.index("scene", document.scenes.size());
}

} // namespace

void read_gltf_nodes(const GltfMembers& root, GltfDocument& document) {
    auto nodes = root.array("nodes"), cameras = root.array("cameras"), skins = root.array("skins");
    std::size_t i = 0;
    for (element value : cameras) check_camera(GltfMembers(document.problems, value, pointer("cameras", i++)));
    i = 0;
    for (element value : skins) check_skin(GltfMembers(document.problems, value, pointer("skins", i++)), nodes.size(), document);
    i = 0;
    for (element value : nodes)
        document.nodes.push_back(read_node(GltfMembers(document.problems, value, pointer("nodes", i++)), nodes.size(), cameras.size(), skins.size(), document));
    check_tree(document);
    read_scenes(root, document);
}

} // namespace tp
