// import/xml_scan.h - XML as start, text and end (expat): no document type (so no entities of its own), depth 128 at most.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace tp {

class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    // Names without their namespace prefix. `attributes`: name, value, name, value ..., null.
    virtual void start(std::string_view name, const char* const* attributes) = 0;
    virtual void end(std::string_view name, std::string_view text) = 0; // text directly in the element, whole
    bool stop = false;                                                  // set it: nothing more is read
};

// The value of an attribute (without prefix), or an empty text.
std::string_view xml_attribute(const char* const* attributes, std::string_view name);

// Reads all of `bytes`. Refusals: xml_doctype, too_deep, cannot_read (where: "line 7: mismatched tag").
Result<void> scan_xml(std::string_view bytes, XmlHandler& handler);

} // namespace tp
