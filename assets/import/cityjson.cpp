// CityJSON 1.0 to 2.0 and CityJSONSeq: objects without parents become features, their children are united with them.
#include "import/cityjson_shapes.h"
#include "import/readers.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>
#include <unordered_map>

namespace tp {
namespace {

using simdjson::SUCCESS;
using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::size_t k_depth_limit = 128, k_text_limit = 4'096;

bool is_interior(std::string_view type) {
    return type.ends_with("Room") || type.ends_with("Furniture") || type.ends_with("Storey") || type.ends_with("Unit") || type.ends_with("HollowSpace");
}

struct JsonShell { // geometries of one object or of its installations
    std::vector<std::pair<int, element>> geometries; // level in tenths
    bool part = false;                               // stands beside the own shell rather than on it
    int highest(int from) const {
        int best = -1;
        for (const auto& [lod, ignored] : geometries)
            if (lod >= from) best = std::max(best, lod);
        return best;
    }
    bool has(int wanted) const {
        return std::ranges::any_of(geometries, [&](const auto& g) { return g.first == wanted; });
    }
};

class CityReader {
public:
    // `against`: x and y change places although the format and the place do not ask for it.
    CityReader(std::string layer, SourceFile& source, bool against = false) : m_layers(std::move(layer), source), m_against(against) {}

    // What holds for the whole file: transform, CRS, templates, appearance. False: it is no CityJSON.
    bool begin(element document) {
        std::string_view type, reference;
        if (!document.is_object() || document["type"].get_string().get(type) != SUCCESS || type != "CityJSON") return false;
        std::string_view version;
        if (document["version"].get_string().get(version) != SUCCESS || (!version.starts_with("1.") && !version.starts_with("2.")))
            m_layers.note("cityjson_version", std::string(version.substr(0, 20)));
        m_transform = read_transform(document);
        element crs;
        if (document["metadata"]["referenceSystem"].get_string().get(reference) == SUCCESS) m_crs_name = reference;
        std::int64_t epsg = 0;
        if (m_crs_name.empty() && document["metadata"]["crs"]["epsg"].get_int64().get(epsg) == SUCCESS) m_crs_name = "EPSG:" + std::to_string(epsg);
        if (!m_crs_name.empty()) m_crs = crs_parts(crs_text_of(m_crs_name));
        if (!m_crs_name.empty() && !m_crs.known) m_layers.note("crs_text", m_crs_name.substr(0, 200));
        read_json_appearance(document, m_layers, m_document);
        read_templates(document);
        return true;
    }

    // The objects of a document or of one CityJSONFeature. False: it has none.
    bool add(element document, bool feature) {
        object objects;
        element vertices;
        if (document["CityObjects"].get_object().get(objects) != SUCCESS) return false;
        JsonPool own;
        if (feature && document["appearance"].is_object()) {
            read_json_appearance(document, m_layers, own);
            m_pool = std::move(own);
        } else {
            m_pool.materials = m_document.materials;
            m_pool.textures = m_document.textures;
            m_pool.uv = m_document.uv;
        }
        m_pool.vertices.clear();
        if (document["vertices"].get(vertices) == SUCCESS) m_pool.vertices = read_vertices(vertices, m_transform.given ? &m_transform : nullptr);
        look_at_place();
        m_objects.clear();
        std::set<std::string_view> done; // a key may be given twice
        for (auto [id, item] : objects)
            if (!m_objects.emplace(id, item).second) m_layers.note("object_twice", std::string(id.substr(0, 200)), "dropped");
        for (auto [id, item] : objects)
            if (!has_parent(item) && done.insert(id).second) add_object(id, item, m_row++);
        return true;
    }

    void leave_out(const std::string& where, std::string_view code) { m_layers.leave_out({}, where, code); }
    void note(std::string_view code, const std::string& where) { m_layers.note(code, where); }
    // Solids are inside out and the data would lie in their CRS's area with the axes exchanged too.
    bool wants_swap() const { return !m_axes_swapped && m_both_ways && m_layers.mirrored(); }
    std::vector<FeatureLayer> finish() {
        if (m_parts > 0) m_layers.note("parts_united", std::to_string(m_parts));
        if (m_axes_swapped) m_layers.note("axes_swapped", m_crs.text, "swapped");
        return m_layers.finish(m_crs, !m_crs.known && m_near_zero);
    }

private:
    // Axes: CityJSON is x east, y north, whatever the CRS says; a file that does it otherwise is found out by the area of use.
    void look_at_place() {
        auto first = std::ranges::find_if(m_pool.vertices, [](const auto& p) { return !std::isnan(p[0]); });
        if (first == m_pool.vertices.end()) return;
        if (!m_placed) {
            m_placed = true;
            double x = (*first)[0], y = (*first)[1];
            m_axes_swapped = m_against || axes_look_swapped(m_crs.epsg, x, y);
            m_both_ways = m_crs.epsg > 0 && in_area_of_use(m_crs.epsg, y, x);
            if (m_axes_swapped) std::swap(x, y);
            m_near_zero = std::abs(x) < 20'000.0 && std::abs(y) < 20'000.0;
            if (m_crs.geographic) m_layers.set_scale(scale_of_degrees(y));
        }
        if (m_axes_swapped)
            for (auto& p : m_pool.vertices) std::swap(p[0], p[1]);
    }

    bool has_parent(element item) const {
        array parents;
        if (item["parents"].get_array().get(parents) != SUCCESS) return false;
        for (element parent : parents) {
            std::string_view id;
            if (parent.get_string().get(id) != SUCCESS) continue;
            auto found = m_objects.find(id);
            if (found == m_objects.end()) continue;
            std::string_view type;
            if (found->second["type"].get_string().get(type) != SUCCESS || type != "CityObjectGroup") return true; // a group owns nothing
        }
        return false;
    }

    void read_templates(element document) {
        element templates;
        array list;
        if (document["geometry-templates"].get(templates) != SUCCESS) return;
        JsonPool pool = m_document;
        element vertices;
        if (templates["vertices-templates"].get(vertices) == SUCCESS) pool.vertices = read_vertices(vertices, nullptr);
        if (templates["templates"].get_array().get(list) != SUCCESS) return;
        for (element geometry : list) {
            FaceSet faces;
            JsonFaults faults;
            add_json_faces(geometry, pool, faces, faults);
            std::string where = "template " + std::to_string(m_templates.size());
            if (faults.bad_index > 0) m_layers.note("bad_index", where, "dropped");
            if (faults.bad_face > 0) m_layers.note("bad_face", where, "dropped");
            m_templates.emplace_back(m_layers.add_shape(std::move(faces)), std::max(0, json_lod(geometry)));
        }
    }

    void gather(element item, bool part, int depth) {
        if (depth > 16) return;
        array list;
        if (part || m_shells.empty()) m_shells.push_back({{}, part});
        std::size_t shell = m_shells.size() - 1;
        if (item["geometry"].get_array().get(list) == SUCCESS)
            for (element geometry : list) m_shells[shell].geometries.emplace_back(json_lod(geometry), geometry);
        if (item["children"].get_array().get(list) != SUCCESS) return;
        for (element child : list) {
            std::string_view id, type;
            if (child.get_string().get(id) != SUCCESS) continue;
            auto found = m_objects.find(id);
            if (found == m_objects.end() || !m_seen.insert(id).second) continue;
            if (found->second["type"].get_string().get(type) != SUCCESS) type = {};
            ++m_parts;
            if (is_interior(type))
                m_interior = true;
            else
                gather(found->second, true, depth + 1);
        }
    }

    bool stands_for_parts(int from) const {
        int own = m_shells[0].highest(from), others = -1;
        for (std::size_t s = 1; s < m_shells.size(); ++s) others = std::max(others, m_shells[s].highest(from));
        if (own < 0 || own >= others) return false;
        for (const auto& [lod, ignored] : m_shells[0].geometries)
            for (std::size_t s = 1; s < m_shells.size(); ++s)
                if (lod >= from && m_shells[s].has(lod)) return false;
        return true;
    }

    void instance(element geometry, CityObject& out, JsonFaults& faults) {
        std::int64_t shape = -1, vertex = -1;
        array list, numbers;
        CityPlacement place;
        if (geometry["boundaries"].get_array().get(list) == SUCCESS)
            for (element index : list) {
                if (index.get_int64().get(vertex) != SUCCESS) vertex = -1;
                break;
            }
        bool good = geometry["template"].get_int64().get(shape) == SUCCESS && shape >= 0 &&
                    static_cast<std::uint64_t>(shape) < m_templates.size() && vertex >= 0 &&
                    static_cast<std::uint64_t>(vertex) < m_pool.vertices.size();
        if (!good || std::isnan(m_pool.vertices[static_cast<std::size_t>(vertex)][0])) {
            ++faults.bad_index;
            return;
        }
        place.at = m_pool.vertices[static_cast<std::size_t>(vertex)];
        out.anchor = place.at;
        std::vector<double> matrix;
        if (geometry["transformationMatrix"].get_array().get(numbers) == SUCCESS) {
            for (element number : numbers) {
                double value = std::nan("");
                if (number.get_double().get(value) == SUCCESS && std::abs(value) < 1e5) matrix.push_back(value);
            }
            if (matrix.size() != 16) return out.notes.emplace_back("bad_matrix", "dropped"), void();
            MetricScale scale = m_layers.scale();
            for (std::size_t r = 0; r < 3; ++r)
                for (std::size_t c = 0; c < 3; ++c) place.turn[r * 3 + c] = static_cast<float>(matrix[r * 4 + c]);
            place.at = {place.at[0] + matrix[3] / scale.x, place.at[1] + matrix[7] / scale.y, place.at[2] + matrix[11]};
        }
        place.shape = m_templates[static_cast<std::size_t>(shape)].first;
        place.lod = static_cast<std::uint8_t>(std::min(4, m_templates[static_cast<std::size_t>(shape)].second / 10));
        out.placements.push_back(place);
    }

    void shapes(CityObject& out) {
        JsonFaults faults;
        bool building = out.type.role == Role::buildings, other = false;
        int from = building ? 10 : -1;
        for (const auto& shell : m_shells)
            if (building && shell.highest(from) < 0)
                for (const auto& [lod, geometry] : shell.geometries)
                    if (lod < 0) from = -1; // no level is stated at all
        bool skip_own = stands_for_parts(from);
        for (std::size_t s = 0; s < m_shells.size(); ++s) {
            const JsonShell& shell = m_shells[s];
            int wanted = shell.highest(from);
            CityUnit unit;
            unit.lod = static_cast<std::uint8_t>(std::clamp(wanted / 10, 0, 4));
            for (const auto& [lod, geometry] : shell.geometries) {
                std::string_view type;
                if (geometry["type"].get_string().get(type) != SUCCESS) type = {};
                if (type == "GeometryInstance") {
                    instance(geometry, out, faults);
                } else if (lod >= from && lod == wanted && !(skip_own && s == 0)) {
                    unit.faces.begin_shell();
                    other = !add_json_faces(geometry, m_pool, unit.faces, faults) || other;
                } else if (building && lod >= 0 && lod < 10) {
                    add_json_faces(geometry, m_pool, out.ground, faults);
                }
            }
            if (!unit.faces.empty()) out.units.push_back(std::move(unit));
        }
        if (faults.bad_index > 0) out.notes.emplace_back("bad_index", "dropped");
        if (faults.bad_face > 0) out.notes.emplace_back("bad_face", "dropped");
        if (faults.bad_texture_coordinates > 0) out.notes.emplace_back("bad_texture_coordinates", "dropped");
        if (other) out.notes.emplace_back("curves_left_out", "");
        if (m_interior) out.notes.emplace_back("interior_left_out", "");
    }

    void attributes(element item, CityObject& out) {
        object list;
        if (item["attributes"].get_object().get(list) != SUCCESS) return;
        for (auto [name, value] : list) {
            CityAttribute attribute;
            attribute.name = name;
            double number = 0.0;
            switch (value.type()) {
            case element_type::STRING:
                attribute.text = std::string_view(value);
                break;
            case element_type::NULL_VALUE:
                continue;
            case element_type::BOOL:
                attribute.numeric = true;
                attribute.number = bool(value) ? 1.0 : 0.0;
                break;
            case element_type::ARRAY:
            case element_type::OBJECT:
                attribute.text = simdjson::to_string(value);
                break;
            default:
                if (value.get_double().get(number) != SUCCESS) continue;
                attribute.numeric = true;
                attribute.number = number;
            }
            if (attribute.text.size() > k_text_limit) continue;
            if (attribute.name == "name" && !attribute.numeric) out.name = attribute.text;
            if (attribute.name == "measuredHeight" && attribute.numeric) out.measured_height_m = attribute.number;
            if (attribute.name != "name") out.attributes.push_back(std::move(attribute));
        }
    }

    void add_object(std::string_view id, element item, std::uint32_t row) {
        CityObject out;
        out.id = id.substr(0, 200);
        out.row = row;
        std::string_view type;
        if (!item.is_object() || item["type"].get_string().get(type) != SUCCESS) return m_layers.leave_out({}, out.id, "bad_feature");
        out.class_name = type;
        out.type = city_type_of(type);
        if (type == "CityObjectGroup") return m_layers.leave_out(out.type, out.id, "object_group");
        attributes(item, out);
        if (type == "CityFurniture") {
            std::string words = out.name;
            for (const auto& attribute : out.attributes)
                if (attribute.name == "class" || attribute.name == "function" || attribute.name == "usage") words += ' ' + attribute.text;
            refine_furniture(out.type, words);
        }
        m_shells.clear();
        m_seen.clear();
        m_seen.insert(id);
        m_interior = false;
        gather(item, false, 0);
        shapes(out);
        m_layers.add(out);
    }

    CityLayers m_layers;
    JsonTransform m_transform;
    std::string m_crs_name;
    CrsParts m_crs;
    JsonPool m_document, m_pool; // of the file; of the document under work
    std::vector<std::pair<std::uint32_t, int>> m_templates; // shape, level in tenths
    std::unordered_map<std::string_view, element> m_objects;
    std::vector<JsonShell> m_shells;
    std::set<std::string_view> m_seen;
    std::uint32_t m_row = 0;
    std::int64_t m_parts = 0;
    bool m_interior = false, m_placed = false, m_near_zero = false, m_axes_swapped = false, m_against = false, m_both_ways = false;
};

// One object a line, as CityJSONSeq has them. False: the first line is not the metadata.
bool read_sequence(std::string& text, CityReader& reader) {
    simdjson::dom::parser first, parser;
    element head, feature;
    std::size_t end = std::min(text.find('\n'), text.size());
    if (first.allocate(end + 1, k_depth_limit) != SUCCESS || first.parse(text.data(), end, true).get(head) != SUCCESS || !reader.begin(head)) return false;
    reader.add(head, false); // usually an empty list
    std::size_t line = 1;
    for (std::size_t at = end + 1; at < text.size(); at = end + 1) {
        ++line;
        end = std::min(text.find('\n', at), text.size());
        std::string_view blank = std::string_view(text).substr(at, end - at);
        if (blank.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        std::string_view type;
        if (parser.allocate(end - at + 1, k_depth_limit) == SUCCESS && parser.parse(text.data() + at, end - at, true).get(feature) == SUCCESS &&
            feature["type"].get_string().get(type) == SUCCESS && type == "CityJSONFeature" && reader.add(feature, true))
            continue;
        reader.leave_out("line " + std::to_string(line), "bad_feature");
    }
    return true;
}

} // namespace

LayersOrRefusal read_cityjson(SourceFile& source, const ReadOptions&) {
    std::string& text = source.bytes;
    bool damaged = false;
    std::vector<std::string_view> all{text};
    std::string encoding = find_encoding(all, "", "");
    if (encoding != "UTF-8") text = to_utf8(text, encoding, damaged);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    std::string stem = source.name.substr(0, source.name.find_last_of('.'));
    simdjson::dom::parser parser;
    if (parser.allocate(text.size() + 1, k_depth_limit) != SUCCESS) return refuse("cannot_read", "memory");
    element document;
    auto code = parser.parse(text.data(), text.size(), false).get(document);
    auto read = [&](CityReader& reader) { return code == SUCCESS ? reader.begin(document) && reader.add(document, false) : read_sequence(text, reader); };
    if (code != SUCCESS && text.find('\n') == std::string::npos)
        return refuse(code == simdjson::DEPTH_ERROR ? "too_deep" : "cannot_read", simdjson::error_message(code));
    auto reader = std::make_unique<CityReader>(stem, source);
    if (!read(*reader)) {
        if (code == SUCCESS) return refuse("not_what_it_says", "no CityJSON");
        return refuse(code == simdjson::DEPTH_ERROR ? "too_deep" : "cannot_read", simdjson::error_message(code));
    }
    if (reader->wants_swap()) {
        reader = std::make_unique<CityReader>(stem, source, true);
        read(*reader);
    }
    if (damaged) reader->note("bad_text", "");
    auto layers = reader->finish();
    for (auto& layer : layers) layer.encoding = encoding;
    return layers;
}

} // namespace tp
