// Excel workbooks (ECMA-376 part 1, SpreadsheetML): the values of cells as text, dates as 2024-05-01. Formulas count with
// the value that was stored. Everything passes through unpack_zip and its limits.
#include "import/layer_builder.h"
#include "import/readers.h"
#include "import/table_layers.h"
#include "import/xml_scan.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <set>

namespace tp {
namespace {

constexpr std::size_t k_column_limit = 16'384; // of Excel itself
constexpr std::size_t k_row_limit = 1'048'576;
constexpr std::size_t k_cell_limit = 20'000'000;

using Members = std::vector<std::pair<std::string, std::string>>;

const std::string* member(const Members& members, const std::string& name) {
    auto found = std::ranges::find(members, name, [](const auto& m) { return m.first; });
    return found == members.end() ? nullptr : &found->second;
}

template <class T>
T whole(std::string_view text, T otherwise) {
    T value{};
    auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    return done.ec == std::errc{} && done.ptr == text.data() + text.size() ? value : otherwise;
}

class Strings : public XmlHandler { // sharedStrings.xml (18.4): <si> holds <t>, or runs <r><t>; phonetic runs do not count
public:
    void start(std::string_view name, const char* const*) override {
        if (name == "si") m_text.clear();
        if (name == "rPh") ++m_phonetic;
    }
    void end(std::string_view name, std::string_view text) override {
        if (name == "t" && m_phonetic == 0) m_text += text;
        if (name == "rPh") --m_phonetic;
        if (name == "si") all.push_back(m_text);
    }
    std::vector<std::string> all;

private:
    std::string m_text;
    int m_phonetic = 0;
};

class Styles : public XmlHandler { // styles.xml: which cell formats (18.8.10) show dates
public:
    void start(std::string_view name, const char* const* attributes) override {
        if (name == "numFmt") m_formats[whole(xml_attribute(attributes, "numFmtId"), -1)] = shows_date(xml_attribute(attributes, "formatCode"));
        if (name == "cellXfs") m_inside = true;
        if (name == "xf" && m_inside) {
            int id = whole(xml_attribute(attributes, "numFmtId"), 0);
            auto own = m_formats.find(id);
            date.push_back(own != m_formats.end() ? own->second : (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58));
        }
    }
    void end(std::string_view name, std::string_view) override {
        if (name == "cellXfs") m_inside = false;
    }
    std::vector<bool> date; // by style index

private:
    // A year or a day outside quotes and brackets.
    static bool shows_date(std::string_view code) {
        bool quoted = false, bracket = false;
        for (std::size_t i = 0; i < code.size(); ++i) {
            char c = code[i];
            if (c == '"') quoted = !quoted;
            if (c == '[') bracket = true;
            if (c == ']') bracket = false;
            if (c == '\\') ++i;
            if (!quoted && !bracket && (c == 'y' || c == 'd' || c == 'Y' || c == 'D')) return true;
        }
        return false;
    }
    std::map<int, bool> m_formats;
    bool m_inside = false;
};

struct SheetName {
    std::string name, relation;
};

class Workbook : public XmlHandler {
public:
    void start(std::string_view name, const char* const* attributes) override {
        if (name == "sheet") {
            std::string relation;
            for (const char* const* a = attributes; *a; a += 2) // r:id, not sheetId
                if (std::string_view(*a).ends_with(":id")) relation = a[1];
            sheets.push_back({std::string(xml_attribute(attributes, "name")), relation});
        }
        if (name == "workbookPr") {
            auto value = xml_attribute(attributes, "date1904");
            from_1904 = value == "1" || value == "true";
        }
    }
    void end(std::string_view, std::string_view) override {}
    std::vector<SheetName> sheets;
    bool from_1904 = false;
};

class Relations : public XmlHandler {
public:
    void start(std::string_view name, const char* const* attributes) override {
        if (name == "Relationship")
            target[std::string(xml_attribute(attributes, "Id"))] = xml_attribute(attributes, "Target");
    }
    void end(std::string_view, std::string_view) override {}
    std::map<std::string, std::string> target;
};

std::string date_text(double serial, bool from_1904) {
    double days = std::floor(serial);
    if (!(days >= 1.0 && days < 2'958'466.0)) return {};
    auto epoch = from_1904 ? std::chrono::sys_days(std::chrono::year{1904} / 1 / 1) : std::chrono::sys_days(std::chrono::year{1899} / 12 / 30);
    std::chrono::year_month_day day(epoch + std::chrono::days(static_cast<int>(days)));
    std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    auto seconds = static_cast<long>(std::llround((serial - days) * 86'400.0));
    if (seconds > 0 && seconds < 86'400) text += fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return text;
}

std::string trimmed(std::string_view text) {
    auto begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string{} : std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

struct Book {
    std::vector<std::string> strings;
    std::vector<bool> date;
    bool from_1904 = false;
};

class Sheet : public XmlHandler { // sheetData (18.3.1.80)
public:
    explicit Sheet(const Book& book) : m_book(book) {}
    void start(std::string_view name, const char* const* attributes) override {
        if (name == "row") m_row.clear();
        if (name == "c") {
            m_column = column_of(xml_attribute(attributes, "r"));
            m_type = xml_attribute(attributes, "t");
            m_style = whole(xml_attribute(attributes, "s"), std::size_t{0});
            m_value.clear();
            m_inline.clear();
        }
    }
    void end(std::string_view name, std::string_view text) override {
        if (name == "v") m_value = text;
        if (name == "t") m_inline += text;
        if (name == "c" && m_column < k_column_limit) {
            if (m_row.size() <= m_column) m_row.resize(m_column + 1);
            m_row[m_column] = trimmed(value());
        }
        if (name == "row") {
            cells += m_row.size();
            rows.push_back(m_row);
            if (cells > k_cell_limit || rows.size() > k_row_limit) too_large = stop = true;
        }
    }
    std::deque<std::vector<std::string>> rows;
    std::size_t cells = 0;
    bool too_large = false;

private:
    // "BC12" -> 54; without a reference the cell follows the one before it.
    std::size_t column_of(std::string_view reference) const {
        std::size_t column = 0, letters = 0;
        for (char c : reference) {
            if (c < 'A' || c > 'Z' || ++letters > 3) break;
            column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
        }
        return letters == 0 ? m_row.size() : column - 1;
    }
    std::string value() const {
        if (m_type == "inlineStr") return m_inline;
        if (m_type == "s") {
            auto index = whole(std::string_view(m_value), m_book.strings.size());
            return index < m_book.strings.size() ? m_book.strings[index] : std::string{};
        }
        if (m_type == "e") return {}; // #N/A and the like
        if ((m_type.empty() || m_type == "n") && m_style < m_book.date.size() && m_book.date[m_style])
            if (auto serial = number_of(m_value))
                if (auto text = date_text(*serial, m_book.from_1904); !text.empty()) return text;
        return m_value;
    }
    const Book& m_book;
    std::vector<std::string> m_row;
    std::string m_type, m_value, m_inline;
    std::size_t m_column = 0, m_style = 0;
};

// Targets are relative to xl/, or start with a slash.
std::string path_of(const std::string& target) {
    if (target.starts_with('/')) return target.substr(1);
    return resolve_reference("xl", target).value_or("");
}

Result<std::vector<FeatureLayer>> read_sheet(const std::string& bytes, const Book& book, const std::string& name, const ReadOptions& options) {
    Sheet sheet(book);
    if (auto read = scan_xml(bytes, sheet); !read) return std::unexpected(read.error());
    if (sheet.too_large) return refuse("table_too_large", name);
    CsvTable table = table_of_rows([&](std::vector<std::string>& row) {
        if (sheet.rows.empty()) return false;
        row = std::move(sheet.rows.front());
        sheet.rows.pop_front();
        return true;
    });
    if (table.too_large) return refuse("table_too_large", name);
    if (table.header.size() < 2 || table.rows() == 0) return std::vector<FeatureLayer>{}; // a sheet of words
    return layers_of_table(table, name, options);
}

} // namespace

LayersOrRefusal read_xlsx(SourceFile& source, const ReadOptions& options) {
    auto members = unpack_zip(source.bytes);
    if (!members) return std::unexpected(members.error());
    source.bytes.clear();
    Workbook workbook;
    Relations relations;
    Strings strings;
    Styles styles;
    const std::pair<const char*, XmlHandler*> parts[] = {{"xl/workbook.xml", &workbook},
                                                         {"xl/_rels/workbook.xml.rels", &relations},
                                                         {"xl/sharedStrings.xml", &strings},
                                                         {"xl/styles.xml", &styles}};
    for (const auto& [name, handler] : parts) {
        const std::string* bytes = member(*members, name);
        if (!bytes && (handler == &workbook || handler == &relations)) return refuse("cannot_read", name);
        if (!bytes) continue;
        if (auto read = scan_xml(*bytes, *handler); !read) return std::unexpected(read.error());
    }
    Book book{std::move(strings.all), std::move(styles.date), workbook.from_1904};
    std::vector<FeatureLayer> all;
    for (const auto& sheet : workbook.sheets) {
        const std::string* bytes = member(*members, path_of(relations.target[sheet.relation]));
        if (!bytes) continue;
        auto layers = read_sheet(*bytes, book, sheet.name, options);
        if (!layers) return std::unexpected(layers.error());
        std::ranges::move(*layers, std::back_inserter(all));
    }
    if (all.empty()) return refuse("not_what_it_says", "no table");
    for (auto& layer : all) layer.encoding = "UTF-8";
    return all;
}

} // namespace tp
