// core/result.h - a value, or the reason there is none.
//
// An Error names a message key, not a sentence: the sentence exists in Korean and English in
// data/messages/*.toml and is made by Messages (core/messages.h) in tools/. Nothing below tools/ prints.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace tp {

enum class ErrorCode { not_found, bad_format, out_of_range, unsupported, cancelled, io, locked, usage };

// The values that a sentence names: {{"file", "a.shp"}, {"count", "3"}}.
using MessageArgs = std::vector<std::pair<std::string, std::string>>;

struct Error {
    ErrorCode code = ErrorCode::bad_format;
    std::string key;   // of data/messages: one sentence in each language, and a hint what to do
    MessageArgs args;  // names the thing and the offending value
    std::string where; // "file:line", "building gml_17", "solution 12", or empty
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string key, MessageArgs args = {}, std::string where = {}) {
    return std::unexpected(Error{code, std::move(key), std::move(args), std::move(where)});
}

} // namespace tp
