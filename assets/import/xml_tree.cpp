#include "import/xml_tree.h"

#include "import/source_file.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <expat.h>
#include <memory>

namespace tp {
namespace {

std::string_view without_prefix(const char* name) {
    std::string_view all(name);
    auto colon = all.find(':');
    return colon == std::string_view::npos ? all : all.substr(colon + 1);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The encoding that the declaration names, lower case; empty where it names none.
std::string declared_encoding(std::string_view bytes) {
    std::string_view head = bytes.substr(0, std::min(bytes.find('>'), std::size_t{200}));
    auto at = head.find("encoding");
    if (!head.starts_with("<?xml") || at == std::string_view::npos) return {};
    auto begin = head.find_first_of("\"'", at);
    if (begin == std::string_view::npos) return {};
    auto end = head.find(head[begin], begin + 1);
    std::string name;
    for (char c : head.substr(begin + 1, end == std::string_view::npos ? 0 : end - begin - 1))
        name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name;
}

} // namespace

struct XmlTreeParser {
    XmlTree tree;
    XML_Parser parser = nullptr;
    std::vector<std::uint32_t> stack, last_child; // last_child: of each element on the stack
    std::unordered_map<std::string, std::uint32_t> names;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ids; // attribute, node
    std::string key, refusal;

    std::uint32_t name_of(std::string_view name) {
        key.assign(name);
        auto [entry, is_new] = names.try_emplace(key, static_cast<std::uint32_t>(tree.m_names.size()));
        if (is_new) tree.m_names.push_back(key);
        return entry->second;
    }

    void stop(const char* why) {
        refusal = why;
        XML_StopParser(parser, XML_FALSE);
    }

    void end_text() { // the text of the element on top of the stack is what came last
        if (stack.empty()) return;
        auto& node = tree.m_nodes[stack.back()];
        if (node.first != XmlTree::k_none) { // text after a child: nothing we read has any
            tree.m_text.resize(std::max<std::size_t>(m_keep, node.text_begin + node.text_size));
            return;
        }
        std::size_t begin = node.text_begin, end = tree.m_text.size();
        while (begin < end && is_blank(tree.m_text[begin])) ++begin;
        while (end > begin && is_blank(tree.m_text[end - 1])) --end;
        if (begin == end) {
            tree.m_text.resize(node.text_begin);
            end = begin = node.text_begin;
        } else {
            tree.m_text.resize(end);
        }
        node.text_begin = static_cast<std::uint32_t>(begin);
        node.text_size = static_cast<std::uint32_t>(end - begin);
        m_keep = tree.m_text.size();
    }

    void start(const char* name, const char** attributes) {
        if (stack.size() >= XmlTree::k_depth_limit) return stop("too_deep");
        if (tree.m_nodes.size() >= 0xfffffff0U || tree.m_text.size() >= 0xf0000000U) return stop("unpacks_too_large");
        end_text();
        XmlTree::Node node;
        node.name = name_of(without_prefix(name));
        auto index = static_cast<std::uint32_t>(tree.m_nodes.size());
        if (!stack.empty()) {
            node.parent = stack.back();
            if (last_child.back() == XmlTree::k_none)
                tree.m_nodes[stack.back()].first = index;
            else
                tree.m_nodes[last_child.back()].next = index;
            last_child.back() = index;
        }
        node.attribute_begin = static_cast<std::uint32_t>(tree.m_attributes.size());
        for (; attributes[0] && node.attribute_count < 0xffff; attributes += 2) {
            if (std::string_view(attributes[0]).starts_with("xmlns")) continue;
            std::string_view local = without_prefix(attributes[0]), value = attributes[1];
            XmlTree::Attribute attribute{name_of(local), static_cast<std::uint32_t>(tree.m_text.size()),
                                         static_cast<std::uint32_t>(value.size())};
            tree.m_text += value;
            if (local == "id") ids.emplace_back(static_cast<std::uint32_t>(tree.m_attributes.size()), index);
            tree.m_attributes.push_back(attribute);
            ++node.attribute_count;
        }
        node.text_begin = static_cast<std::uint32_t>(tree.m_text.size());
        m_keep = tree.m_text.size();
        tree.m_nodes.push_back(node);
        stack.push_back(index);
        last_child.push_back(XmlTree::k_none);
    }

    void end() {
        end_text();
        tree.m_nodes[stack.back()].open = false;
        stack.pop_back();
        last_child.pop_back();
    }

    Result<void> run(std::string_view bytes, const char* encoding) {
        std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> owned(XML_ParserCreate(encoding), XML_ParserFree);
        parser = owned.get();
        if (!parser) return refuse("cannot_read", "memory");
        XML_SetUserData(parser, this);
        XML_SetElementHandler(
            parser, [](void* self, const char* name, const char** a) { static_cast<XmlTreeParser*>(self)->start(name, a); },
            [](void* self, const char*) { static_cast<XmlTreeParser*>(self)->end(); });
        XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
            auto* me = static_cast<XmlTreeParser*>(self);
            if (!me->stack.empty()) me->tree.m_text.append(text, static_cast<std::size_t>(size));
        });
        XML_SetStartDoctypeDeclHandler(parser, [](void* self, const char*, const char*, const char*, int) {
            static_cast<XmlTreeParser*>(self)->stop("xml_entities");
        });
        constexpr std::size_t k_chunk = std::size_t{1} << 24;
        for (std::size_t at = 0; at < bytes.size() || at == 0; at += k_chunk) {
            std::string_view chunk = bytes.substr(at, k_chunk);
            bool last = at + k_chunk >= bytes.size();
            if (XML_Parse(parser, chunk.data(), static_cast<int>(chunk.size()), last ? 1 : 0) == XML_STATUS_OK) continue;
            std::string line = "line " + std::to_string(XML_GetCurrentLineNumber(parser));
            if (!refusal.empty()) return refuse(refusal, line);
            tree.m_problem_at = static_cast<std::size_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser)));
            tree.m_problem = line + ": " + XML_ErrorString(XML_GetErrorCode(parser));
            if (tree.m_nodes.empty()) return refuse("cannot_read", tree.m_problem);
            return {};
        }
        return {};
    }

private:
    std::size_t m_keep = 0; // text before this belongs to somebody
};

Result<XmlTree> XmlTree::parse(std::string_view bytes) {
    std::string converted;
    std::string encoding = declared_encoding(bytes);
    const char* forced = nullptr;
    if (bytes.starts_with("\xEF\xBB\xBF")) forced = "UTF-8";
    if (!encoding.empty() && encoding != "utf-8" && encoding != "us-ascii" && !bytes.starts_with("\xEF\xBB\xBF") && bytes.starts_with("<?xml")) {
        bool damaged = false; // one byte per character in the declaration: expat knows few such encodings
        converted = to_utf8(bytes, encoding.starts_with("utf-16") ? "UTF-8" : encoding, damaged);
        bytes = converted;
        forced = "UTF-8";
    }
    XmlTreeParser parser;
    parser.tree.m_text.reserve(bytes.size() / 2 + 64); // never a short string: m_ids points into it
    parser.tree.m_nodes.reserve(bytes.size() / 128);
    if (auto done = parser.run(bytes, forced); !done) return std::unexpected(done.error());
    XmlTree tree = std::move(parser.tree);
    if (!converted.empty()) tree.m_problem_at = std::string::npos;
    tree.m_ids.reserve(parser.ids.size());
    for (auto [attribute, node] : parser.ids) {
        const Attribute& at = tree.m_attributes[attribute];
        tree.m_ids.try_emplace(std::string_view(tree.m_text).substr(at.begin, at.size), node);
    }
    return tree;
}

std::string_view XmlTree::text(std::uint32_t node) const {
    return std::string_view(m_text).substr(m_nodes[node].text_begin, m_nodes[node].text_size);
}

std::string_view XmlTree::attribute(std::uint32_t node, std::string_view name) const {
    for (std::uint32_t i = 0; i < m_nodes[node].attribute_count; ++i) {
        const Attribute& at = m_attributes[m_nodes[node].attribute_begin + i];
        if (m_names[at.name] == name) return std::string_view(m_text).substr(at.begin, at.size);
    }
    return {};
}

std::uint32_t XmlTree::child(std::uint32_t node, std::string_view wanted) const {
    for (std::uint32_t c = m_nodes[node].first; c != k_none; c = m_nodes[c].next)
        if (name(c) == wanted) return c;
    return k_none;
}

std::uint32_t XmlTree::by_id(std::string_view id) const {
    auto found = m_ids.find(id);
    return found == m_ids.end() ? k_none : found->second;
}

std::uint32_t XmlTree::target(std::uint32_t node) const {
    std::string_view href = attribute(node, "href");
    return href.starts_with('#') ? by_id(href.substr(1)) : k_none;
}

} // namespace tp
