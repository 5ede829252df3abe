// CityGML 1.0, 2.0 and 3.0: an XML tree, its appearances, then one feature per member of the city model.
#include "import/citygml_attributes.h"
#include "import/citygml_object.h"
#include "import/number_list.h"
#include "import/readers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

namespace tp {
namespace {

bool is_member(std::string_view name) { return name == "cityObjectMember" || name == "featureMember" || name == "featureMembers"; }

// Where the tag of a member begins or ends that lies around byte `at`; npos where none does.
std::size_t member_start(std::string_view text, std::size_t at) {
    std::size_t name = text.substr(0, at).rfind("cityObjectMember");
    if (name == std::string_view::npos) return name;
    std::size_t tag = text.rfind('<', name);
    return tag == std::string_view::npos || text.substr(tag, 2) == "</" ? std::string_view::npos : tag;
}
std::size_t next_member(std::string_view text, std::size_t at) {
    for (at = text.find("cityObjectMember", at); at != std::string_view::npos; at = text.find("cityObjectMember", at + 1)) {
        std::size_t tag = text.rfind('<', at);
        if (tag != std::string_view::npos && text.substr(tag, 2) != "</" && text.find_first_of(" >\n", tag) > at) return tag;
    }
    return at;
}

constexpr std::size_t k_reparse_limit = std::size_t{1} << 30;

struct Parsed {
    XmlTree tree;
    std::vector<std::string> dropped; // where members were cut out since they are no XML
};

// One damaged member does not fail the file: it is cut out and the rest parsed anew, up to a gigabyte in all.
Result<Parsed> parse_members(std::string& bytes) {
    Parsed out;
    std::size_t parsed_bytes = 0, tries = 0;
    for (;; ++tries) {
        auto tree = XmlTree::parse(bytes);
        if (!tree) return std::unexpected(tree.error());
        out.tree = std::move(*tree);
        std::size_t at = out.tree.problem_at();
        if (at == std::string::npos || at >= bytes.size()) return out;
        parsed_bytes += at;
        if (tries == 256 || parsed_bytes > k_reparse_limit) return out;
        std::size_t begin = member_start(bytes, at), end = next_member(bytes, at);
        if (begin == std::string::npos || end == std::string::npos || end <= begin) return out;
        out.dropped.push_back(out.tree.problem());
        bytes.erase(begin, end - begin);
    }
}

class Document {
public:
    // `against`: x and y change places although the CRS and the place do not ask for it.
    Document(const XmlTree& tree, SourceFile& source, std::string layer, bool against = false)
        : m_tree(tree), m_layers(std::move(layer), source), m_lists(source), m_look(read_appearance(tree, m_layers)),
          m_surfaces(tree, m_look), m_objects(tree, m_surfaces, m_layers), m_against(against) {}

    void read() {
        find_crs();
        std::uint32_t row = 0;
        for (auto member : children(m_tree, m_tree.root())) {
            if (!is_member(m_tree.name(member))) continue;
            bool any = false;
            for (auto object : children(m_tree, member)) {
                add_object(object, row++);
                any = true;
            }
            if (!any) add_referred(member, row++);
        }
    }

    void leave_out(const std::string& where) { m_layers.leave_out({}, where, "unfinished_feature"); }

    // Solids are inside out and the data would lie in their CRS's area with the axes exchanged too.
    bool wants_swap() const { return !m_axes_swapped && m_both_ways && m_layers.mirrored(); }

    std::vector<FeatureLayer> finish() {
        if (!m_tree.problem().empty()) m_layers.note("damaged_file", m_tree.problem());
        for (const auto& note : m_lists.notes()) m_layers.note(note.code, note.where);
        if (m_axes_swapped) m_layers.note("axes_swapped", m_crs.text, "swapped");
        return m_layers.finish(m_crs, !m_crs.known && (m_engineering || m_near_zero));
    }

private:
    // The member's object that a node belongs to; k_none for what stands outside of members or says where an address is.
    std::uint32_t object_of(std::uint32_t node) const {
        for (std::uint32_t up = m_tree.parent(node); up != XmlTree::k_none; node = up, up = m_tree.parent(up)) {
            if (m_tree.name(up) == "address") return XmlTree::k_none;
            if (is_member(m_tree.name(up))) return node;
        }
        return XmlTree::k_none;
    }

    // The name of the document's CRS: what most geometries state, else its envelope. Objects in another one are listed.
    std::string stated_crs() {
        std::map<std::string, std::vector<std::uint32_t>> objects;
        std::map<std::string_view, std::string> texts;
        for (std::uint32_t node = 0; node < m_tree.size(); ++node) {
            std::string_view name = m_tree.attribute(node, "srsName");
            if (name.empty()) continue;
            std::uint32_t object = object_of(node);
            if (object == XmlTree::k_none || m_tree.name(node) == "Envelope") continue;
            auto [text, is_new] = texts.try_emplace(name);
            if (is_new) text->second = crs_text_of(name);
            objects[text->second].push_back(object);
        }
        if (!objects.empty()) {
            auto most = std::ranges::max_element(objects, {}, [](const auto& entry) { return entry.second.size(); });
            for (const auto& [text, list] : objects)
                if (text != most->first) m_elsewhere.insert(list.begin(), list.end());
            return most->first;
        }
        if (auto bounds = m_tree.child(m_tree.root(), "boundedBy"); bounds != XmlTree::k_none)
            for (auto envelope : children(m_tree, bounds))
                if (std::string_view name = m_tree.attribute(envelope, "srsName"); !name.empty()) return std::string(name);
        return {};
    }

    // A point of the data, in the file's order.
    std::optional<std::array<double, 3>> sample() const {
        for (std::uint32_t node = 0; node < m_tree.size(); ++node) {
            std::string_view name = m_tree.name(node);
            if (name != "posList" && name != "pos" && name != "coordinates") continue;
            bool relative = false;
            for (std::uint32_t up = node; up != XmlTree::k_none && !relative; up = m_tree.parent(up))
                relative = m_tree.name(up) == "relativeGMLGeometry" || m_tree.name(up) == "relativeGeometry" || m_tree.name(up) == "address";
            std::vector<double> numbers;
            std::string_view text = m_tree.text(node);
            append_numbers(text.substr(0, 200), numbers); // a number that is cut off comes after the third
            if (!relative && numbers.size() >= 2) return std::array{numbers[0], numbers[1], 0.0};
        }
        return std::nullopt;
    }

    void find_crs() {
        std::string name = stated_crs();
        m_engineering = name.starts_with('#') || name.find("local") != std::string::npos;
        if (!name.empty() && !m_engineering) m_crs = crs_parts(crs_text_of(name));
        if (!m_crs.known && !name.empty() && !m_engineering) m_layers.note("crs_text", name);
        auto point = sample();
        if (!point) return;
        bool swap = m_crs.north_first;
        double x = (*point)[swap ? 1 : 0], y = (*point)[swap ? 0 : 1];
        m_both_ways = m_crs.epsg > 0 && in_area_of_use(m_crs.epsg, y, x);
        if (m_against || axes_look_swapped(m_crs.epsg, x, y)) {
            swap = !swap;
            std::swap(x, y);
            m_axes_swapped = true;
        }
        m_surfaces.swap_axes(swap);
        m_near_zero = std::abs(x) < 20'000.0 && std::abs(y) < 20'000.0;
        if (m_crs.geographic) m_layers.set_scale(scale_of_degrees(y));
    }

    void add_object(std::uint32_t node, std::uint32_t row) {
        CityObject object;
        object.row = row;
        object.id = m_tree.attribute(node, "id");
        object.class_name = m_tree.name(node);
        object.type = city_type_of(object.class_name);
        std::string where = object.id.empty() ? "feature " + std::to_string(row) : object.id;
        if (m_tree.open(node)) return m_layers.leave_out(object.type, where, "unfinished_feature");
        if (object.class_name == "CityObjectGroup") return m_layers.leave_out(object.type, where, "object_group");
        if (m_elsewhere.contains(node)) return m_layers.leave_out(object.type, where, "other_crs");
        read_attributes(m_tree, node, m_lists, object);
        if (object.class_name == "CityFurniture") {
            std::string words = object.name;
            for (const auto& attribute : object.attributes)
                if (attribute.name == "class" || attribute.name == "function" || attribute.name == "usage") words += ' ' + attribute.text;
            refine_furniture(object.type, words);
        }
        m_objects.read(node, object);
        m_layers.add(object);
    }

    // cityObjectMember xlink:href: the object stands elsewhere in the document, or outside of it.
    void add_referred(std::uint32_t member, std::uint32_t row) {
        std::uint32_t target = m_tree.target(member);
        if (target == XmlTree::k_none)
            return m_layers.leave_out({}, std::string(m_tree.attribute(member, "href")), "broken_reference");
        if (is_member(m_tree.name(m_tree.parent(target)))) return m_layers.leave_out({}, std::string(m_tree.attribute(target, "id")), "object_twice");
        add_object(target, row);
    }

    const XmlTree& m_tree;
    CityLayers m_layers;
    CodeLists m_lists;
    GmlAppearance m_look;
    GmlSurfaces m_surfaces;
    GmlObjects m_objects;
    CrsParts m_crs;
    std::set<std::uint32_t> m_elsewhere; // objects whose geometry states another CRS than the document's
    bool m_engineering = false, m_near_zero = false, m_axes_swapped = false, m_both_ways = false, m_against;
};

} // namespace

LayersOrRefusal read_citygml(SourceFile& source, const ReadOptions&) {
    auto parsed = parse_members(source.bytes);
    if (!parsed) return std::unexpected(parsed.error());
    const XmlTree* tree = &parsed->tree;
    if (tree->name(tree->root()) != "CityModel") return refuse("not_what_it_says", "no CityGML");
    std::string stem = source.name.substr(0, source.name.find_last_of('.'));
    auto document = std::make_unique<Document>(*tree, source, stem);
    document->read();
    if (document->wants_swap()) {
        document = std::make_unique<Document>(*tree, source, stem, true);
        document->read();
    }
    for (const std::string& where : parsed->dropped) document->leave_out(where);
    return document->finish();
}

} // namespace tp
