// import/city_layers.h - city objects of a 3D file (CityGML, CityJSON) become feature layers with footprints and models.
//
// One object is one feature: a polygon where it has a footprint, else a point; a relief is a row with models alone. The
// footprint of a building is what the file calls so (ground surfaces, lod0FootPrint, lod0RoofEdge, in this order), else
// its faces that look down, else all faces that are not upright (note footprint_from_faces); of anything else all faces
// that are not upright. Several polygons are united (geo/union.h), without union (note union_failed) the largest stays.
// Columns: id, name, type, height_m, lod, then the object's own attributes.
#pragma once

#include "geo/crs_parts.h"
#include "import/layer_builder.h"
#include "import/model_builder.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace tp {

struct CityType {
    Role role = Role::mesh;
    std::string subtype;
    ModelRole model = ModelRole::other;
};
// By the name of the class in CityGML or the type in CityJSON ("Building", "SolitaryVegetationObject"); mesh otherwise.
CityType city_type_of(std::string_view name);
// Furniture by what its class, function or name says in English, German, Japanese or Korean: lamps, signals, stops, devices.
void refine_furniture(CityType& type, std::string_view words);

struct CityAttribute {
    std::string name, text;
    double number = 0.0;
    bool numeric = false;
};

struct CityUnit { // faces of one level of detail
    FaceSet faces;
    std::uint8_t lod = 0;
};
struct CityPlacement { // a shape that stands in several places
    std::uint32_t shape = 0;
    std::uint8_t lod = 0;
    std::array<double, 3> at{};
    std::array<float, 9> turn{1, 0, 0, 0, 1, 0, 0, 0, 1};
};

struct CityObject {
    std::string id, name, class_name;
    CityType type;
    std::uint32_t row = 0;
    std::vector<CityUnit> units;
    std::vector<CityPlacement> placements;
    FaceSet footprint, roof_edge; // as the file gives them; ground surfaces are in the units
    FaceSet ground;               // ground surfaces of a level that is only a footprint
    std::vector<CityAttribute> attributes;
    std::optional<std::array<double, 3>> anchor; // where it stands, for what has no faces
    double measured_height_m = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::pair<std::string, std::string>> notes; // code, done
};

class CityLayers {
public:
    CityLayers(std::string layer, SourceFile& source) : m_layer(std::move(layer)), m_pictures(source) {}

    // The number of a material of the document; 0 is "nothing said".
    std::uint32_t material(const SourceMaterial& wanted);
    PictureStore& pictures() { return m_pictures; }
    void set_scale(MetricScale scale) { m_scale = scale; }
    MetricScale scale() const { return m_scale; }

    // A shape for placements: its number; faces in metres around its own origin.
    std::uint32_t add_shape(FaceSet faces);
    void add(const CityObject& object);
    void leave_out(const CityType& type, const std::string& where, std::string_view code);
    void note(std::string_view code, const std::string& where, std::string_view done = "") { add_note(m_notes, code, where, done); }

    // Most closed solids were inside out: what a mirror does, and exchanged axes.
    bool mirrored() const;

    // Layers with the document's CRS and notes.
    std::vector<FeatureLayer> finish(const CrsParts& crs, bool local);

private:
    struct Group {
        std::unique_ptr<LayerBuilder> builder;
        std::unique_ptr<ModelBuilder> models;
        std::vector<ReportNote> notes;
        std::map<std::uint32_t, std::uint32_t> shapes; // shape -> geometry
        std::vector<ReportNote> left;
        std::int64_t left_out = 0;
        bool any_height = false;
    };
    using Key = std::tuple<Role, std::string, GeometryKind>;
    Group& group(const CityType& type, GeometryKind kind);
    void add_columns(Group& group, const CityObject& object, double height_m, int lod);
    bool add_models(Group& group, const CityObject& object, const std::string& where); // whether any face is left

    std::string m_layer;
    PictureStore m_pictures;
    std::vector<SourceMaterial> m_materials{SourceMaterial{{0.8f, 0.8f, 0.8f, 1.0f}, -1, false}};
    MetricScale m_scale;
    std::vector<FaceSet> m_shapes;
    std::map<Key, Group> m_groups;
    std::vector<ReportNote> m_notes;
};

} // namespace tp
