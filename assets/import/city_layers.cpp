#include "import/city_layers.h"

#include "import/footprint.h"
#include "import/roles.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr double k_highest_m = 1'000.0; // no building is higher; 9999 and -9999 stand for "unknown"
constexpr std::size_t k_column_limit = 400;

struct NamedType {
    std::string_view name;
    Role role;
    const char* subtype;
    ModelRole model;
};
constexpr NamedType k_types[] = {
    {"Building", Role::buildings, "", ModelRole::building},
    {"BuildingPart", Role::buildings, "", ModelRole::building},
    {"BuildingUnit", Role::buildings, "", ModelRole::building},
    {"BuildingInstallation", Role::mesh, "", ModelRole::building},
    {"Road", Role::roads, "surface", ModelRole::road},
    {"Square", Role::roads, "surface", ModelRole::road},
    {"Track", Role::roads, "surface", ModelRole::road},
    {"TransportationComplex", Role::roads, "surface", ModelRole::road},
    {"TransportSquare", Role::roads, "surface", ModelRole::road},
    {"Railway", Role::mesh, "railway", ModelRole::road},
    {"Waterway", Role::water, "", ModelRole::water},
    {"WaterBody", Role::water, "", ModelRole::water},
    {"SolitaryVegetationObject", Role::trees, "", ModelRole::vegetation},
    {"PlantCover", Role::green, "", ModelRole::vegetation},
    {"CityFurniture", Role::mesh, "furniture", ModelRole::furniture},
    {"Bridge", Role::mesh, "bridge", ModelRole::bridge},
    {"BridgePart", Role::mesh, "bridge", ModelRole::bridge},
    {"Tunnel", Role::mesh, "tunnel", ModelRole::other},
    {"LandUse", Role::landuse, "", ModelRole::other},
    {"ReliefFeature", Role::terrain, "", ModelRole::other},
    {"TINRelief", Role::terrain, "", ModelRole::other},
};

std::string place_of(const CityObject& object) { return object.id.empty() ? "feature " + std::to_string(object.row) : object.id; }

bool usable_height(double value) { return value > 0.0 && value <= k_highest_m; }

} // namespace

CityType city_type_of(std::string_view name) {
    if (name.starts_with('+')) name.remove_prefix(1);
    for (const auto& type : k_types)
        if (type.name == name) return {type.role, type.subtype, type.model};
    return {};
}

void refine_furniture(CityType& type, std::string_view words) {
    std::string text = normal_name(words);
    auto says = [&](std::initializer_list<const char*> any) {
        return std::ranges::any_of(any, [&](const char* word) { return text.contains(word); });
    };
    CityType found = type;
    if (says({"trafficlight", "trafficsignal", "信号", "신호", "ampel"}))
        found = {Role::signals, "", ModelRole::furniture};
    else if (says({"streetlamp", "streetlight", "lamppost", "lighting", "lantern", "街灯", "照明", "가로등", "laterne"}))
        found = {Role::lamps, "", ModelRole::furniture};
    else if (says({"busstop", "バス停", "停留所", "정류장", "haltestelle"}))
        found = {Role::stops, "", ModelRole::furniture};
    else if (says({"cctv", "camera", "カメラ", "카메라"}))
        found = {Role::devices, "cctv", ModelRole::furniture};
    type = found;
}

std::uint32_t CityLayers::material(const SourceMaterial& wanted) {
    for (std::size_t i = m_materials.size(); i-- > 1 && m_materials.size() - i < 64;) // neighbours are alike
        if (m_materials[i] == wanted) return static_cast<std::uint32_t>(i);
    m_materials.push_back(wanted);
    return static_cast<std::uint32_t>(m_materials.size() - 1);
}

std::uint32_t CityLayers::add_shape(FaceSet faces) {
    m_shapes.push_back(std::move(faces));
    return static_cast<std::uint32_t>(m_shapes.size() - 1);
}

CityLayers::Group& CityLayers::group(const CityType& type, GeometryKind kind) {
    Group& found = m_groups[{type.role, type.subtype, kind}];
    if (!found.builder) {
        found.builder = std::make_unique<LayerBuilder>(m_layer);
        found.models = std::make_unique<ModelBuilder>(m_materials, m_pictures);
    }
    return found;
}

void CityLayers::leave_out(const CityType& type, const std::string& where, std::string_view code) {
    Group* owner = nullptr;
    for (auto& [key, known] : m_groups)
        if (std::get<0>(key) == type.role && std::get<1>(key) == type.subtype) owner = &known;
    if (!owner && type.role == Role::mesh && !m_groups.empty()) owner = &m_groups.begin()->second; // of no known kind
    if (!owner) owner = &group(type, GeometryKind::none);
    ++owner->left_out;
    add_note(owner->left, code, where, "left_out");
}

void CityLayers::add_columns(Group& group, const CityObject& object, double height_m, int lod) {
    LayerBuilder& b = *group.builder;
    b.text(b.column("id"), object.id);
    b.text(b.column("name"), object.name);
    b.text(b.column("type"), object.class_name);
    if (std::isfinite(height_m)) b.number(b.column("height_m"), height_m);
    group.any_height = group.any_height || std::isfinite(height_m);
    if (lod >= 0) b.number(b.column("lod"), lod);
    std::size_t most = 0;
    for (const auto& attribute : object.attributes) {
        bool reserved = attribute.name == "id" || attribute.name == "name" || attribute.name == "type" ||
                        attribute.name == "height_m" || attribute.name == "lod" || attribute.name.starts_with("twinplan:");
        std::size_t column = b.column(reserved ? attribute.name + "_" : attribute.name);
        most = std::max(most, column);
        if (column >= k_column_limit) continue;
        if (attribute.numeric)
            b.number(column, attribute.number);
        else
            b.text(column, attribute.text);
    }
    if (most >= k_column_limit) b.note("too_many_columns", "");
}

bool CityLayers::add_models(Group& group, const CityObject& object, const std::string& where) {
    LayerModels::Instance instance;
    instance.feature = object.row; // the row in the file; finish() turns it into the feature's number
    instance.role = object.type.model;
    bool any = false;
    for (const auto& unit : object.units) {
        if (unit.faces.empty()) continue;
        auto geometry = group.models->add(unit.faces, m_scale, where, group.notes);
        if (!geometry) continue;
        instance.geometry = *geometry;
        instance.lod = unit.lod;
        group.models->place(instance);
        any = true;
    }
    instance.in_place = 0;
    for (const auto& placement : object.placements) {
        auto found = group.shapes.find(placement.shape);
        if (found == group.shapes.end()) {
            auto geometry = group.models->add(m_shapes[placement.shape], {}, where, group.notes);
            if (!geometry) continue;
            found = group.shapes.emplace(placement.shape, *geometry).first;
        }
        instance.geometry = found->second;
        instance.lod = placement.lod;
        instance.at = placement.at;
        instance.turn = placement.turn;
        group.models->place(instance);
        any = true;
    }
    return any;
}

void CityLayers::add(const CityObject& object) {
    std::string where = place_of(object);
    auto [low, high] = heights_of(object);
    Footprint foot;
    bool relief = object.type.role == Role::terrain, point_only = object.type.role == Role::trees || object.type.subtype == "furniture" ||
                                                                  object.type.role == Role::lamps || object.type.role == Role::signals ||
                                                                  object.type.role == Role::stops || object.type.role == Role::devices;
    if (!relief && !point_only) foot = footprint_of(object, m_scale);
    auto kind = relief ? GeometryKind::none : foot.polygons.size() > 0 ? GeometryKind::polygon : GeometryKind::point;
    auto middle = middle_of(object);
    if (object.anchor) middle = object.anchor;
    if (!middle && !object.placements.empty()) middle = object.placements.front().at;
    if (kind == GeometryKind::point && !middle) return leave_out(object.type, where, "no_geometry");
    if (relief && !middle) return leave_out(object.type, where, "no_geometry");

    Group& target = group(object.type, kind);
    bool modelled = add_models(target, object, where);
    if (!modelled && kind != GeometryKind::polygon && !object.anchor) return leave_out(object.type, where, "degenerate");
    LayerBuilder& b = *target.builder;
    b.begin(object.row);
    b.place(where);
    bool building = object.type.role == Role::buildings;
    double height_m = object.measured_height_m;
    if (!std::isnan(height_m) && !usable_height(height_m)) {
        b.note("absurd_height", "replaced");
        height_m = std::nan("");
    }
    if (building && std::isnan(height_m) && high - low > 0.0 && high - low <= k_highest_m) {
        height_m = high - low;
        b.note("height_from_geometry", "");
    }
    if (building && foot.from_faces && kind == GeometryKind::polygon) b.note("footprint_from_faces", "");
    if (foot.union_failed) b.note("union_failed", "dropped");
    for (const auto& [code, done] : object.notes) b.note(code, done);
    int lod = -1;
    for (const auto& unit : object.units) lod = std::max(lod, static_cast<int>(unit.lod));
    for (const auto& placement : object.placements) lod = std::max(lod, static_cast<int>(placement.lod));
    add_columns(target, object, height_m, lod);
    if (kind == GeometryKind::point) {
        b.part();
        b.ring();
        b.point((*middle)[0], (*middle)[1], static_cast<float>((*middle)[2]));
    }
    const FlatPolygons& polygons = foot.polygons;
    float base = building && std::isfinite(foot.base_m) ? static_cast<float>(foot.base_m) : k_no_z;
    for (std::size_t p = 0; kind == GeometryKind::polygon && p < polygons.size(); ++p) {
        b.part();
        for (std::uint32_t r = polygons.polygon_begin[p]; r < polygons.polygon_begin[p + 1]; ++r) {
            b.ring();
            std::uint32_t begin = polygons.ring_begin[r], end = polygons.ring_begin[r + 1];
            for (std::uint32_t i = begin; i <= end; ++i)
                b.point(polygons.x[i < end ? i : begin], polygons.y[i < end ? i : begin], base);
        }
    }
    b.end(kind);
}

bool CityLayers::mirrored() const {
    std::int64_t closed = 0, turned = 0;
    for (const auto& [key, group] : m_groups) {
        closed += group.models->closed_shells();
        turned += group.models->turned_shells();
    }
    return turned * 2 > closed;
}

std::vector<FeatureLayer> CityLayers::finish(const CrsParts& crs, bool local) {
    std::vector<FeatureLayer> out;
    for (auto& [key, group] : m_groups) {
        auto layers = group.builder->finish();
        auto main = std::ranges::max_element(layers, {}, [](const FeatureLayer& l) { return l.in; });
        FeatureLayer& layer = *main;
        layer.role = std::get<0>(key);
        layer.subtype = std::get<1>(key);
        layer.models = group.models->take();
        std::map<std::uint32_t, std::uint32_t> feature_of;
        for (std::uint32_t i = 0; i < layer.row.size(); ++i) feature_of[layer.row[i]] = i;
        std::erase_if(layer.models.instances, [&](LayerModels::Instance& instance) {
            auto found = feature_of.find(instance.feature);
            if (found != feature_of.end()) instance.feature = found->second;
            return found == feature_of.end();
        });
        layer.in += group.left_out;
        layer.left_out += group.left_out;
        for (const auto& note : group.notes) add_note(layer.notes, note.code, note.where, note.done, note.count);
        for (const auto& note : group.left) add_note(layer.notes, note.code, note.where, note.done, note.count);
        if (group.any_height) layer.canonical["height_m"] = "height_m";
        out.push_back(std::move(layer));
    }
    if (out.empty()) {
        out.emplace_back();
        out.front().layer = m_layer;
    }
    for (auto& layer : out) {
        layer.encoding = "UTF-8";
        layer.epsg = crs.epsg;
        layer.crs = crs.known ? crs.text : std::string{};
        layer.crs_from = crs.known ? CrsFrom::stated : CrsFrom::nothing;
        layer.needs_place = local;
        layer.heights = crs.vertical ? HeightDatum::orthometric : crs.ellipsoidal ? HeightDatum::ellipsoidal : HeightDatum::unknown;
    }
    for (auto* notes : {&m_notes, &m_pictures.notes()})
        for (const auto& note : *notes) add_note(out.front().notes, note.code, note.where, note.done, note.count);
    return out;
}

} // namespace tp
