// wire/encoding.h - the names of encodings as people and files write them.
#pragma once

#include <string>
#include <string_view>

namespace tp {

// iconv's name for "EUC-KR", "949", "utf8" ...; empty for what iconv does not know.
std::string encoding_name(std::string_view written);

} // namespace tp
