#include "wire/encoding.h"

#include <algorithm>
#include <iconv.h>
#include <initializer_list>

namespace tp {

std::string encoding_name(std::string_view written) {
    std::string name;
    for (char c : written)
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
            name += c;
        else if (c >= 'A' && c <= 'Z')
            name += static_cast<char>(c - 'A' + 'a');
    auto is_one_of = [&](std::initializer_list<const char*> names) {
        return std::ranges::any_of(names, [&](const char* n) { return name == n; });
    };
    if (name.empty()) return {};
    if (is_one_of({"utf8", "65001", "cp65001"})) return "UTF-8";
    if (is_one_of({"euckr", "cp949", "949", "ms949", "uhc", "ksc5601", "ksc56011987", "51949", "korean", "windows949",
                   "ansi949"}))
        return "CP949";
    if (is_one_of({"cp932", "932", "sjis", "shiftjis", "windows31j", "ms932"})) return "CP932";
    if (is_one_of({"eucjp", "51932"})) return "EUC-JP";
    if (is_one_of({"gbk", "gb2312", "936", "cp936", "gb18030"})) return "GB18030";
    if (is_one_of({"big5", "950", "cp950"})) return "BIG5";
    if (is_one_of({"iso88591", "latin1", "88591", "1252", "cp1252", "windows1252", "ansi1252"})) return "CP1252";
    if (is_one_of({"utf16", "utf16le", "1200"})) return "UTF-16LE";
    std::string plain(written.substr(0, std::min<std::size_t>(written.find_first_of(" \t\r\n"), written.size())));
    iconv_t handle = ::iconv_open("UTF-8", plain.c_str());
    if (handle == reinterpret_cast<iconv_t>(-1)) return {}; // NOLINT: as POSIX says it
    ::iconv_close(handle);
    return plain;
}

} // namespace tp
