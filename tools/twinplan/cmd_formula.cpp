// twinplan formula list | show ID | run ID --csv IN.csv [-o OUT.csv] - every kernel on a user's own numbers.
#include "catalogue/csv_table.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/formulas.h"
#include "twinplan/options.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

std::string shortest(double value) { // the fewest digits that read back as the same number; empty where not defined
    if (!std::isfinite(value)) return {};
    std::array<char, 32> text{};
    auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? std::string(text.data(), end) : std::string{};
}

int print_list(const Context& context, bool json) {
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const Formula& f : formulas()) {
        std::string title = context.messages.text(std::string("formula.") + f.id + ".title");
        list.push_back({{"id", f.id}, {"title", title}});
        rows.push_back({f.id, title});
    }
    std::printf("%s", json ? (Json{{"formulas", list}}.dump(1) + '\n').c_str() : aligned(rows).c_str());
    return k_done;
}

int print_formula(const Context& context, const Formula& f, bool json) {
    const Messages& m = context.messages;
    std::string key = std::string("formula.") + f.id;
    if (json) {
        Json out{{"id", f.id}, {"title", m.text(key + ".title")}, {"inputs", Json::array()}, {"outputs", Json::array()}};
        for (const FormulaInput& in : f.inputs) {
            Json item{{"name", in.name}, {"unit", in.unit}};
            if (in.choices) item["choices"] = in.choices;
            else item["range"] = {in.low, in.high};
            if (in.otherwise) item["default"] = *in.otherwise;
            out["inputs"].push_back(item);
        }
        for (const FormulaOutput& o : f.outputs) out["outputs"].push_back({{"name", o.name}, {"unit", o.unit}});
        out["source"] = m.text(key + ".source");
        out["limits"] = m.text(key + ".limits");
        std::printf("%s\n", out.dump(1).c_str());
        return k_done;
    }
    std::vector<std::vector<std::string>> rows{{"  " + m.text("formula.label.column"), m.text("formula.label.unit"), m.text("formula.label.range"), m.text("formula.label.default")}};
    for (const FormulaInput& in : f.inputs)
        rows.push_back({std::string("  ") + in.name, in.unit, in.choices ? std::string(in.choices) : readable(in.low) + " .. " + readable(in.high),
                        in.otherwise ? readable(*in.otherwise) : ""});
    std::printf("%s  %s\n\n%s\n%s", f.id, m.text(key + ".title").c_str(), m.text("formula.label.inputs").c_str(), aligned(rows).c_str());
    rows.clear();
    for (const FormulaOutput& o : f.outputs) rows.push_back({std::string("  ") + o.name, o.unit});
    std::printf("\n%s\n%s\n%s: %s\n%s: %s\n", m.text("formula.label.outputs").c_str(), aligned(rows).c_str(), m.text("formula.label.source").c_str(),
                m.text(key + ".source").c_str(), m.text("formula.label.limits").c_str(), m.text(key + ".limits").c_str());
    return k_done;
}

// The values of one row; an empty cell of a column that is there makes the row undefined (nothing).
Result<std::optional<FormulaRow>> values_of(const Formula& f, const CsvTable& table, std::span<const int> columns, std::size_t row) {
    FormulaRow out;
    std::string where = table.name + ':' + std::to_string(table.line[row]);
    for (std::size_t i = 0; i < f.inputs.size(); ++i) {
        const FormulaInput& in = f.inputs[i];
        if (columns[i] < 0) {
            out.push_back({*in.otherwise, {}});
            continue;
        }
        const std::string& word = table.rows[row][static_cast<std::size_t>(columns[i])];
        if (word.empty()) return std::nullopt;
        if (in.choices) {
            out.push_back({0.0, word});
            continue;
        }
        double value = 0;
        if (!parse_number(word, value)) return fail(ErrorCode::bad_format, "catalogue.no_number", {{"column", in.name}, {"text", word}}, where);
        if (value < in.low || value > in.high)
            return fail(ErrorCode::out_of_range, "formula.out_of_range", {{"column", in.name}, {"value", word}, {"low", readable(in.low)}, {"high", readable(in.high)}}, where);
        out.push_back({value, {}});
    }
    return out;
}

Result<std::vector<int>> columns_of(const Formula& f, const CsvTable& table) {
    std::vector<int> columns;
    for (const FormulaInput& in : f.inputs) {
        columns.push_back(table.column(in.name));
        if (columns.back() < 0 && !in.otherwise) return fail(ErrorCode::bad_format, "catalogue.no_column", {{"column", in.name}}, table.name + ":1");
    }
    for (const FormulaOutput& o : f.outputs)
        if (table.column(o.name) >= 0) return fail(ErrorCode::bad_format, "formula.column_there", {{"column", o.name}}, table.name + ":1");
    return columns;
}

// Outputs, rows x outputs; NaN where a cell was empty.
Result<std::vector<double>> computed(const Formula& f, const CsvTable& table, std::size_t& undefined) {
    auto columns = columns_of(f, table);
    if (!columns) return std::unexpected(columns.error());
    std::size_t width = f.outputs.size();
    std::vector<double> out(table.rows.size() * width, std::nan(""));
    std::vector<FormulaRow> rows;
    std::vector<std::size_t> row_of;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        auto values = values_of(f, table, *columns, r);
        if (!values) return std::unexpected(values.error());
        if (!*values) {
            ++undefined;
            continue;
        }
        if (f.run) {
            if (auto done = f.run(**values, std::span(out).subspan(r * width, width)); !done) {
                Error error = done.error();
                error.where = table.name + ':' + std::to_string(table.line[r]);
                return std::unexpected(error);
            }
        } else {
            rows.push_back(**std::move(values));
            row_of.push_back(r);
        }
    }
    if (f.run_table && !rows.empty()) {
        std::vector<double> together(rows.size() * width);
        if (auto done = f.run_table(rows, together); !done) {
            Error error = done.error();
            error.where = table.name;
            return std::unexpected(error);
        }
        for (std::size_t r = 0; r < rows.size(); ++r)
            for (std::size_t i = 0; i < width; ++i) out[row_of[r] * width + i] = together[r * width + i];
    }
    return out;
}

std::string as_csv(const Formula& f, const CsvTable& table, std::span<const double> values) {
    std::string out;
    for (const auto& column : table.columns) out += csv_field(column) + ',';
    for (std::size_t i = 0; i < f.outputs.size(); ++i) out += std::string(f.outputs[i].name) + (i + 1 < f.outputs.size() ? "," : "\n");
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        for (const auto& field : table.rows[r]) out += csv_field(field) + ',';
        for (std::size_t i = 0; i < f.outputs.size(); ++i) out += shortest(values[r * f.outputs.size() + i]) + (i + 1 < f.outputs.size() ? "," : "\n");
    }
    return out;
}

// Whole or not at all: a new file beside the target, then renamed onto it.
Result<void> write_whole(const std::filesystem::path& target, const std::string& text) {
    std::filesystem::path beside = target;
    beside += ".part";
    std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    std::error_code error;
    if (stream.good()) std::filesystem::rename(beside, target, error);
    if (!stream.good() || error) {
        std::error_code ignored;
        std::filesystem::remove(beside, ignored);
        return fail(ErrorCode::io, "formula.not_written", {{"file", target.string()}});
    }
    return {};
}

Result<std::string> text_of(const std::string& name) {
    if (name == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::error_code error;
    std::ifstream stream(name, std::ios::binary);
    if (!stream || std::filesystem::is_directory(name, error)) return fail(ErrorCode::not_found, "catalogue.no_file", {{"file", name}});
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

int run_formula(const Context& context, const Formula& f, const std::string& csv, const std::string& target) {
    auto text = text_of(csv);
    if (!text) return context.error(text.error());
    auto table = parse_csv(*text, csv);
    if (!table) return context.error(table.error());
    std::size_t undefined = 0;
    auto values = computed(f, *table, undefined);
    if (!values) return context.error(values.error());
    if (undefined > 0) context.note("formula.undefined", {{"rows", std::to_string(undefined)}});
    std::string out = as_csv(f, *table, *values);
    if (target.empty()) {
        std::fwrite(out.data(), 1, out.size(), stdout);
        return k_done;
    }
    if (auto done = write_whole(target, out); !done) return context.error(done.error());
    return k_done;
}

} // namespace

int cmd_formula(Context& context, std::span<const std::string> words) {
    CLI::App app;
    std::string what, id, csv, target;
    bool json = false;
    app.add_option("list|show|run", what)->required()->check(CLI::IsMember({"list", "show", "run"}));
    app.add_option("ID", id);
    app.add_option("--csv", csv);
    app.add_option("-o", target);
    app.add_flag("--json", json);
    if (auto done = parse_words(context, app, words)) return *done;
    if (what == "list") return print_list(context, json);
    if (id.empty()) return context.error({ErrorCode::usage, "formula.no_id", {}, {}});
    const Formula* formula = find_formula(id);
    if (!formula) return context.error({ErrorCode::not_found, "formula.unknown", {{"id", id}}, {}});
    if (what == "show") return print_formula(context, *formula, json);
    if (csv.empty()) return context.error({ErrorCode::usage, "formula.no_csv", {}, {}});
    return run_formula(context, *formula, csv, target);
}

} // namespace tp
