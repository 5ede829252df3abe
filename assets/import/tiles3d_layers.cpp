#include "geo/crs.h"
#include "import/layer_builder.h"
#include "import/mesh.h"
#include "import/part_of.h"
#include "import/readers.h"
#include "import/tiles3d_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tp {
namespace {


void add_columns(FeatureLayer& layer, const std::vector<const TileFeature*>& features) {
    std::map<std::string, bool> numeric;
    for (const TileFeature* feature : features)
        for (const auto& [name, value] : feature->values) {
            auto [entry, is_new] = numeric.try_emplace(name, true);
            entry->second = entry->second && std::holds_alternative<double>(value);
        }
    layer.columns.push_back({"tile", false, {}, {}});
    for (const TileFeature* feature : features) layer.columns[0].text.push_back(feature->tile);
    for (const auto& [name, all_numbers] : numeric) {
        Column column{name == "tile" ? "tile (batch table)" : name, all_numbers, {}, {}};
        for (const TileFeature* feature : features) {
            auto found = feature->values.find(name);
            if (all_numbers) {
                double value = found == feature->values.end() ? std::nan("") : std::get<double>(found->second);
                column.number.push_back(std::isfinite(value) ? value : std::nan(""));
            } else if (found == feature->values.end()) {
                column.text.emplace_back();
            } else {
                const double* value = std::get_if<double>(&found->second);
                column.text.push_back(value ? std::to_string(*value) : std::get<std::string>(found->second));
            }
        }
        layer.columns.push_back(std::move(column));
    }
}

std::array<float, 9> turn_at(const TileMatrix& m, double longitude_deg, double latitude_deg) {
    std::array<std::array<double, 3>, 3> axes{};
    east_north_up(longitude_deg, latitude_deg, axes[0], axes[1], axes[2]);
    std::array<float, 9> out{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            out[row * 3 + column] = static_cast<float>(axes[row][0] * m[column * 4] + axes[row][1] * m[column * 4 + 1] + axes[row][2] * m[column * 4 + 2]);
    return out;
}

// The features that stand where the first one does, on the earth or not; the others are left out.
class TilesLayer {
public:
    TilesLayer(MeshBuilder& builder, TileContents& contents) : m_builder(builder), m_contents(contents) {}

    FeatureLayer make(const std::string& name) {
        auto centres = m_builder.centres(m_contents.geometries());
        std::vector<bool> shown(m_contents.geometries(), false);
        m_models = m_builder.finish(m_contents.geometries());
        for (std::uint32_t g = 0; g < m_contents.geometries(); ++g) shown[g] = m_models.geometry_begin[g] < m_models.geometry_begin[g + 1];
        choose(centres, shown);
        FeatureLayer layer;
        layer.layer = name;
        layer.role = Role::mesh;
        layer.encoding = "UTF-8";
        layer.geometry = GeometryKind::point;
        layer.in = static_cast<std::int64_t>(m_contents.features().size());
        layer.left_out = layer.in - static_cast<std::int64_t>(m_features.size());
        for (std::uint32_t i = 0; i < m_features.size(); ++i) layer.row.push_back(i);
        add_columns(layer, m_features);
        layer.feature_begin.assign(m_features.size() + 1, 0);
        if (m_on_earth) place_on_earth(layer, centres);
        else place_nowhere(layer);
        layer.models = std::move(m_models);
        layer.notes = std::move(m_builder.notes());
        layer.repaired = std::min<std::int64_t>(layer.in, std::ranges::count_if(layer.notes, [](const ReportNote& n) { return n.done == "repaired"; }));
        if (layer.needs_place && layer.in > 0) add_note(layer.notes, "needs_place", name, "");
        return layer;
    }

private:
    static std::array<double, 3> place_of(const TileFeature& feature, const std::vector<std::array<double, 3>>& centres) {
        if (feature.placed) return {feature.matrix[12], feature.matrix[13], feature.matrix[14]};
        return centres[feature.geometry];
    }

    void choose(const std::vector<std::array<double, 3>>& centres, const std::vector<bool>& shown) {
        bool first = true;
        for (const TileFeature& feature : m_contents.features()) {
            if (!shown[feature.geometry]) {
                m_builder.note("mesh_nothing_to_show", feature.tile, "left_out");
                continue;
            }
            bool here = is_on_earth(place_of(feature, centres));
            if (first) m_on_earth = here, first = false;
            if (here == m_on_earth) m_features.push_back(&feature);
            else m_builder.note("tile_elsewhere", feature.tile, "left_out");
        }
    }

    void place_nowhere(FeatureLayer& layer) {
        layer.needs_place = !m_features.empty();
        for (std::uint32_t i = 0; i < m_features.size(); ++i) {
            LayerModels::Instance instance;
            instance.geometry = m_features[i]->geometry;
            instance.feature = i;
            instance.in_place = 0;
            m_models.instances.push_back(instance);
        }
    }

    void place_on_earth(FeatureLayer& layer, const std::vector<std::array<double, 3>>& centres) {
        layer.crs = "OGC:CRS84";
        layer.epsg = 4326;
        layer.crs_from = CrsFrom::format;
        layer.heights = HeightDatum::ellipsoidal;
        std::vector<double> x, y, z;
        for (const TileFeature* feature : m_features) {
            auto at = place_of(*feature, centres);
            x.push_back(at[0]), y.push_back(at[1]), z.push_back(at[2]);
        }
        geocentric_to_geographic(x, y, z);
        convert_vertices();
        for (std::uint32_t i = 0; i < m_features.size(); ++i) {
            const TileFeature& feature = *m_features[i];
            LayerModels::Instance instance;
            instance.geometry = feature.geometry;
            instance.feature = i;
            instance.in_place = feature.placed ? 0 : 1;
            instance.at = {x[i], y[i], z[i]};
            if (feature.placed) instance.turn = turn_at(feature.matrix, x[i], y[i]);
            m_models.instances.push_back(instance);
            layer.z.push_back(static_cast<float>(z[i]));
            for (auto* begin : {&layer.part_begin, &layer.ring_begin}) begin->push_back(i + 1);
            layer.feature_begin[i + 1] = i + 1;
        }
        layer.x = std::move(x);
        layer.y = std::move(y);
    }

    // Those of geometries that are where they belong; a model that instances place keeps its metres.
    void convert_vertices() {
        std::vector<bool> placed(m_contents.geometries(), false), local(m_models.x.size(), false);
        for (const TileFeature& feature : m_contents.features()) placed[feature.geometry] = placed[feature.geometry] || feature.placed;
        for (std::size_t g = 0; g < placed.size(); ++g)
            for (std::uint32_t p = m_models.geometry_begin[g]; placed[g] && p < m_models.geometry_begin[g + 1]; ++p)
                for (std::uint32_t i = m_models.parts[p].begin; i < m_models.parts[p].end; ++i) local[m_models.index[i]] = true;
        std::vector<double> x, y, z;
        for (std::size_t i = 0; i < local.size(); ++i)
            if (!local[i]) x.push_back(m_models.x[i]), y.push_back(m_models.y[i]), z.push_back(m_models.z[i]);
        geocentric_to_geographic(x, y, z);
        for (std::size_t i = 0, k = 0; i < local.size(); ++i) {
            if (local[i]) continue;
            bool ok = std::isfinite(x[k]);
            m_models.x[i] = ok ? x[k] : 0.0, m_models.y[i] = ok ? y[k] : 0.0, m_models.z[i] = ok ? z[k] : 0.0;
            ++k;
        }
    }

    MeshBuilder& m_builder;
    TileContents& m_contents;
    LayerModels m_models;
    std::vector<const TileFeature*> m_features;
    bool m_on_earth = false;
};

void add_tiles(MeshBuilder& builder, TileContents& contents, const TileList& tiles) {
    std::vector<bool> shown(tiles.contents.size(), false);
    for (std::size_t i = 0; i < tiles.contents.size() && !builder.full(); ++i) shown[i] = contents.add(tiles.contents[i]);
    std::int64_t hidden = tiles.hidden;
    for (const CoarserContent& coarser : tiles.coarser) {
        auto first = shown.begin() + static_cast<std::ptrdiff_t>(coarser.begin), last = shown.begin() + static_cast<std::ptrdiff_t>(coarser.end);
        bool replaced = std::find(first, last, true) != last;
        if (!replaced && contents.add(coarser.content)) {
            std::fill(first, last, true);
            builder.note("tile_coarser_used", coarser.content.uri, "repaired");
        } else {
            ++hidden;
        }
    }
    if (hidden > 0) builder.note("tile_coarser", "", "", hidden);
}

LayersOrRefusal layers_of(MeshBuilder& builder, TileContents& contents, const std::string& name) {
    std::vector<FeatureLayer> out;
    out.push_back(TilesLayer(builder, contents).make(name));
    return out;
}

} // namespace

LayersOrRefusal read_tileset(SourceFile& source) {
    if (auto owner = tileset_of(source)) return refuse("part_of_tileset", *owner);
    ReadTile read = [&](const std::string& uri) { return source.beside(uri); };
    auto tiles = list_tiles(source.bytes, read);
    if (!tiles) return std::unexpected(tiles.error());
    MeshBuilder builder;
    for (const TileNote& note : tiles->notes) builder.note(note.code, note.where, note.done);
    TileContents contents(builder, read);
    add_tiles(builder, contents, *tiles);
    if (contents.features().empty()) {
        auto bad = std::ranges::find_if(builder.notes(), [](const ReportNote& n) { return n.done == "left_out"; });
        if (bad != builder.notes().end() && bad->code != "mesh_no_surface") return refuse(bad->code, bad->where);
    }
    return layers_of(builder, contents, stem_of_name(source.name));
}

LayersOrRefusal read_tile(SourceFile& source) {
    if (auto owner = tileset_of(source)) return refuse("part_of_tileset", *owner);
    if (source.bytes.starts_with("subt") || source.bytes.starts_with("{")) return refuse("tile_without_tileset");
    MeshBuilder builder;
    ReadTile read = [&](const std::string& uri) -> Result<std::string> { return uri == source.name ? source.bytes : source.beside(uri); };
    TileContents contents(builder, read);
    contents.add({source.name, k_tile_identity, 'y'});
    if (contents.features().empty() && !builder.notes().empty()) return refuse(builder.notes().front().code, builder.notes().front().where);
    return layers_of(builder, contents, stem_of_name(source.name));
}

} // namespace tp
