#include "report/text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

std::string with_commas(std::string digits) {
    std::size_t point = std::min(digits.find('.'), digits.size());
    std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = point; at > first + 3;) digits.insert(at -= 3, 1, ',');
    return digits;
}

std::string fixed(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) text.erase(0, 1); // no "-0"
    return with_commas(std::move(text));
}

int decimals_of(double step) { return std::clamp(-static_cast<int>(std::floor(std::log10(step) + 1e-9)), 0, 9); }

std::string key_of(std::string_view prefix, std::string_view name) {
    std::string key(prefix);
    for (char c : name) key += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return key;
}

bool bidi_control(std::string_view text, std::size_t at) { // U+200E, U+200F, U+202A-202E, U+2066-2069 in UTF-8
    if (text.size() < at + 3 || text[at] != '\xe2') return false;
    auto b = static_cast<unsigned char>(text[at + 1]), c = static_cast<unsigned char>(text[at + 2]);
    return (b == 0x80 && (c == 0x8e || c == 0x8f || (c >= 0xaa && c <= 0xae))) || (b == 0x81 && c >= 0xa6 && c <= 0xa9);
}

} // namespace

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (bidi_control(text, i)) i += 2;
        else if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') out += ' ';
        else out += c;
    }
    return out;
}

double sensible_step(double low, double high) {
    double width = std::abs(high - low);
    if (!(width > 0) || !std::isfinite(width)) return 0.0;
    return std::pow(10.0, std::floor(std::log10(width) + 1e-9) - 1.0);
}

std::string significant_text(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    if (value == 0) return "0";
    double magnitude = std::floor(std::log10(std::abs(value)));
    double step = std::pow(10.0, magnitude - digits + 1);
    double rounded = std::round(value / step) * step;
    std::string text = fixed(rounded, decimals_of(step));
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) text.pop_back();
    }
    return text;
}

std::string number_text(double value, double step) {
    if (!std::isfinite(value)) return "–";
    if (step > 0) return fixed(std::round(value / step) * step, decimals_of(step));
    if (value == std::round(value)) return fixed(value, 0);
    return significant_text(value, 3);
}

std::string krw_text(const Messages& messages, double value_krw, double step_krw) {
    struct Scale {
        double from_krw;
        const char* key;
    };
    constexpr Scale k_korean[] = {{1e8, "report.krw.eok"}, {1e4, "report.krw.man"}, {0, "report.krw.won"}};
    constexpr Scale k_english[] = {{1e6, "report.krw.eok"}, {1e4, "report.krw.man"}, {0, "report.krw.won"}};
    bool korean = messages.language() == Language::ko;
    double rounded = step_krw > 0 ? std::round(value_krw / step_krw) * step_krw : value_krw;
    for (const Scale& scale : korean ? k_korean : k_english) {
        if (std::abs(rounded) < scale.from_krw) continue;
        double unit = scale.from_krw == 0 ? 1.0 : korean ? scale.from_krw : scale.from_krw == 1e6 ? 1e6 : 1e3;
        std::string number = step_krw > 0 ? number_text(rounded / unit, std::max(step_krw / unit, 1e-4))
                                          : significant_text(rounded / unit, unit > 1 ? 4 : 12);
        return messages.text(scale.key, {{"number", number}});
    }
    return {};
}

IntervalText interval_text(const Messages& messages, double median, double low, double high, const std::string& unit,
                           double factor) {
    median *= factor, low *= factor, high *= factor;
    double step = sensible_step(low, high);
    if (unit == "KRW" || unit == "KRW/yr") {
        IntervalText out{krw_text(messages, median, step), {}};
        if (unit == "KRW/yr") out.median = messages.text("report.per_year", {{"value", out.median}});
        if (step > 0) out.interval = range_text(messages, krw_text(messages, low, step), krw_text(messages, high, step));
        return out;
    }
    if (unit.starts_with("persons")) step = step > 0 ? std::max(step, 1.0) : 0.0; // people are whole
    IntervalText out{number_text(median, step), {}};
    if (std::string name = unit_text(messages, unit); !name.empty())
        out.median = messages.text("report.value_unit", {{"value", out.median}, {"unit", name}});
    if (step > 0) out.interval = range_text(messages, number_text(low, step), number_text(high, step));
    return out;
}

IntervalText interval_text(const Messages& messages, const Indicator& i) {
    return interval_text(messages, i.median, i.p05, i.p95, i.unit);
}

std::string range_text(const Messages& messages, const std::string& low, const std::string& high) {
    return messages.text("report.range", {{"low", low}, {"high", high}});
}

std::string event_text(const Messages& messages, const std::string& id) {
    return messages.text(id.find("deaths") != std::string::npos ? "report.event.death" : "report.event.crash");
}

bool is_rare_event(const std::string& id) {
    return id.find("crashes") != std::string::npos || id.find("deaths") != std::string::npos;
}

std::string ten_years_text(const Messages& messages, const Indicator& i) {
    if (!is_rare_event(i.id) || i.status != IndicatorStatus::ok) return {};
    IntervalText ten = interval_text(messages, i.median, i.p05, i.p95, "", 10.0);
    if (ten.interval.empty()) return {}; // exact: the yearly value says it all
    MessageArgs args{{"median", ten.median}, {"interval", ten.interval}, {"event", event_text(messages, i.id)}};
    if (!(i.median > 0)) return messages.text("report.ten_years", args);
    double years = 1.0 / i.median; // a rare event's waiting time: one digit, two from 10 years on
    if (years < 1.5) return messages.text("report.ten_years", args);
    args.emplace_back("years", significant_text(years, years < 10 ? 1 : 2));
    return messages.text("report.ten_years_one_in", args);
}

std::string text_or(const Messages& messages, std::string_view key, const std::string& fallback, const MessageArgs& args) {
    return messages.has(key) ? messages.text(key, args) : fallback;
}

std::string unit_text(const Messages& messages, const std::string& unit) {
    if (unit == "-" || unit == "share" || unit == "ln") return {}; // plain numbers
    if (unit == "%") return unit;
    return unit.empty() ? unit : text_or(messages, key_of("report.unit.", unit), " " + unit);
}

std::string indicator_name(const Messages& messages, const std::string& id) {
    return text_or(messages, "indicator." + id, text_or(messages, "report.indicator." + id, id));
}

std::string layer_name(const Messages& messages, const std::string& id) {
    return text_or(messages, "layer." + id, text_or(messages, "report.layer." + id, id));
}

std::string probability_text(double p) {
    if (p > 0.99) return "> 0.99";
    if (p < 0.01) return "< 0.01";
    return fmt::format("{:.2f}", p);
}

} // namespace tp
