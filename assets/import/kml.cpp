// KML 2.2 (OGC 07-147r2): placemarks with points, lines and polygons. One layer per folder that holds placemarks and per
// kind of geometry; coordinates are WGS 84, longitude first (section 16.10 there).
#include "import/layer_builder.h"
#include "import/readers.h"
#include "import/xml_scan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>

namespace tp {
namespace {

struct Shape { // one Point, LineString, LinearRing or Polygon of a placemark
    GeometryKind kind = GeometryKind::none;
    std::vector<std::string> rings; // the texts of <coordinates>, outer ring first
};

void skip_blank(std::string_view& text) {
    auto at = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(at == std::string_view::npos ? text.size() : at);
}

bool take_number(std::string_view& text, double& value) {
    if (text.starts_with('+')) text.remove_prefix(1);
    auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(done.ptr - text.data()));
    return true;
}

// "127,37,10 127.1,37,10"; false where a part of it is no coordinate.
bool add_ring(LayerBuilder& builder, std::string_view text) {
    builder.ring();
    for (skip_blank(text); !text.empty(); skip_blank(text)) {
        double value[3] = {0, 0, 0};
        int count = 0;
        while (count < 3 && take_number(text, value[count])) {
            ++count;
            if (!text.starts_with(',')) break;
            text.remove_prefix(1);
        }
        if (count < 2 || (!text.empty() && !std::string_view(" \t\r\n").contains(text.front()))) return false;
        builder.point(value[0], value[1], count == 3 ? static_cast<float>(value[2]) : k_no_z);
    }
    return true;
}

class Reader : public XmlHandler {
public:
    explicit Reader(std::string otherwise) : m_folders{{std::move(otherwise), -1}} {}

    void start(std::string_view name, const char* const* attributes) override {
        m_path.emplace_back(name);
        if (name == "Folder" || name == "Document") {
            m_folders.push_back({m_folders.back().name, -1});
        } else if (name == "Placemark") {
            m_inside = true;
            m_shapes.clear();
            m_values.clear();
            m_models = 0;
            m_others = false;
        } else if (m_inside && (name == "Point" || name == "LineString" || name == "LinearRing" || name == "Polygon")) {
            if (!within("Polygon")) m_shapes.push_back({kind_of(name), {}});
        } else if (m_inside && name == "Model") {
            ++m_models;
        } else if (m_inside && (name == "Track" || name == "MultiTrack")) {
            m_others = true;
        } else if (name == "SimpleField") {
            m_types[std::string(xml_attribute(attributes, "name"))] = xml_attribute(attributes, "type");
        } else if (name == "SimpleData" || name == "Data") {
            m_key = xml_attribute(attributes, "name");
        }
    }

    void end(std::string_view name, std::string_view text) override {
        m_path.pop_back();
        std::string_view parent = m_path.empty() ? std::string_view{} : std::string_view(m_path.back());
        if (name == "Placemark") {
            finish();
        } else if (name == "Folder" || name == "Document") {
            m_folders.pop_back();
        } else if (name == "coordinates" && m_inside && !m_shapes.empty()) {
            m_shapes.back().rings.emplace_back(text);
        } else if (name == "name" && (parent == "Folder" || parent == "Document")) {
            m_folders.back().name = text;
        } else if (parent == "Placemark" && (name == "name" || name == "description")) {
            m_values.emplace_back(name, text);
        } else if (name == "SimpleData" || (name == "value" && parent == "Data")) {
            m_values.emplace_back(m_key, text);
        } else if (m_inside && (name == "begin" || name == "end" || name == "when") &&
                   (parent == "TimeSpan" || parent == "TimeStamp")) {
            m_values.emplace_back(name, text);
        }
    }

    std::vector<FeatureLayer> layers() {
        std::vector<FeatureLayer> out;
        for (auto& builder : m_builders) std::ranges::move(builder.finish(), std::back_inserter(out));
        return out;
    }
    bool empty() const { return m_builders.empty(); }

private:
    struct Folder {
        std::string name;
        int builder = -1; // into m_builders; -1: no placemark in it yet
    };

    static GeometryKind kind_of(std::string_view name) {
        return name == "Polygon" ? GeometryKind::polygon : name == "Point" ? GeometryKind::point : GeometryKind::line;
    }
    bool within(std::string_view name) const {
        return std::find(m_path.begin(), m_path.end() - 1, name) != m_path.end() - 1;
    }
    LayerBuilder& builder() {
        Folder& folder = m_folders.back();
        if (folder.builder < 0) {
            folder.builder = static_cast<int>(m_builders.size());
            m_builders.emplace_back(folder.name);
            m_rows.push_back(0);
        }
        return m_builders[static_cast<std::size_t>(folder.builder)];
    }

    void add_values(LayerBuilder& to) {
        for (const auto& [name, text] : m_values) {
            auto type = m_types.find(name);
            bool number = type != m_types.end() && (type->second == "int" || type->second == "uint" ||
                                                    type->second == "short" || type->second == "ushort" ||
                                                    type->second == "float" || type->second == "double");
            auto value = number ? number_of(text) : std::nullopt;
            if (value && std::abs(*value) < k_exact_whole)
                to.number(to.column(name), *value);
            else
                to.text(to.column(name), text);
        }
    }

    void finish() {
        m_inside = false;
        LayerBuilder& to = builder();
        to.begin(m_rows[static_cast<std::size_t>(m_folders.back().builder)]++);
        auto best = GeometryKind::none;
        for (const auto& shape : m_shapes)
            if (rank(shape.kind) > rank(best)) best = shape.kind;
        if (best == GeometryKind::none)
            return to.leave_out(m_models > 0 ? "kml_model" : m_others ? "kml_track" : "no_geometry");
        bool reduced = m_models > 0;
        for (const auto& shape : m_shapes) {
            if (shape.kind != best) {
                reduced = true;
                continue;
            }
            to.part();
            for (const auto& ring : shape.rings)
                if (!add_ring(to, ring)) return to.leave_out("bad_geometry");
        }
        if (reduced) to.note("collection_reduced", "dropped");
        add_values(to);
        to.end(best);
    }
    static int rank(GeometryKind kind) {
        return kind == GeometryKind::polygon ? 3 : kind == GeometryKind::line ? 2 : kind == GeometryKind::point ? 1 : 0;
    }

    std::vector<std::string> m_path;
    std::vector<Folder> m_folders;
    std::deque<LayerBuilder> m_builders;
    std::vector<std::uint32_t> m_rows;
    std::map<std::string, std::string> m_types;
    std::vector<Shape> m_shapes;
    std::vector<std::pair<std::string, std::string>> m_values;
    std::string m_key;
    int m_models = 0;
    bool m_inside = false, m_others = false;
};

} // namespace

LayersOrRefusal read_kml(SourceFile& source, const ReadOptions&) {
    Reader reader(source.name.substr(0, source.name.find_last_of('.')));
    auto read = scan_xml(source.bytes, reader);
    if (!read && (reader.empty() || read.error().key != "cannot_read")) return std::unexpected(read.error());
    auto layers = reader.layers();
    if (layers.empty()) return refuse("kml_no_placemark");
    for (auto& layer : layers) {
        layer.encoding = "UTF-8";
        layer.epsg = 4326;
        layer.crs = "EPSG:4326";
        layer.crs_from = CrsFrom::format;
        if (!read) add_note(layer.notes, "damaged_file", read.error().where, "");
    }
    return layers;
}

} // namespace tp
