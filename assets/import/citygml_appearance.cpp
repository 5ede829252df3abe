#include "import/citygml_appearance.h"

#include "import/number_list.h"

#include <algorithm>

namespace tp {
namespace {

std::string_view without_hash(std::string_view reference) {
    auto hash = reference.find('#');
    return hash == std::string_view::npos ? reference : reference.substr(hash + 1);
}

class Reader {
public:
    Reader(const XmlTree& tree, CityLayers& layers) : m_tree(tree), m_layers(layers) {}

    GmlAppearance read() {
        for (std::uint32_t node = 0; node < m_tree.size(); ++node) {
            std::string_view name = m_tree.name(node);
            if (name == "ParameterizedTexture")
                texture(node);
            else if (name == "X3DMaterial")
                material(node);
            else if (name == "GeoreferencedTexture")
                m_layers.note("georeferenced_texture", std::string(m_tree.attribute(node, "id")));
        }
        return std::move(m_out);
    }

private:
    void texture(std::uint32_t node) {
        auto image = m_tree.child(node, "imageURI");
        if (image == XmlTree::k_none || m_tree.text(image).empty()) return m_layers.note("texture_missing", "");
        std::int32_t picture = m_layers.pictures().find(std::string(m_tree.text(image)));
        if (picture < 0) return;
        SourceMaterial wanted{{1.0f, 1.0f, 1.0f, 1.0f}, picture, true};
        std::uint32_t material = m_layers.material(wanted);
        for (auto target : children(m_tree, node))
            if (m_tree.name(target) == "target" || m_tree.name(target) == "textureParameterization") coordinates(target, material, 0);
    }

    // Every TexCoordList below a target: the ring is an attribute (1.0, 2.0) or an element of its own (3.0).
    void coordinates(std::uint32_t node, std::uint32_t material, int depth) {
        if (m_tree.name(node) == "TexCoordGen") return m_layers.note("texture_projected", "");
        if (m_tree.name(node) != "TexCoordList") {
            for (auto child : children(m_tree, node))
                if (depth < 8) coordinates(child, material, depth + 1);
            return;
        }
        std::vector<std::uint32_t> lists;
        std::vector<std::string_view> rings;
        for (auto child : children(m_tree, node)) {
            if (m_tree.name(child) == "textureCoordinates") {
                std::string_view ring = m_tree.attribute(child, "ring");
                if (!ring.empty())
                    m_out.rings.try_emplace(without_hash(ring), GmlAppearance::RingTexture{material, child});
                else
                    lists.push_back(child);
            } else if (m_tree.name(child) == "ring") {
                rings.push_back(m_tree.text(child));
            }
        }
        for (std::size_t i = 0; i < std::min(lists.size(), rings.size()); ++i)
            m_out.rings.try_emplace(without_hash(rings[i]), GmlAppearance::RingTexture{material, lists[i]});
    }

    void material(std::uint32_t node) {
        SourceMaterial wanted;
        std::vector<float> numbers;
        if (auto colour = m_tree.child(node, "diffuseColor");
            colour != XmlTree::k_none && append_numbers(m_tree.text(colour), numbers) && numbers.size() >= 3)
            for (std::size_t k = 0; k < 3; ++k) wanted.colour[k] = std::clamp(numbers[k], 0.0f, 1.0f);
        numbers.clear();
        if (auto clear = m_tree.child(node, "transparency");
            clear != XmlTree::k_none && append_numbers(m_tree.text(clear), numbers) && !numbers.empty())
            wanted.colour[3] = 1.0f - std::clamp(numbers[0], 0.0f, 1.0f);
        std::uint32_t number = m_layers.material(wanted);
        for (auto target : children(m_tree, node)) {
            if (m_tree.name(target) != "target") continue;
            std::string_view id = m_tree.text(target);
            if (id.empty()) id = m_tree.attribute(target, "uri");
            if (!id.empty()) m_out.surfaces.try_emplace(without_hash(id), number);
        }
    }

    const XmlTree& m_tree;
    CityLayers& m_layers;
    GmlAppearance m_out;
};

} // namespace

GmlAppearance read_appearance(const XmlTree& tree, CityLayers& layers) { return Reader(tree, layers).read(); }

} // namespace tp
