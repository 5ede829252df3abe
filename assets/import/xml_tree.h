// import/xml_tree.h - an XML document of features as a compact tree: names without prefix, the text of leaves, ids.
//
// No document type declaration is read (no entities of the file's own, no external ones). Mixed content keeps only its
// first piece of text. 28 bytes a node and 12 an attribute, apart from their text.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tp {

class XmlTree {
public:
    XmlTree() = default;
    XmlTree(XmlTree&&) = default; // m_ids points into m_text
    XmlTree& operator=(XmlTree&&) = default;

    static constexpr std::uint32_t k_none = 0xffffffffU;
    static constexpr std::size_t k_depth_limit = 128;

    // Refusals: xml_entities (a DOCTYPE), too_deep (over 128), cannot_read (not one element; each with the line). A document
    // that breaks off later is kept up to there: problem() says where, and open(node) which elements have no end.
    static Result<XmlTree> parse(std::string_view bytes);

    std::uint32_t root() const { return m_nodes.empty() ? k_none : 0; }
    std::size_t size() const { return m_nodes.size(); }
    std::string_view name(std::uint32_t node) const { return m_names[m_nodes[node].name]; }
    std::string_view text(std::uint32_t node) const; // without blanks around it
    std::string_view attribute(std::uint32_t node, std::string_view name) const; // empty where there is none
    std::uint32_t parent(std::uint32_t node) const { return m_nodes[node].parent; }
    std::uint32_t first(std::uint32_t node) const { return m_nodes[node].first; }
    std::uint32_t next(std::uint32_t node) const { return m_nodes[node].next; }
    std::uint32_t child(std::uint32_t node, std::string_view name) const; // the first of that name; k_none
    std::uint32_t by_id(std::string_view id) const;                      // gml:id; k_none
    // What xlink:href="#id" of a node refers to, k_none where it has none or leaves the document.
    std::uint32_t target(std::uint32_t node) const;
    bool open(std::uint32_t node) const { return m_nodes[node].open; }
    const std::string& problem() const { return m_problem; }
    std::size_t problem_at() const { return m_problem_at; } // byte; npos where the encoding was converted or nothing is wrong

private:
    friend struct XmlTreeParser;
    struct Node {
        std::uint32_t name = 0, parent = k_none, first = k_none, next = k_none;
        std::uint32_t text_begin = 0, text_size = 0, attribute_begin = 0;
        std::uint16_t attribute_count = 0;
        bool open = true;
    };
    struct Attribute {
        std::uint32_t name = 0, begin = 0, size = 0;
    };
    std::vector<Node> m_nodes;
    std::vector<Attribute> m_attributes;
    std::vector<std::string> m_names;
    std::string m_text;
    std::unordered_map<std::string_view, std::uint32_t> m_ids; // into m_text
    std::string m_problem;
    std::size_t m_problem_at = std::string::npos;
};

// A loop over the children of a node: for (auto c : children(tree, n)).
class XmlChildren {
public:
    struct Iterator {
        const XmlTree* tree;
        std::uint32_t node;
        std::uint32_t operator*() const { return node; }
        Iterator& operator++() {
            node = tree->next(node);
            return *this;
        }
        bool operator!=(const Iterator& other) const { return node != other.node; }
    };
    XmlChildren(const XmlTree& tree, std::uint32_t node) : m_tree(&tree), m_first(tree.first(node)) {}
    Iterator begin() const { return {m_tree, m_first}; }
    Iterator end() const { return {m_tree, XmlTree::k_none}; }

private:
    const XmlTree* m_tree;
    std::uint32_t m_first;
};
inline XmlChildren children(const XmlTree& tree, std::uint32_t node) { return {tree, node}; }

} // namespace tp
