#include "import/part_of.h"

#include "import/model_kml.h"

#include <algorithm>

namespace tp {
namespace {

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view e) { return name.ends_with(e); });
}

} // namespace

std::optional<std::string> placed_by_kml(const SourceFile& source) {
    auto links = [&](const std::string& kml) {
        auto models = read_kml_models(kml);
        return models && std::ranges::any_of(*models, [&](const KmlModel& m) { return resolve_reference("", m.href) == source.name; });
    };
    if (auto kml = source.side(".kml"); kml && links(*kml)) return source.name.substr(0, source.name.find_last_of('.')) + ".kml";
    if (auto kml = source.beside("doc.kml"); kml && links(*kml)) return "doc.kml";
    return std::nullopt;
}

std::optional<std::string> model_of_part(const SourceFile& source) {
    auto dot = source.name.find_last_of('.');
    std::string stem = source.name.substr(0, dot), ending = dot == std::string::npos ? "" : source.name.substr(dot);
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    static constexpr std::string_view k_parts[] = {".mtl", ".bin", ".png", ".jpg", ".jpeg", ".tga", ".bmp", ".webp", ".ktx2"};
    if (std::ranges::find(k_parts, ending) == std::end(k_parts)) return std::nullopt;
    for (const char* model : {".gltf", ".obj", ".dae", ".fbx", ".3ds", ".glb"})
        if (source.side(model)) return stem + model;
    return std::nullopt;
}

std::optional<std::string> tileset_of(const SourceFile& source) {
    bool is_tileset = source.name == "tileset.json";
    bool only_tiles = ends_with_any(source.name, {".b3dm", ".i3dm", ".cmpt", ".pnts", ".subtree"});
    std::string up, within = source.name; // the file as seen from the folder `up`
    std::string path = source.file;
    path.resize(path.size() - std::min(path.size(), source.name.size()));
    for (int level = 0; level < 32; ++level) {
        auto tileset = is_tileset && level == 0 ? refuse("uri_missing") : source.beside(up + "tileset.json");
        if (!tileset && tileset.error().key == "uri_outside") break;
        if (tileset && tileset->contains("\"geometricError\"")) {
            bool by_pattern = tileset->contains("{level}") && !is_tileset;
            bool through_another = tileset->contains(".json\"") && only_tiles;
            if (tileset->contains(within) || by_pattern || through_another || only_tiles) return up + "tileset.json";
        }
        if (path.ends_with('/')) path.pop_back();
        auto slash = path.find_last_of('/');
        std::string folder = slash == std::string::npos ? path : path.substr(slash + 1);
        if (folder.empty()) break;
        within = folder + '/' + within;
        path.resize(path.size() - folder.size());
        up += "../";
    }
    return std::nullopt;
}

} // namespace tp
