#include "catalogue/csv_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tp {
namespace {

class Reader {
public:
    Reader(std::string_view text, std::string_view name) : m_text(text), m_name(name) {
        if (m_text.starts_with("\xEF\xBB\xBF")) m_text.remove_prefix(3);
    }
    bool done() const { return m_at >= m_text.size(); }
    int line() const { return m_line; }
    std::string where() const { return m_name + ':' + std::to_string(m_line); }
    void skip_empty() {
        while (!done()) {
            std::string_view rest = m_text.substr(m_at);
            std::string_view line = rest.substr(0, rest.find('\n'));
            bool blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
            if (!blank && line.front() != '#') return;
            m_at = std::min(m_text.size(), m_at + line.size() + 1);
            ++m_line;
        }
    }
    // One record, which may span lines inside quotes.
    Result<std::vector<std::string>> record() {
        std::vector<std::string> fields(1);
        std::string opened = where();
        bool quoted = false;
        for (; !done(); ++m_at) {
            char c = m_text[m_at];
            if (c == '\0') return fail(ErrorCode::bad_format, "catalogue.csv_binary", {}, where());
            if (c == '\n') ++m_line;
            if (quoted) {
                if (c != '"') fields.back() += c;
                else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') fields.back() += m_text[++m_at];
                else quoted = false;
            } else if (c == '"' && fields.back().empty()) quoted = true;
            else if (c == ',') fields.emplace_back();
            else if (c == '\n') {
                ++m_at;
                return fields;
            } else if (c != '\r') fields.back() += c;
        }
        if (quoted) return fail(ErrorCode::bad_format, "catalogue.csv_quote", {}, opened);
        return fields;
    }

private:
    std::string_view m_text;
    std::string m_name;
    std::size_t m_at = 0;
    int m_line = 1;
};

} // namespace

int CsvTable::column(std::string_view id) const {
    auto it = std::ranges::find(columns, id);
    return it == columns.end() ? -1 : static_cast<int>(it - columns.begin());
}

Result<CsvTable> parse_csv(std::string_view text, std::string_view name) {
    Reader reader(text, name);
    CsvTable table;
    table.name = name;
    reader.skip_empty();
    if (reader.done()) return fail(ErrorCode::bad_format, "catalogue.csv_empty", {}, std::string(name));
    std::string header_at = reader.where();
    auto header = reader.record();
    if (!header) return std::unexpected(header.error());
    table.columns = std::move(*header);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].empty() || std::ranges::count(table.columns, table.columns[i]) > 1)
            return fail(ErrorCode::bad_format, "catalogue.csv_column", {{"column", table.columns[i]}}, header_at);
    for (reader.skip_empty(); !reader.done(); reader.skip_empty()) {
        int line = reader.line();
        std::string at = reader.where();
        auto row = reader.record();
        if (!row) return std::unexpected(row.error());
        if (row->size() != table.columns.size())
            return fail(ErrorCode::bad_format, "catalogue.csv_length",
                        {{"fields", std::to_string(row->size())}, {"columns", std::to_string(table.columns.size())}}, at);
        table.rows.push_back(std::move(*row));
        table.line.push_back(line);
    }
    return table;
}

bool parse_number(std::string_view text, double& value) {
    if (text.starts_with('+')) text.remove_prefix(1);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

std::string csv_field(std::string_view value) {
    std::string out(value);
    double number = 0;
    if (!out.empty() && std::string_view("=+-@\t\r").contains(out.front()) && !parse_number(out, number)) out.insert(0, 1, '\'');
    if (out.find_first_of(",\"\n\r") == std::string::npos) return out;
    std::string quoted = "\"";
    for (char c : out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

} // namespace tp
