#include "twinplan/catalogue_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

constexpr std::array k_targets{"pedestrian", "pedestrian_night", "all", "fatal", "vehicle"};

} // namespace

int display_width(std::string_view text) {
    int width = 0;
    for (std::size_t i = 0; i < text.size();) {
        auto lead = static_cast<unsigned char>(text[i]);
        std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        bool wide = bytes >= 3 && lead >= 0xE3; // Hangul, CJK and their punctuation; U+2000.. (dashes, arrows) is narrow
        width += wide ? 2 : 1;
        i += bytes;
    }
    return width;
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<int> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
    }
    std::string out;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size()) out.append(static_cast<std::size_t>(widths[i] - display_width(row[i]) + 2), ' ');
        }
        out += '\n';
    }
    return out;
}

std::string readable(double value) {
    if (std::abs(value) >= 1000.0 && value == std::round(value)) {
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "%.0f", std::abs(value));
        std::string digits = text.data();
        for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), 1, ',');
        return value < 0 ? '-' + digits : digits;
    }
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

std::string estimate_text(const Messages& messages, const Estimate& e) {
    std::string note = e.note.empty() ? "" : "; " + note_in(messages, e.note);
    if (!e.value) return messages.text("catalogue.label.no_value") + note;
    std::string out = readable(*e.value) + (e.unit.empty() ? "" : ' ' + e.unit);
    if (e.low != e.high) out += " (" + readable(e.low) + " - " + readable(e.high) + ')';
    return out + " [" + e.source + ", " + messages.text(e.verified ? "catalogue.label.verified" : "catalogue.label.unverified") + ']' + note;
}

std::string note_in(const Messages& messages, const std::string& note) {
    std::size_t bar = note.find(" | ");
    if (bar == std::string::npos) return note;
    return messages.language() == Language::ko ? note.substr(0, bar) : note.substr(bar + 3);
}

const std::string& name_in(const Messages& messages, const Names& names) {
    return messages.language() == Language::ko ? names.ko : names.en;
}

nlohmann::ordered_json to_json(const Estimate& e) {
    nlohmann::ordered_json out;
    if (e.value) {
        out["value"] = *e.value;
        out["low"] = e.low;
        out["high"] = e.high;
    } else out["value"] = nullptr;
    out["unit"] = e.unit;
    out["source"] = e.source;
    out["verified"] = e.verified;
    if (!e.note.empty()) out["note"] = e.note;
    return out;
}

nlohmann::ordered_json to_json(const Names& names) { return {{"ko", names.ko}, {"en", names.en}}; }

nlohmann::ordered_json to_json(const Effect& e) {
    nlohmann::ordered_json out{{"id", e.id}, {"target", k_targets[static_cast<std::size_t>(e.target)]}, {"cmf", e.cmf},
                               {"ln_sd", e.ln_sd}, {"evidence", e.evidence}, {"role", e.role}};
    if (!e.about.empty()) out["about"] = e.about;
    out["design"] = e.design;
    out["sample"] = e.sample;
    out["source"] = e.source;
    out["verified"] = e.verified;
    out["note"] = e.note;
    return out;
}

nlohmann::ordered_json to_json(const SourceEntry& s) {
    return {{"id", s.id}, {"title", s.title}, {"place", s.place}, {"date", s.date}, {"opened", s.opened}};
}

} // namespace tp
