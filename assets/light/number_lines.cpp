#include "light/number_lines.h"

#include <charconv>
#include <cmath>

namespace tp {
namespace {

constexpr std::string_view k_blanks = " \t\v\f";

std::string_view trimmed(std::string_view text) {
    std::size_t first = text.find_first_not_of(k_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(k_blanks) - first + 1);
}

// What a sentence may show of a file: printable ASCII, not much of it.
std::string shown(std::string_view text) {
    std::string out;
    for (char c : text.substr(0, 24)) out += c >= ' ' && c <= '~' ? c : '?';
    return out;
}

} // namespace

std::vector<std::string_view> lines_of(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    bytes = bytes.substr(0, bytes.find('\x1A'));
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t end = std::min(bytes.find_first_of("\r\n", at), bytes.size());
        out.push_back(trimmed(bytes.substr(at, end - at)));
        at = end + (bytes.substr(end).starts_with("\r\n") ? 2 : 1);
    }
    return out;
}

std::optional<double> number_of(std::string_view text, bool decimal_comma) {
    std::string plain(text.substr(0, 64));
    if (text.size() > plain.size()) return std::nullopt;
    if (decimal_comma)
        if (std::size_t comma = plain.find(','); comma != std::string::npos) plain[comma] = '.';
    const char* at = plain.data();
    const char* end = at + plain.size();
    if (at < end && *at == '+') ++at;
    double value = 0;
    auto done = std::from_chars(at, end, value);
    if (done.ec != std::errc{} || done.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::string_view> NumberLines::next() {
    while (m_line < m_lines.size()) {
        std::string_view line = m_lines[m_line];
        m_seen = m_line;
        if (m_form == Form::one_a_line) {
            ++m_line;
            return line;
        }
        std::size_t first = line.find_first_not_of(" \t\v\f,", m_at);
        if (first == std::string_view::npos) {
            ++m_line;
            m_at = 0;
            continue;
        }
        m_at = std::min(line.find_first_of(" \t\v\f,", first), line.size());
        return line.substr(first, m_at - first);
    }
    return std::nullopt;
}

void NumberLines::complain(ErrorCode code, std::string key, MessageArgs args) {
    if (!m_error) m_error = Error{code, std::move(key), std::move(args), m_file + ":" + std::to_string(m_seen + 1)};
}

double NumberLines::number() {
    if (m_error) return 0;
    auto text = next();
    if (!text) {
        complain(ErrorCode::bad_format, "light.truncated");
        return 0;
    }
    auto value = number_of(*text, m_form == Form::one_a_line);
    if (!value) complain(ErrorCode::bad_format, "light.number", {{"text", shown(*text)}});
    return value.value_or(0);
}

std::int64_t NumberLines::count(std::int64_t low, std::int64_t high) {
    double value = number();
    if (m_error) return low;
    if (value == std::floor(value) && value >= static_cast<double>(low) && value <= static_cast<double>(high))
        return static_cast<std::int64_t>(value);
    complain(ErrorCode::out_of_range, "light.count",
             {{"count", std::to_string(value)}, {"low", std::to_string(low)}, {"high", std::to_string(high)}});
    return low;
}

std::string_view NumberLines::text_line() {
    if (m_error) return {};
    if (m_line >= m_lines.size()) {
        complain(ErrorCode::bad_format, "light.truncated");
        return {};
    }
    m_at = 0;
    m_seen = m_line;
    return m_lines[m_line++];
}

std::vector<double> NumberLines::angles(std::size_t count, double low, double high) {
    std::vector<double> out;
    for (std::size_t i = 0; i < count && ok(); ++i) {
        double angle = number();
        if (!ok()) break;
        if (!(angle >= low && angle <= high) || (!out.empty() && !(angle > out.back())))
            complain(ErrorCode::out_of_range, "light.angles", {{"angle", std::to_string(angle)}});
        out.push_back(angle);
    }
    return out;
}

void NumberLines::intensities(std::size_t count, double scale, std::vector<double>& out) {
    for (std::size_t i = 0; i < count && ok(); ++i) {
        double value = number() * scale;
        if (!(value >= 0 && value <= 1e9)) complain(ErrorCode::out_of_range, "light.negative", {{"value", std::to_string(value)}});
        out.push_back(value);
    }
}

void NumberLines::end() {
    while (ok()) {
        auto text = next();
        if (!text) return;
        if (!text->empty()) complain(ErrorCode::bad_format, "light.extra", {{"text", shown(*text)}});
    }
}

} // namespace tp
