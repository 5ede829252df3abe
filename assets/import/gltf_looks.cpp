#include "import/gltf_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

using simdjson::dom::element;

bool starts_like_picture(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n") || bytes.starts_with("\xFF\xD8\xFF") || bytes.starts_with("\xABKTX 20\xBB") ||
           (bytes.starts_with("RIFF") && bytes.substr(0, 16).contains("WEBP"));
}

GltfImage read_image(const GltfMembers& members, const GltfDocument& document) {
    GltfImage out;
    auto uri = members.text("uri");
    auto mime = members.text("mimeType");
    out.view = members.index("bufferView", document.views.size());
    if (uri) out.uri = std::string(*uri);
    if (members.has("uri") == members.has("bufferView") && !members.has("extensions")) members.problem("one_of_mismatch");
    if (members.has("bufferView") && !mime) members.problem("unsatisfied_dependency", "bufferView");
    if (std::string kind; out.uri.starts_with("data:")) {
        auto bytes = decode_data_uri(out.uri, kind);
        if (!bytes) members.problem("invalid_uri", "uri");
        else if (!starts_like_picture(*bytes)) members.problem("image_data_invalid", "uri");
    }
    if (auto bytes = gltf_view_bytes(document, out.view); bytes && !starts_like_picture(*bytes)) members.problem("image_data_invalid", "bufferView");
    return out;
}

// "index" and "texCoord" of a material's texture.
int texture_index(const GltfMembers& info, const GltfDocument& document, int* uv = nullptr) {
    auto set = static_cast<int>(info.integer("texCoord", Need::no, 0, 64).value_or(0));
    if (uv) *uv = set;
    return info.index("index", document.textures.size(), Need::yes);
}

// KHR_texture_transform: offset, then rotation (counter-clockwise in a picture whose v grows downwards), then scale.
void read_transform(const GltfMembers& info, GltfMaterial& out) {
    auto transform = info.extension("KHR_texture_transform");
    if (!transform) return;
    auto offset = transform->numbers("offset", 2), scale = transform->numbers("scale", 2);
    double turn = transform->number("rotation").value_or(0.0);
    double su = scale.size() == 2 ? scale[0] : 1.0, sv = scale.size() == 2 ? scale[1] : 1.0;
    double c = std::cos(turn), s = std::sin(turn);
    out.uv_transform = {c * su, s * sv, offset.size() == 2 ? offset[0] : 0.0, -s * su, c * sv, offset.size() == 2 ? offset[1] : 0.0};
    if (auto set = transform->integer("texCoord", Need::no, 0, 64)) out.uv = static_cast<int>(*set);
}

std::vector<double> factor(const GltfMembers& members, std::string_view name, std::size_t count) {
    auto out = members.numbers(name, count);
    if (std::ranges::all_of(out, [](double v) { return v >= 0.0 && v <= 1.0; })) return out;
    members.problem("value_not_in_range", name);
    return {};
}

GltfMaterial read_material(const GltfMembers& members, const GltfDocument& document) {
    GltfMaterial out;
    if (auto pbr = members.object("pbrMetallicRoughness")) {
        if (auto colour = factor(*pbr, "baseColorFactor", 4); colour.size() == 4) std::ranges::copy(colour, out.colour.begin());
        for (const char* name : {"metallicFactor", "roughnessFactor"})
            if (auto value = pbr->number(name); value && (*value < 0.0 || *value > 1.0)) pbr->problem("value_not_in_range", name);
        if (auto info = pbr->object("baseColorTexture")) {
            out.texture = texture_index(*info, document, &out.uv);
            read_transform(*info, out);
        }
        if (auto info = pbr->object("metallicRoughnessTexture")) texture_index(*info, document);
    }
    for (const char* name : {"normalTexture", "occlusionTexture", "emissiveTexture"})
        if (auto info = members.object(name)) texture_index(*info, document);
    factor(members, "emissiveFactor", 3);
    auto mode = members.text("alphaMode");
    out.blend = mode == "BLEND";
    out.mask = mode == "MASK";
    if (mode && !out.blend && !out.mask && mode != "OPAQUE") members.problem("value_not_in_list", "alphaMode");
    if (auto cut = members.number("alphaCutoff"); cut && *cut < 0.0) members.problem("value_not_in_range", "alphaCutoff");
    out.double_sided = members.flag("doubleSided");
    return out;
}

void check_sampler(const GltfMembers& members) {
    auto one_of = [&](const char* name, std::initializer_list<std::int64_t> allowed) {
        auto value = members.integer(name);
        if (value && std::ranges::find(allowed, *value) == allowed.end()) members.problem("value_not_in_list", name);
    };
    one_of("magFilter", {9728, 9729});
    one_of("minFilter", {9728, 9729, 9984, 9985, 9986, 9987});
    one_of("wrapS", {33071, 33648, 10497});
    one_of("wrapT", {33071, 33648, 10497});
}

} // namespace

void read_gltf_looks(const GltfMembers& root, GltfDocument& document) {
    auto each = [&](std::string_view list, auto take) {
        std::size_t i = 0;
        for (element value : root.array(list)) take(GltfMembers(document.problems, value, pointer(list, i++)));
    };
    std::size_t samplers = 0;
    each("images", [&](const GltfMembers& m) { document.images.push_back(read_image(m, document)); });
    each("samplers", [&](const GltfMembers& m) { check_sampler(m), ++samplers; });
    each("textures", [&](const GltfMembers& m) {
        m.index("sampler", samplers);
        int source = m.index("source", document.images.size());
        if (auto webp = m.extension("EXT_texture_webp"); webp && source < 0) source = webp->index("source", document.images.size());
        document.textures.push_back(source);
    });
    each("materials", [&](const GltfMembers& m) { document.materials.push_back(read_material(m, document)); });
}

} // namespace tp
