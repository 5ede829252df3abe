#include "import/text_encoding.h"

#include "wire/encoding.h"
#include "wire/layers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iconv.h>
#include <vector>

namespace tp {
namespace {

class Converter {
public:
    explicit Converter(const std::string& from) : m_handle(::iconv_open("UTF-8", from.c_str())) {}
    ~Converter() {
        if (known()) ::iconv_close(m_handle);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    bool known() const { return m_handle != reinterpret_cast<iconv_t>(-1); } // NOLINT: as POSIX says it

    // Unreadable bytes become U+FFFD, one each; returns how many.
    std::size_t convert(std::string_view text, std::string& out) {
        std::size_t bad = 0;
        ::iconv(m_handle, nullptr, nullptr, nullptr, nullptr);
        char* from = const_cast<char*>(text.data()); // iconv does not write to it
        std::size_t left = text.size();
        std::array<char, 4096> buffer{};
        while (left > 0) {
            char* to = buffer.data();
            std::size_t room = buffer.size();
            std::size_t result = ::iconv(m_handle, &from, &left, &to, &room);
            int reason = errno;
            out.append(buffer.data(), buffer.size() - room);
            if (result != static_cast<std::size_t>(-1) || reason == E2BIG) continue;
            out += "\xEF\xBF\xBD";
            ++bad;
            ++from;
            --left;
        }
        return bad;
    }

private:
    iconv_t m_handle;
};

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

bool can_fail(const std::string& encoding) {
    return encoding == "CP949" || encoding == "CP932" || encoding == "EUC-JP" || encoding == "GB18030" ||
           encoding == "BIG5";
}

std::size_t misfits(std::span<const std::string_view> texts, const std::string& encoding) {
    std::size_t bad = 0;
    if (encoding == "UTF-8") {
        for (auto text : texts) bad += is_utf8(text) ? 0 : 1;
        return bad;
    }
    Converter converter(encoding);
    if (!converter.known()) return texts.size();
    std::string out;
    for (auto text : texts) {
        out.clear();
        bad += converter.convert(text, out) > 0 ? 1 : 0;
    }
    return bad;
}

// iconv lets through what UTF-8 does not have: code points over 10FFFF. Each such byte becomes a replacement character.
std::string scrubbed(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = 1;
        while (size <= 4 && at + size <= text.size() && !is_utf8(std::string_view(text).substr(at, size))) ++size;
        if (size <= 4 && at + size <= text.size()) {
            out.append(text, at, size);
            at += size;
        } else {
            if (text[at] != '\0') out += "\xEF\xBF\xBD";
            ++at;
        }
    }
    return out;
}

} // namespace

std::string find_encoding(std::span<const std::string_view> texts, std::string_view claimed, std::string_view given) {
    if (auto name = encoding_name(given); !name.empty()) return name;
    std::vector<std::string_view> telling; // plain ASCII fits every encoding asked about here
    for (auto text : texts)
        if (!is_ascii(text)) telling.push_back(text);
    if (telling.empty()) return "UTF-8";
    // A field cut in the middle of a character is one misfit of many texts, not another encoding.
    auto fits = [&](std::size_t bad) { return bad * 50 <= telling.size(); };
    std::size_t bad_utf8 = misfits(telling, "UTF-8");
    if (fits(bad_utf8)) return "UTF-8";
    std::string claim = encoding_name(claimed);
    if (can_fail(claim) && fits(misfits(telling, claim))) return claim;
    std::size_t bad_cp949 = misfits(telling, "CP949");
    if (fits(bad_cp949)) return "CP949";
    if (!claim.empty() && !can_fail(claim) && claim != "UTF-8") return claim;
    return bad_utf8 <= bad_cp949 ? "UTF-8" : "CP949";
}

std::string to_utf8(std::string_view text, const std::string& encoding, bool& damaged) {
    if (is_ascii(text) && !encoding.starts_with("UTF-16")) return std::string(text);
    if (encoding == "UTF-8" && is_utf8(text)) return std::string(text);
    Converter converter(encoding);
    std::string out;
    if (!converter.known()) {
        damaged = true;
        for (char c : text) out += (static_cast<unsigned char>(c) & 0x80U) != 0 ? '?' : c;
        return out;
    }
    if (converter.convert(text, out) > 0) damaged = true;
    if (is_utf8(out)) return out;
    damaged = true;
    return scrubbed(out);
}

} // namespace tp
