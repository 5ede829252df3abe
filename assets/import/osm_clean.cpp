#include "import/osm_clean.h"

#include <expat.h>
#include <memory>
#include <type_traits>

namespace tp {
namespace {

struct State {
    XML_Parser parser = nullptr;
    std::string out;
    int depth = 0;
    bool bad = false;
};

void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\n') out += "&#10;";
        else out += c;
    }
}

void append_element(std::string& out, const char* name, const char** attributes, bool closed) {
    bool is_nd = std::string_view(name) == "nd";
    out += '<';
    out += name;
    for (; *attributes; attributes += 2) {
        std::string_view key = attributes[0];
        if (is_nd && key != "ref") continue;
        out += ' ';
        out += key;
        out += "=\"";
        append_escaped(out, attributes[1]);
        out += '"';
    }
    out += closed ? "/>" : ">";
}

bool is_object(std::string_view name) { return name == "node" || name == "way" || name == "relation"; }
bool is_part(std::string_view name) { return name == "tag" || name == "nd" || name == "member"; }

void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    auto& state = *static_cast<State*>(data);
    ++state.depth;
    if (state.depth == 1) append_element(state.out, name, attributes, false);
    if (state.depth == 2 && is_object(name)) append_element(state.out, name, attributes, false);
    if (state.depth == 3 && is_part(name)) append_element(state.out, name, attributes, true);
}

void XMLCALL on_end(void* data, const char* name) {
    auto& state = *static_cast<State*>(data);
    if (state.depth == 1 || (state.depth == 2 && is_object(name))) state.out.append("</").append(name).append(">\n");
    --state.depth;
}

void XMLCALL on_entity(void* data, const char*, int, const char*, int, const char*, const char*, const char*, const char*) {
    auto& state = *static_cast<State*>(data);
    state.bad = true;
    XML_StopParser(state.parser, XML_FALSE);
}

} // namespace

std::optional<std::string> clean_osm_xml(std::string_view xml) {
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
    if (!parser) return std::nullopt;
    State state;
    state.parser = parser.get();
    state.out.reserve(xml.size());
    XML_SetUserData(parser.get(), &state);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetEntityDeclHandler(parser.get(), on_entity);
    constexpr std::size_t k_step = std::size_t{1} << 26;
    for (std::size_t at = 0; at < xml.size(); at += k_step) {
        std::string_view part = xml.substr(at, k_step);
        if (XML_Parse(parser.get(), part.data(), static_cast<int>(part.size()), at + k_step >= xml.size()) != XML_STATUS_OK) return std::nullopt;
    }
    if (state.bad) return std::nullopt;
    return std::move(state.out);
}

} // namespace tp
