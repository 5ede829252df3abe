// import/text_encoding.h - which encoding bytes are in, and their text as UTF-8.
//
// UTF-8 is recognised by its form; else what the file claims is tried where that encoding can fail (a single-byte
// encoding reads anything, so its claim proves nothing), then CP949 (KS X 1001 and its extension). A text that does not
// fit keeps what can be read; the rest becomes U+FFFD.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tp {

// The encoding of all `texts` together: "UTF-8", "CP949", or iconv's name of what is claimed. `claimed` is the content
// of a .cpg or an encoding's name as people write it ("EUC-KR", "949", "utf8"); `given` is the user's and wins.
std::string find_encoding(std::span<const std::string_view> texts, std::string_view claimed, std::string_view given);

// `text` as UTF-8; sets `damaged` where a byte could not be read.
std::string to_utf8(std::string_view text, const std::string& encoding, bool& damaged);

} // namespace tp
