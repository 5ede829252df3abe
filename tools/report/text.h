// report/text.h - numbers and names as a reader sees them: no more digits than the interval allows, won in 억 and 만.
//
// The same functions serve the report, the pictures and the window, so that one number never appears in two shapes.
#pragma once

#include "core/messages.h"
#include "eval/indicator.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tp {

// The one escaping function of all HTML: & < > " ' and control characters; bidi controls are dropped.
std::string html_escape(std::string_view text);

// Smallest step a value with this 5 %..95 % range deserves: the second digit of the range's width; 0 where low = high.
double sensible_step(double low, double high);
// `value` rounded to `step` (0: three significant digits at most, integers whole) with thousands separated by commas.
std::string number_text(double value, double step = 0.0);
// "-1,240", "0.035": at most `digits` significant digits.
std::string significant_text(double value, int digits = 3);
// Korean: "12.3억 원", "3,250만 원", "900원"; English: "KRW 1,230 million", "KRW 900".
std::string krw_text(const Messages& messages, double value_krw, double step_krw = 0.0);

// Median and interval of an indicator in its unit: {"37,000명", "30,000-45,000"}; `factor` for per ten years.
struct IntervalText {
    std::string median, interval; // interval empty where the value is exact
};
IntervalText interval_text(const Messages& messages, double median, double low, double high, const std::string& unit,
                           double factor = 1.0);
IntervalText interval_text(const Messages& messages, const Indicator& indicator);

std::string range_text(const Messages& messages, const std::string& low, const std::string& high); // "1.2 ~ 3.4", "1.2 to 3.4"

bool is_rare_event(const std::string& indicator_id); // crashes and deaths: also shown per ten years
std::string event_text(const Messages& messages, const std::string& indicator_id); // "건", "명"; "crashes", "deaths"
// "per ten years about 0.35 (0.12-0.71), one in about 29 years"; empty where it is none of these or not ok.
std::string ten_years_text(const Messages& messages, const Indicator& indicator);

std::string unit_text(const Messages& messages, const std::string& unit);       // "persons" -> "명"
std::string indicator_name(const Messages& messages, const std::string& id);    // message indicator.<id>, else the id
std::string layer_name(const Messages& messages, const std::string& id);
// First of the keys that has a message, else `fallback`.
std::string text_or(const Messages& messages, std::string_view key, const std::string& fallback, const MessageArgs& args = {});
std::string probability_text(double p); // "0.87", "> 0.99", "< 0.01"

} // namespace tp
