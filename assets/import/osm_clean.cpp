#include "import/osm_clean.h"

#include <algorithm>
#include <charconv>
#include <expat.h>
#include <memory>
#include <tuple>
#include <type_traits>
#include <vector>

namespace tp {
namespace {

struct Object {
    int type = 0; // node, way, relation
    long long id = 0;
    std::size_t begin = 0, end = 0; // in State::out
};

struct State {
    XML_Parser parser = nullptr;
    std::string out;
    std::vector<Object> objects;
    int depth = 0;
    bool bad = false;
};

void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\n')
            out += "&#10;";
        else
            out += c;
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

Object object_of(std::string_view name, const char** attributes, std::size_t begin) {
    Object object{name == "node" ? 0 : name == "way" ? 1 : 2, 0, begin, begin};
    for (; *attributes; attributes += 2)
        if (std::string_view(attributes[0]) == "id") {
            std::string_view id = attributes[1];
            std::from_chars(id.data(), id.data() + id.size(), object.id);
        }
    return object;
}

void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    auto& state = *static_cast<State*>(data);
    ++state.depth;
    if (state.depth == 2 && is_object(name)) {
        state.objects.push_back(object_of(name, attributes, state.out.size()));
        append_element(state.out, name, attributes, false);
    }
    if (state.depth == 3 && is_part(name) && !state.objects.empty()) append_element(state.out, name, attributes, true);
}

void XMLCALL on_end(void* data, const char* name) {
    auto& state = *static_cast<State*>(data);
    if (state.depth == 2 && is_object(name)) {
        state.out.append("</").append(name).append(">\n");
        state.objects.back().end = state.out.size();
    }
    --state.depth;
}

void XMLCALL on_entity(void* data, const char*, int, const char*, int, const char*, const char*, const char*,
                       const char*) {
    auto& state = *static_cast<State*>(data);
    state.bad = true;
    XML_StopParser(state.parser, XML_FALSE);
}

} // namespace

std::optional<std::string> clean_osm_xml(std::string_view xml) {
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"),
                                                                                         XML_ParserFree);
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
        if (XML_Parse(parser.get(), part.data(), static_cast<int>(part.size()), at + k_step >= xml.size()) !=
            XML_STATUS_OK)
            return std::nullopt;
    }
    if (state.bad || state.objects.empty()) return std::nullopt;
    auto order = [](const Object& o) { return std::tuple(o.type, o.id); };
    std::ranges::stable_sort(state.objects, {}, order);
    auto repeated = std::ranges::unique(state.objects, {}, order);
    state.objects.erase(repeated.begin(), repeated.end());
    std::string sorted = "<osm version=\"0.6\">\n";
    sorted.reserve(state.out.size() + 64);
    for (const Object& object : state.objects) sorted.append(state.out, object.begin, object.end - object.begin);
    return sorted + "</osm>\n";
}

} // namespace tp
