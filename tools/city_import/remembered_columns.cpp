#include "city_import/remembered_columns.h"

#include "core/platform/paths.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>

namespace tp {
namespace {

namespace fs = std::filesystem;

std::string toml_text(const std::string& text) { // a basic string of TOML 1.0
    std::string out = "\"";
    for (char c : text)
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            out += c;
    return out + '"';
}

// An entry is this and its quantity.
std::string head_of(const RememberedColumn& column) {
    return fmt::format("[[remembered]]\nrole = {}\nname = {}\nquantity = ", toml_text(column.role), toml_text(column.name));
}

// As --column and --as name a layer; where its file is named after it, the file.
std::string file_of(const LayerReport& layer) {
    return layer.layer.empty() || layer.file.contains(layer.layer) ? layer.file : layer.file + '/' + layer.layer;
}

std::string number_text(double value) { return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.2f}", value); }

// The first different values of a column as its file has them: "2, 3, 5"; at most `most`.
std::string values_of(const Assembled& made, const LayerReport& layer, const std::string& name, std::size_t most) {
    std::vector<std::string> seen;
    for (const SourceTable& table : made.tables) {
        if (table.source >= made.city.sources.size()) continue;
        const Source& source = made.city.sources[table.source];
        if (source.file != layer.file || source.layer != layer.layer) continue;
        auto column = std::ranges::find(table.columns, name, &Column::name);
        if (column == table.columns.end()) continue;
        std::size_t size = column->numeric ? column->number.size() : column->text.size();
        for (std::size_t i = 0; i < size && seen.size() < most; ++i) {
            if (column->numeric ? std::isnan(column->number[i]) : column->text[i].empty()) continue;
            std::string value = column->numeric ? number_text(column->number[i]) : column->text[i];
            if (std::ranges::find(seen, value) == seen.end()) seen.push_back(std::move(value));
        }
    }
    return fmt::format("{}", fmt::join(seen, ", "));
}

} // namespace

Result<std::vector<ColumnGiven>> columns_given(const std::vector<std::string>& texts) {
    std::vector<ColumnGiven> out;
    for (const std::string& text : texts) {
        std::size_t colon = text.find(':'), equals = text.rfind('=');
        bool formed = colon != std::string::npos && equals != std::string::npos && colon > 0 && colon + 1 < equals && equals + 1 < text.size();
        if (!formed) return fail(ErrorCode::usage, "import.column_form", {{"text", text}});
        out.push_back({text.substr(0, colon), text.substr(colon + 1, equals - colon - 1), text.substr(equals + 1)});
    }
    return out;
}

fs::path remembered_columns_file() { return user_data_folder() / "roles" / "remembered.toml"; }

Result<void> remember_columns(const std::vector<RememberedColumn>& columns) {
    fs::path file = remembered_columns_file(), part = file;
    part += ".part";
    std::string text;
    if (std::ifstream in(file, std::ios::binary); in) text.assign(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) text = "# Columns whose use was said; twinplan import --forget-columns removes this file.\n";
    for (const RememberedColumn& column : columns) {
        std::string head = head_of(column);
        if (auto before = text.find(head); before != std::string::npos) // what is said last counts
            text.erase(before, text.find('\n', before + head.size()) - before + 1);
        text += head + toml_text(column.quantity) + '\n';
    }
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    if (out) fs::rename(part, file, error);
    if (!out || error) return fail(ErrorCode::io, "import.cannot_remember", {{"file", file.string()}});
    return {};
}

std::vector<ColumnOffer> column_offers(const Assembled& made) {
    constexpr std::size_t k_examples = 6;
    std::vector<ColumnOffer> out;
    for (const LayerReport& layer : made.report.layers) {
        std::vector<ColumnOffer> of_layer; // one for each quantity
        for (const ReportNote& note : layer.notes) {
            std::size_t equals = note.where.rfind('=');
            if (note.code != "unknown_column" || equals == std::string::npos) continue;
            std::string column = note.where.substr(0, equals), quantity = note.where.substr(equals + 1);
            auto offer = std::ranges::find(of_layer, quantity, &ColumnOffer::quantity);
            if (offer == of_layer.end()) offer = of_layer.insert(offer, {layer.role, quantity, {file_of(layer)}, {}});
            offer->choices.push_back({column, values_of(made, layer, column, k_examples)});
        }
        for (ColumnOffer& offer : of_layer) {
            auto same = std::ranges::find_if(out, [&](const ColumnOffer& o) {
                return o.role == offer.role && o.quantity == offer.quantity &&
                       std::ranges::equal(o.choices, offer.choices, {}, &ColumnOffer::Choice::column, &ColumnOffer::Choice::column);
            });
            if (same == out.end()) out.push_back(std::move(offer));
            else same->files.push_back(std::move(offer.files.front()));
        }
    }
    return out;
}

std::string quantity_text(const Messages& messages, const std::string& quantity) {
    std::string key = "import.quantity." + quantity;
    return messages.has(key) ? messages.text(key) : quantity;
}

void take_answer(const ColumnOffer& offer, std::size_t chosen, std::vector<ColumnGiven>& given, std::vector<RememberedColumn>& said) {
    bool none = chosen >= offer.choices.size();
    for (std::size_t i = 0; i < offer.choices.size(); ++i) {
        if (!none && i != chosen) continue; // another may hold what is missing in another city
        const std::string& column = offer.choices[i].column;
        std::string quantity = none ? k_no_quantity : offer.quantity;
        bool of_use = none && std::ranges::any_of(said, [&](const RememberedColumn& c) { return c.role == offer.role && c.name == column && c.quantity != k_no_quantity; });
        if (of_use) continue; // it holds what another question asked for
        for (const std::string& file : offer.files) given.push_back({file, column, quantity});
        said.push_back({offer.role, column, quantity});
    }
}

Result<void> forget_columns() {
    std::error_code error;
    fs::remove(remembered_columns_file(), error);
    if (error) return fail(ErrorCode::io, "import.cannot_remember", {{"file", remembered_columns_file().string()}});
    return {};
}

} // namespace tp
