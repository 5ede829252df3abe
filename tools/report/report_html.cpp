#include "report/html.h"
#include "report/legend.h"
#include "report/text.h"

#include "core/version.h"
#include "geo/crs.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fstream>

namespace tp {
namespace html {

std::string proposal_colour(std::size_t index) {
    constexpr std::array k_colours{"#E4572E", "#2E6FE4", "#5c5a56", "#98958f"};
    return k_colours[std::min(index, k_colours.size() - 1)];
}

std::string wrap(std::string_view tag, std::string_view markup, std::string_view attributes) {
    return fmt::format("<{}{}{}>{}</{}>", tag, attributes.empty() ? "" : " ", attributes, markup, tag);
}

std::string element(std::string_view tag, std::string_view text, std::string_view attributes) {
    return wrap(tag, html_escape(text), attributes);
}

std::string section(const ReportInput& input, std::string_view title_key, std::string_view markup) {
    return wrap("section", element("h2", input.messages->text(title_key)) + std::string(markup)) + "\n";
}

std::string note(const ReportInput& input, std::string_view key, const MessageArgs& args) {
    return element("p", input.messages->text(key, args), "class=\"note\"");
}

std::string proposal_heads(const ReportInput& input) {
    std::string out;
    for (std::size_t i = 0; i < input.proposals.size(); ++i)
        out += wrap("th",
                    fmt::format("<span class=\"key\" style=\"background:{}\"></span>{}", proposal_colour(i),
                                html_escape(input.proposals[i].name)),
                    "class=\"n\" scope=\"col\"");
    return out;
}

// Swatches in a row under the maps, where they are large enough to read on paper.
static std::string legend(const Messages& messages, const Layer& layer) {
    std::string out = html_escape(messages.text("report.legend", {{"name", legend_title(messages, layer)}}));
    auto hex = [](Rgb c) { return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]); };
    for (const LegendRow& row : legend_rows(messages, layer)) {
        std::string paint = row.sign == LegendSign::missing ? "repeating-linear-gradient(135deg,#fff 0 3px,#6a6864 3px 4px)"
                            : row.sign == LegendSign::small ? fmt::format("repeating-linear-gradient(45deg,{} 0 3px,#fff 3px 5px)", hex(row.from))
                                                            : fmt::format("linear-gradient(90deg,{},{})", hex(row.from), hex(row.to));
        if (row.sign != LegendSign::none) out += fmt::format(" <span class=\"swatch\" style=\"background:{}\"></span>", paint);
        out += (row.sign == LegendSign::none ? " · " : "") + html_escape(row.text);
    }
    return wrap("p", out, "class=\"legend\"");
}

std::string maps(const ReportInput& input) {
    const Messages& messages = *input.messages;
    if (!input.pictures) {
        std::string text = input.no_pictures
                               ? messages.text("report.maps.missing", {{"reason", messages.sentence(*input.no_pictures)}})
                               : messages.text("report.maps.not_made");
        return section(input, "report.section.maps", element("p", text, "class=\"absent\""));
    }
    FrameOptions frame;
    frame.shadow = input.picture_options.shadow;
    frame.sun = input.picture_options.sun;
    std::string figures;
    const Layer* layer = nullptr;
    for (std::size_t i = 0; i < input.proposals.size() && i < input.pictures->panels.size(); ++i) {
        const ReportProposal& proposal = input.proposals[i];
        Image panel = input.pictures->panels[i];
        frame.height = panel.height;
        PictureNotes notes = notes_of(messages, *input.city, input.pictures->camera, frame, input.picture_options.time_iso);
        notes.text_scale = std::clamp(panel.width / 480.0 * 720.0 / panel.height, 1.0, 1.6); // shown about 480 pixels wide
        if (!proposal.evaluation.reach.value.empty()) layer = &proposal.evaluation.reach;
        notes.names = &input.pictures->names;
        annotate(panel, messages, notes);
        int units = 0;
        for (const Solution& solution : proposal.solutions) units += solution.count;
        std::string caption = messages.text("report.maps.caption", {{"name", proposal.name},
                                                                    {"places", std::to_string(proposal.solutions.size())},
                                                                    {"units", std::to_string(units)}});
        figures += wrap("figure", fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\">", html_escape(caption),
                                              base64(encode_png(panel))) +
                                      wrap("figcaption", fmt::format("<span class=\"key\" style=\"background:{}\"></span>{}",
                                                                     proposal_colour(i), html_escape(caption))));
    }
    return section(input, "report.section.maps", wrap("div", figures, "class=\"maps\"") + (layer ? legend(messages, *layer) : "") +
                                                      note(input, "report.same_camera"));
}

static std::string meta_row(const Messages& messages, std::string_view key, const std::string& value) {
    return value.empty() ? std::string{} : wrap("div", element("dt", messages.text(key)) + element("dd", value));
}

static std::string header(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string names;
    for (const ReportProposal& proposal : input.proposals) names += (names.empty() ? "" : " · ") + proposal.name;
    auto population = population_for_rules(*input.city);
    std::string programme;
    if (input.programme) programme = messages.language() == Language::ko ? input.programme->name.ko : input.programme->name.en;
    std::string meta =
        meta_row(messages, "report.head.city", input.city->name) +
        meta_row(messages, "report.head.population",
                 population ? number_text(static_cast<double>(*population)) + messages.text("report.unit.persons")
                            : messages.text("report.head.unknown")) +
        meta_row(messages, "report.head.programme", programme) + meta_row(messages, "report.head.date", input.date) +
        meta_row(messages, "report.head.crs", fmt::format("EPSG:{}", input.city->frame.epsg)) +
        meta_row(messages, "report.head.program", fmt::format("twinplan {}", k_version)) +
        meta_row(messages, "report.head.hash", fmt::format("{:016x}", input.input_hash)) +
        meta_row(messages, "report.head.draws",
                 messages.text("report.head.draws_value", {{"seed", std::to_string(input.seed)}, {"samples", std::to_string(input.samples)}}));
    std::string badge = input.city->synthetic ? element("span", messages.text("report.synthetic"), "class=\"badge\"") : "";
    return wrap("header", wrap("h1", element("small", messages.text("report.title")) + html_escape(input.city->name)) +
                              element("p", names) + badge + wrap("dl", meta, "class=\"meta\"")) + "\n";
}

} // namespace html

std::string report_html(const ReportInput& input) {
    const Messages& messages = *input.messages;
    std::string head =
        "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; img-src data:\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
        html::element("title", input.city->name + " · " + messages.text("report.title")) + "\n" +
        html::wrap("style", html::style_sheet());
    std::string body = html::header(input) + html::maps(input) + html::indicators(input) + html::differences(input) +
                       html::budget(input) + html::checks(input) + html::warnings(input) + html::missing(input) +
                       html::evidence(input) + html::assumptions(input) + html::sources(input);
    if (std::string credits = attribution_text(messages, *input.city); !credits.empty())
        body += html::element("footer", credits);
    return fmt::format("<!doctype html>\n<html lang=\"{}\">\n<head>\n{}\n</head>\n<body>\n{}</body>\n</html>\n",
                       messages.language() == Language::ko ? "ko" : "en", head, body);
}

static Result<void> write_text(const std::filesystem::path& target, const std::string& text) {
    auto temporary = target;
    temporary += ".part";
    std::error_code error;
    std::ofstream file(temporary, std::ios::binary);
    file << text;
    file.close();
    if (file) std::filesystem::rename(temporary, target, error);
    if (file && !error) return {};
    std::filesystem::remove(temporary, error);
    return fail(ErrorCode::io, "report.cannot_write", {{"file", target.string()}});
}

Result<void> write_report(const std::filesystem::path& target, const ReportInput& input) {
    auto ending = target.extension();
    if (ending == ".html" || ending == ".htm") return write_text(target, report_html(input));
    if (ending == ".json") return write_text(target, report_json(input));
    if (ending == ".pdf") return fail(ErrorCode::unsupported, "report.pdf_later", {{"file", target.string()}});
    return fail(ErrorCode::usage, "report.unknown_ending", {{"file", target.string()}});
}

} // namespace tp
