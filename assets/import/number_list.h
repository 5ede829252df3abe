// import/number_list.h - numbers in text as XML writes them: separated by blanks (and commas), never by the locale.
#pragma once

#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

namespace tp {

// Appends the numbers of a text; false where something is no finite number (what came before is appended).
template <class Number>
bool append_numbers(std::string_view text, std::vector<Number>& out) {
    const char *at = text.data(), *end = at + text.size();
    for (;;) {
        while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r' || *at == ',')) ++at;
        if (at == end) return true;
        if (*at == '+') ++at;
        Number value{};
        auto done = std::from_chars(at, end, value);
        if (done.ec != std::errc{} || !std::isfinite(value)) return false;
        at = done.ptr;
        out.push_back(value);
    }
}

} // namespace tp
