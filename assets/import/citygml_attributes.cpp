#include "import/citygml_attributes.h"

#include "import/number_list.h"

#include <algorithm>
#include <array>

namespace tp {
namespace {

constexpr int k_depth = 8;
constexpr std::size_t k_values = 400, k_bytes = 4'096;

constexpr std::array<std::string_view, 52> k_structure{
    "boundedBy", "boundary", "opening", "fillingSurface", "filling", "outerBuildingInstallation", "consistsOfBuildingPart",
    "buildingPart", "buildingInstallation", "buildingConstructiveElement", "trafficArea", "auxiliaryTrafficArea", "section",
    "intersection", "trafficSpace", "auxiliaryTrafficSpace", "consistsOfBridgePart", "bridgePart", "outerBridgeInstallation",
    "bridgeInstallation", "outerBridgeConstruction", "bridgeConstructiveElement", "consistsOfTunnelPart", "tunnelPart",
    "outerTunnelInstallation", "tunnelInstallation", "tunnelConstructiveElement", "hole", "holeSurface", "marking",
    "interiorRoom", "roomInstallation", "interiorBuildingInstallation", "interiorFurniture", "buildingRoom",
    "buildingFurniture", "buildingSubdivision", "interiorBridgeInstallation", "interiorBridgeRoom", "bridgeRoom",
    "interiorTunnelInstallation", "interiorHollowSpace", "hollowSpace", "reliefComponent", "appearance", "appearanceMember",
    "relatedTo", "generalizesTo", "groupMember", "parent", "tin", "clearanceSpace"};

bool is_type(std::string_view name) { return !name.empty() && name[0] >= 'A' && name[0] <= 'Z'; }

bool is_number_name(std::string_view name) {
    static constexpr std::array k_names{"measuredHeight", "storeysAboveGround", "storeysBelowGround", "value", "height",
                                        "trunkDiameter",  "crownDiameter",      "averageHeight"};
    return std::ranges::find(k_names, name) != k_names.end();
}

class AttributeReader {
public:
    AttributeReader(const XmlTree& tree, CodeLists& lists, CityObject& out) : m_tree(tree), m_lists(lists), m_out(out) {}

    void read(std::uint32_t object) {
        for (auto child : children(m_tree, object)) {
            std::string_view name = m_tree.name(child);
            if (is_structure(name) || is_type(name)) continue;
            if (name == "name" && m_out.name.empty())
                m_out.name = value_text(child);
            else if (name == "address")
                address(child);
            else
                element(child, "", 0);
        }
    }

private:
    std::string value_text(std::uint32_t node) {
        std::string_view text = m_tree.text(node), list = m_tree.attribute(node, "codeSpace");
        if (!list.empty() && !text.empty() && list.find("://") == std::string_view::npos && list.ends_with(".xml"))
            if (std::string_view word = m_lists.word(list, text); !word.empty()) return std::string(word);
        return std::string(text);
    }

    void add(std::string name, std::string text, bool numeric) {
        if (text.empty() || name.empty()) return;
        std::vector<double> number;
        bool is_number = numeric && append_numbers(text, number) && number.size() == 1;
        for (auto& known : m_out.attributes) {
            if (known.name != name) continue;
            if (known.numeric) {
                if (is_number && known.number == number[0]) return;
                known.numeric = false;
            }
            if (known.text.size() + text.size() + 2 <= k_bytes) known.text += "; " + text;
            return;
        }
        if (m_out.attributes.size() >= k_values) return;
        if (text.size() > k_bytes) {
            std::size_t end = k_bytes;
            while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
            text.resize(end);
        }
        m_out.attributes.push_back({std::move(name), std::move(text), is_number ? number[0] : 0.0, is_number});
    }

    void leaf(std::uint32_t node, const std::string& name) {
        std::string_view plain = m_tree.name(node), text = m_tree.text(node);
        bool numeric = !m_tree.attribute(node, "uom").empty() || is_number_name(plain);
        if (!m_tree.attribute(node, "codeSpace").empty()) {
            add(name, value_text(node), false);
            return add(name + "_code", std::string(text), false);
        }
        add(name, std::string(text), numeric);
        double height = 0.0;
        std::vector<double> number;
        if (name == "measuredHeight" || name == "height.value" || name == "height")
            if (append_numbers(text, number) && number.size() == 1) {
                height = number[0];
                if (std::isnan(m_out.measured_height_m) || height > m_out.measured_height_m) m_out.measured_height_m = height;
            }
    }

    // gen:stringAttribute name="x" / gen:StringAttribute with a child name; sets carry their name in front.
    bool generic(std::uint32_t node, const std::string& before, int depth) {
        std::string_view kind = m_tree.name(node);
        bool set = kind == "genericAttributeSet" || kind == "GenericAttributeSet";
        if (!set && !kind.ends_with("Attribute") && !kind.ends_with("attribute")) return false;
        std::string name(m_tree.attribute(node, "name"));
        auto value = m_tree.child(node, "value");
        if (name.empty())
            if (auto label = m_tree.child(node, "name"); label != XmlTree::k_none && (set || value != XmlTree::k_none)) name = m_tree.text(label);
        if (name.empty()) return false;
        if (set) {
            for (auto child : children(m_tree, node))
                if (m_tree.name(child) != "name") element(child, before + name + ".", depth + 1);
            return true;
        }
        if (value == XmlTree::k_none) return false;
        bool numeric = kind.starts_with("int") || kind.starts_with("Int") || kind.starts_with("double") ||
                       kind.starts_with("Double") || kind.starts_with("measure") || kind.starts_with("Measure");
        add(before + name, value_text(value), numeric);
        return true;
    }

    bool key_value(std::uint32_t node, const std::string& before) {
        auto key = m_tree.child(node, "key"), value = m_tree.child(node, "codeValue");
        if (key == XmlTree::k_none || value == XmlTree::k_none) return false;
        add(before + value_text(key), value_text(value), false);
        return true;
    }

    void element(std::uint32_t node, const std::string& before, int depth) {
        std::string_view name = m_tree.name(node);
        if (depth > k_depth || is_structure(name)) return;
        if (generic(node, before, depth)) return;
        bool type = is_type(name);
        std::string full = type ? before : before + std::string(name);
        if (m_tree.first(node) == XmlTree::k_none) {
            if (!type) leaf(node, full);
            return;
        }
        if (key_value(node, before)) return;
        if (name == "genericAttribute") full = before.empty() ? "" : before.substr(0, before.size() - 1);
        std::string path = type || full.empty() ? full : full + ".";
        for (auto child : children(m_tree, node)) element(child, path, depth + 1);
    }

    void address(std::uint32_t node) {
        std::string words;
        join(node, words, 0);
        add("address", words, false);
    }
    void join(std::uint32_t node, std::string& words, int depth) {
        std::string_view name = m_tree.name(node);
        if (depth > 12 || name == "multiPoint") return;
        if (std::string_view text = m_tree.text(node); !text.empty() && words.size() + text.size() < k_bytes) {
            if (!words.empty()) words += ' ';
            words += text;
        }
        for (auto child : children(m_tree, node)) join(child, words, depth + 1);
    }

    const XmlTree& m_tree;
    CodeLists& m_lists;
    CityObject& m_out;
};

} // namespace

bool is_structure(std::string_view element) {
    if (element.starts_with("lod") && element.size() > 4 && element[3] >= '0' && element[3] <= '4') return true;
    return std::ranges::find(k_structure, element) != k_structure.end();
}

void read_attributes(const XmlTree& tree, std::uint32_t object, CodeLists& lists, CityObject& out) {
    AttributeReader(tree, lists, out).read(object);
}

} // namespace tp
