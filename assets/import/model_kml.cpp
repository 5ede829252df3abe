#include "import/model_kml.h"

#include "import/assimp_guard.h"
#include "import/layer_builder.h"
#include "import/mesh.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <expat.h>
#include <map>
#include <memory>
#include <numbers>

namespace tp {
namespace {

struct State {
    std::vector<std::string> path; // names of the open elements
    std::string text, placemark_name;
    KmlModel model;
    bool has_longitude = false, has_latitude = false;
    std::vector<KmlModel> models;

    bool within(std::string_view name) const { return std::ranges::find(path, name) != path.end(); }
};

std::string_view local_name(std::string_view name) {
    auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view trimmed(std::string_view text) {
    auto begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

bool take_number(std::string_view text, double& out) {
    double value = 0.0;
    text = trimmed(text);
    auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc{} || done.ptr != text.data() + text.size() || !std::isfinite(value)) return false;
    out = value;
    return true;
}

void XMLCALL on_start(void* data, const char* name, const char**) {
    auto& state = *static_cast<State*>(data);
    state.path.emplace_back(local_name(name));
    state.text.clear();
    if (state.path.back() == "Placemark") state.placemark_name.clear();
    if (state.path.back() == "Model") state.model = {}, state.has_longitude = state.has_latitude = false;
}

void XMLCALL on_text(void* data, const char* text, int size) {
    auto& state = *static_cast<State*>(data);
    constexpr std::size_t k_limit = 4096; // longer is no name and no number
    if (state.text.size() < k_limit) state.text.append(text, static_cast<std::size_t>(size));
}

void end_of_model_part(State& state, std::string_view name, std::string_view parent) {
    KmlModel& m = state.model;
    if (parent == "Location") {
        if (name == "longitude") state.has_longitude = take_number(state.text, m.longitude_deg);
        if (name == "latitude") state.has_latitude = take_number(state.text, m.latitude_deg);
        if (name == "altitude") take_number(state.text, m.altitude_m);
    } else if (parent == "Orientation") {
        if (name == "heading") take_number(state.text, m.heading_deg);
        if (name == "tilt") take_number(state.text, m.tilt_deg);
        if (name == "roll") take_number(state.text, m.roll_deg);
    } else if (parent == "Scale" && name.size() == 1 && name[0] >= 'x' && name[0] <= 'z') {
        take_number(state.text, m.scale[name[0] - 'x']);
    } else if (parent == "Link" && name == "href") {
        m.href = std::string(trimmed(state.text));
    } else if (parent == "Model" && name == "altitudeMode") {
        m.altitude_mode = std::string(trimmed(state.text));
    }
}

void XMLCALL on_end(void* data, const char*) {
    auto& state = *static_cast<State*>(data);
    std::string name = state.path.back();
    state.path.pop_back();
    std::string parent = state.path.empty() ? std::string{} : state.path.back();
    if (name == "Model") {
        state.model.name = state.placemark_name;
        state.model.placed = state.has_longitude && state.has_latitude && std::abs(state.model.longitude_deg) <= 180.0 && std::abs(state.model.latitude_deg) <= 90.0;
        state.models.push_back(state.model);
    } else if (state.within("Model")) {
        end_of_model_part(state, name, parent);
    } else if (parent == "Placemark" && name == "name") {
        state.placemark_name = std::string(trimmed(state.text));
    }
    state.text.clear();
}

using Turn = std::array<float, 9>;

// Roll about y, then tilt about x, then heading about z, each clockwise, after the scale.
Turn turn_of(const KmlModel& m) {
    using Rows = std::array<double, 9>;
    auto times = [](const Rows& a, const Rows& b) {
        Rows out{};
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t k = 0; k < 3; ++k) out[r * 3 + c] += a[r * 3 + k] * b[k * 3 + c];
        return out;
    };
    auto radians = [](double degrees) { return -std::fmod(degrees, 360.0) * std::numbers::pi / 180.0; };
    double h = radians(m.heading_deg), t = radians(m.tilt_deg), r = radians(m.roll_deg);
    Rows heading{std::cos(h), -std::sin(h), 0, std::sin(h), std::cos(h), 0, 0, 0, 1};
    Rows tilt{1, 0, 0, 0, std::cos(t), -std::sin(t), 0, std::sin(t), std::cos(t)};
    Rows roll{std::cos(r), 0, std::sin(r), 0, 1, 0, -std::sin(r), 0, std::cos(r)};
    Rows all = times(times(heading, tilt), times(roll, {m.scale[0], 0, 0, 0, m.scale[1], 0, 0, 0, m.scale[2]}));
    Turn out{};
    std::ranges::transform(all, out.begin(), [](double v) { return static_cast<float>(v); });
    return out;
}

// One layer of models whose heights mean the same.
struct Target {
    FeatureLayer layer;
    MeshBuilder builder;
    std::map<std::string, std::uint32_t> geometry_of; // href -> geometry
    std::vector<LayerModels::Instance> instances;
};

void leave_out(Target& target, std::string_view code, const std::string& where) {
    ++target.layer.left_out;
    target.builder.note(code, where, "left_out");
}

void add_model(Target& target, const KmlModel& model, SourceFile& source, std::uint32_t row) {
    FeatureLayer& layer = target.layer;
    ++layer.in;
    bool scaled = std::ranges::all_of(model.scale, [](double v) { return v != 0.0 && std::abs(v) <= 1e6; });
    if (!model.placed || !scaled || std::abs(model.altitude_m) > 1e6) return leave_out(target, "model_no_location", model.href);
    auto known = target.geometry_of.find(model.href);
    if (known == target.geometry_of.end()) {
        auto bytes = source.beside(model.href);
        if (!bytes) return leave_out(target, bytes.error().key, model.href);
        FileKind kind = kind_of_bytes(*bytes, model.href);
        if (!is_mesh_kind(kind)) return leave_out(target, "model_no_reader", model.href);
        auto number = static_cast<std::uint32_t>(target.geometry_of.size());
        std::string folder = model.href.substr(0, model.href.find_last_of('/') + 1);
        auto beside = [&](const std::string& reference) { return source.beside(folder + reference); };
        std::size_t before = target.builder.triangles();
        auto nodes = add_mesh(target.builder, {kind, *bytes, folder, beside}, number);
        if (!nodes) return leave_out(target, nodes.error().key, model.href + ' ' + nodes.error().where);
        if (target.builder.triangles() == before) return leave_out(target, "mesh_nothing_to_show", model.href);
        known = target.geometry_of.emplace(model.href, number).first;
    }
    LayerModels::Instance instance;
    instance.geometry = known->second;
    instance.feature = static_cast<std::uint32_t>(layer.row.size());
    instance.in_place = 0;
    instance.at = {model.longitude_deg, model.latitude_deg, model.altitude_m};
    instance.turn = turn_of(model);
    target.instances.push_back(instance);
    layer.row.push_back(row);
    layer.x.push_back(model.longitude_deg);
    layer.y.push_back(model.latitude_deg);
    layer.z.push_back(static_cast<float>(model.altitude_m));
    layer.columns[0].text.push_back(model.name);
    layer.columns[1].text.push_back(model.href);
}

FeatureLayer finish(Target& target) {
    FeatureLayer& layer = target.layer;
    for (std::uint32_t i = 1; i <= layer.row.size(); ++i)
        for (auto* begin : {&layer.feature_begin, &layer.part_begin, &layer.ring_begin}) begin->push_back(i);
    layer.models = target.builder.finish(target.geometry_of.size());
    layer.models.instances = std::move(target.instances);
    layer.notes = std::move(target.builder.notes());
    return std::move(layer);
}

} // namespace

Result<std::vector<KmlModel>> read_kml_models(std::string_view kml) {
    if (auto safe = check_xml(kml); !safe) return std::unexpected(safe.error());
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
    State state;
    XML_SetUserData(parser.get(), &state);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    if (kml.size() > 0x7FFFFFFF || XML_Parse(parser.get(), kml.data(), static_cast<int>(kml.size()), XML_TRUE) != XML_STATUS_OK) return refuse("cannot_read");
    return std::move(state.models);
}

LayersOrRefusal read_model_kml(SourceFile& source) {
    auto models = read_kml_models(source.bytes);
    if (!models) return std::unexpected(models.error());
    Target ground, sea;
    for (Target* target : {&ground, &sea}) {
        FeatureLayer& layer = target->layer;
        layer.role = Role::mesh;
        layer.geometry = GeometryKind::point;
        layer.layer = stem_of_name(source.name);
        layer.encoding = "UTF-8";
        layer.crs = "OGC:CRS84";
        layer.epsg = 4326;
        layer.crs_from = CrsFrom::format;
        layer.heights = target == &ground ? HeightDatum::ground : HeightDatum::orthometric;
        layer.columns = {{"name", false, {}, {}}, {"href", false, {}, {}}};
    }
    std::uint32_t row = 0;
    for (KmlModel& model : *models) {
        bool absolute = model.altitude_mode == "absolute";
        if (model.altitude_mode != "absolute" && model.altitude_mode != "relativeToGround") model.altitude_m = 0.0; // clampToGround
        add_model(absolute ? sea : ground, model, source, row++);
    }
    std::vector<FeatureLayer> out;
    for (Target* target : {&ground, &sea})
        if (target->layer.in > 0) out.push_back(finish(*target));
    return out;
}

} // namespace tp
