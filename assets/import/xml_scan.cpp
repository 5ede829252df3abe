#include "import/xml_scan.h"

#include "import/source_file.h"

#include <algorithm>
#include <expat.h>
#include <memory>
#include <vector>

namespace tp {
namespace {

constexpr std::size_t k_depth_limit = 128;

std::string_view without_prefix(std::string_view name) {
    auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct Scan {
    XML_Parser parser = nullptr;
    XmlHandler* handler = nullptr;
    std::vector<std::string> text; // of the open elements
    std::string refusal;

    void refuse_as(const char* code) {
        if (refusal.empty()) refusal = code;
        XML_StopParser(parser, XML_FALSE);
    }
};

void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    auto& scan = *static_cast<Scan*>(data);
    if (scan.text.size() >= k_depth_limit) return scan.refuse_as("too_deep");
    scan.text.emplace_back();
    scan.handler->start(without_prefix(name), attributes);
    if (scan.handler->stop) XML_StopParser(scan.parser, XML_FALSE);
}

void XMLCALL on_end(void* data, const char* name) {
    auto& scan = *static_cast<Scan*>(data);
    scan.handler->end(without_prefix(name), scan.text.back());
    scan.text.pop_back();
    if (scan.handler->stop) XML_StopParser(scan.parser, XML_FALSE);
}

void XMLCALL on_text(void* data, const char* text, int size) {
    auto& scan = *static_cast<Scan*>(data);
    if (!scan.text.empty()) scan.text.back().append(text, static_cast<std::size_t>(size));
}

void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    static_cast<Scan*>(data)->refuse_as("xml_doctype");
}

} // namespace

std::string_view xml_attribute(const char* const* attributes, std::string_view name) {
    for (; *attributes; attributes += 2)
        if (without_prefix(*attributes) == name) return attributes[1];
    return {};
}

Result<void> scan_xml(std::string_view bytes, XmlHandler& handler) {
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                                        &XML_ParserFree);
    if (!parser) return refuse("cannot_read", "memory");
    Scan scan;
    scan.parser = parser.get();
    scan.handler = &handler;
    XML_SetUserData(parser.get(), &scan);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    for (bool last = false; !last && !handler.stop;) {
        std::size_t take = std::min<std::size_t>(bytes.size(), std::size_t{1} << 26);
        last = take == bytes.size();
        auto status = XML_Parse(parser.get(), bytes.data(), static_cast<int>(take), last ? 1 : 0);
        if (!scan.refusal.empty()) return refuse(scan.refusal);
        if (status != XML_STATUS_OK && !handler.stop)
            return refuse("cannot_read", "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                                             XML_ErrorString(XML_GetErrorCode(parser.get())));
        bytes.remove_prefix(take);
    }
    return {};
}

} // namespace tp
