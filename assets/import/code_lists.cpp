#include "import/code_lists.h"

#include "import/layer_builder.h"

namespace tp {

std::map<std::string, std::string, std::less<>> read_code_list(const XmlTree& tree) {
    std::map<std::string, std::string, std::less<>> out;
    if (tree.root() == XmlTree::k_none || tree.name(tree.root()) != "Dictionary") return out;
    for (auto entry : children(tree, tree.root()))
        for (auto definition : children(tree, entry)) {
            if (tree.name(definition) != "Definition") continue;
            auto text = [&](const char* name) {
                auto child = tree.child(definition, name);
                return child == XmlTree::k_none ? std::string_view{} : tree.text(child);
            };
            std::string_view code = text("name"), word = text("description");
            if (code.empty()) code = text("identifier");
            if (!code.empty() && !word.empty()) out.emplace(code, word);
        }
    return out;
}

std::string_view CodeLists::word(std::string_view list, std::string_view code) {
    auto found = m_lists.find(list);
    if (found == m_lists.end()) {
        found = m_lists.emplace(std::string(list), List{}).first;
        auto bytes = m_source.beside ? m_source.beside(found->first) : Result<std::string>(refuse("uri_missing", found->first));
        if (bytes)
            if (auto tree = XmlTree::parse(*bytes)) found->second = read_code_list(*tree);
        if (found->second.empty()) add_note(m_notes, "code_list_missing", found->first, "");
    }
    auto entry = found->second.find(code);
    if (entry != found->second.end()) return entry->second;
    if (!found->second.empty()) add_note(m_notes, "code_unknown", std::string(list) + " " + std::string(code), "");
    return {};
}

} // namespace tp
