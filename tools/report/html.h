// report/html.h - the sections of the HTML report; each gives finished markup. All text passes through html_escape.
#pragma once

#include "report/report.h"

#include <span>
#include <string>
#include <string_view>

namespace tp::html {

std::string style_sheet();
std::string proposal_colour(std::size_t index); // "#E4572E", "#2E6FE4", then greys: the letter tells them apart too

// <tag attributes>escaped text</tag>; `attributes` is markup of ours, e.g. "class=\"n\"".
std::string element(std::string_view tag, std::string_view text, std::string_view attributes = {});
std::string wrap(std::string_view tag, std::string_view markup, std::string_view attributes = {});
std::string section(const ReportInput& input, std::string_view title_key, std::string_view markup);
std::string note(const ReportInput& input, std::string_view key, const MessageArgs& args = {});
// The header cells of a table with one column per proposal.
std::string proposal_heads(const ReportInput& input);

std::string maps(const ReportInput& input);
std::string indicators(const ReportInput& input);
std::string differences(const ReportInput& input);
std::string budget(const ReportInput& input);
std::string checks(const ReportInput& input);
std::string warnings(const ReportInput& input);
std::string evidence(const ReportInput& input);
std::string assumptions(const ReportInput& input);
std::string sources(const ReportInput& input);
std::string missing(const ReportInput& input);

} // namespace tp::html
