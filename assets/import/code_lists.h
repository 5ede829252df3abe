// import/code_lists.h - the words behind the codes of a CityGML file: GML dictionaries that it refers to, such as those of
// PLATEAU (../../codelists/Building_usage.xml).
#pragma once

#include "import/source_file.h"
#include "import/xml_tree.h"

#include <map>
#include <string>
#include <string_view>

namespace tp {

// code (gml:name, gml:identifier) -> description, or empty where a document is no gml:Dictionary.
std::map<std::string, std::string, std::less<>> read_code_list(const XmlTree& tree);

class CodeLists {
public:
    explicit CodeLists(SourceFile& source) : m_source(source) {}

    // The word for a code in the list at a reference; empty where the list or the code is not there (a note says which).
    std::string_view word(std::string_view list, std::string_view code);
    std::vector<ReportNote>& notes() { return m_notes; }

private:
    using List = std::map<std::string, std::string, std::less<>>;
    SourceFile& m_source;
    std::map<std::string, List, std::less<>> m_lists;
    std::vector<ReportNote> m_notes;
};

} // namespace tp
