#include "import/csv_table.h"

#include "import/roles.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace tp {
namespace {

constexpr std::size_t k_rows_looked_at = 30;
constexpr std::size_t k_cell_limit = 50'000'000; // a short row below a long header costs as much as a full one

// The separator that the most of the first lines have the same number of, outside quotes; of equals the more frequent.
char separator_of(std::string_view text) {
    constexpr std::array k_separators{',', ';', '\t', '|'};
    std::array<std::map<std::size_t, std::size_t>, k_separators.size()> lines_with; // count in a line -> lines
    std::array<std::size_t, k_separators.size()> count{};
    bool quoted = false;
    std::size_t lines = 0;
    for (std::size_t at = 0; at <= text.size() && lines < k_rows_looked_at; ++at) {
        char c = at < text.size() ? text[at] : '\n';
        if (c == '"') quoted = !quoted;
        if (quoted && at < text.size()) continue;
        for (std::size_t i = 0; i < k_separators.size(); ++i)
            if (c == k_separators[i]) ++count[i];
        if (c != '\n') continue;
        ++lines;
        for (std::size_t i = 0; i < k_separators.size(); ++i)
            if (count[i] > 0) ++lines_with[i][count[i]];
        count = {};
    }
    char best = ',';
    std::pair<std::size_t, std::size_t> score{0, 0};
    for (std::size_t i = 0; i < k_separators.size(); ++i)
        for (auto [number, times] : lines_with[i])
            if (std::pair mine{times, number}; mine > score) score = mine, best = k_separators[i];
    return best;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view k_blank = " \t\r\n";
    auto begin = text.find_first_not_of(k_blank);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(k_blank) - begin + 1));
}

class Scanner {
public:
    Scanner(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

    bool next_row(std::vector<std::string>& cells) {
        cells.clear();
        if (m_at >= m_text.size()) return false;
        for (;;) {
            cells.push_back(next_cell());
            if (m_at >= m_text.size()) return true;
            char c = m_text[m_at++];
            if (c == m_separator) continue;
            if (c == '\r' && m_at < m_text.size() && m_text[m_at] == '\n') ++m_at;
            return true;
        }
    }

private:
    std::string next_cell() {
        std::size_t start = m_at;
        while (start < m_text.size() && m_text[start] == ' ') ++start;
        if (start < m_text.size() && m_text[start] == '"') return quoted_cell(start + 1);
        std::size_t begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != m_separator && m_text[m_at] != '\n' && m_text[m_at] != '\r')
            ++m_at;
        return trimmed(m_text.substr(begin, m_at - begin));
    }
    std::string quoted_cell(std::size_t begin) {
        std::string out;
        m_at = begin;
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '"')
                out += m_text[m_at];
            else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
                out += m_text[m_at++];
            else
                break;
        }
        if (m_at < m_text.size()) ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != m_separator && m_text[m_at] != '\n' && m_text[m_at] != '\r')
            out += m_text[m_at++];
        return trimmed(out);
    }

    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
};

bool is_blank(const std::vector<std::string>& cells) {
    return std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
}

using Rows = std::vector<std::vector<std::string>>;

std::size_t filled(const std::vector<std::string>& cells) {
    return static_cast<std::size_t>(std::ranges::count_if(cells, [](const auto& c) { return !c.empty(); }));
}

std::size_t header_at(const Rows& rows) {
    std::size_t most = 0;
    for (const auto& row : rows) most = std::max(most, filled(row));
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (filled(rows[i]) >= 2 && filled(rows[i]) * 10 >= most * 6) return i;
    return 0;
}

bool has_number(const std::vector<std::string>& cells) {
    return std::ranges::any_of(cells, [](const auto& c) { return number_of(c).has_value(); });
}

// Whether the `more` rows below rows[at] belong to the header.
bool has_more_lines(const Rows& rows, std::size_t at, std::size_t more) {
    std::size_t first = at + more + 1; // row of data
    if (first + 2 > rows.size()) return false;
    for (std::size_t r = at; r < first; ++r)
        if (has_number(rows[r])) return false;
    std::size_t numeric = 0;
    for (std::size_t c = 0; c < rows[first - 1].size(); ++c) {
        std::size_t numbers = 0, others = 0;
        for (std::size_t r = first; r < rows.size(); ++r)
            if (c < rows[r].size() && !rows[r][c].empty()) ++(number_of(rows[r][c]) ? numbers : others);
        numeric += numbers >= 2 && others == 0 ? 1 : 0;
    }
    return numeric >= 2;
}

// Names of two lines into one: "upper_lower". Merged cells leave gaps in the upper line or repeat its name.
std::vector<std::string> joined_header(const std::vector<std::string>& upper, const std::vector<std::string>& lower,
                                       bool merged) {
    std::size_t width = std::max(upper.size(), lower.size());
    std::vector<std::string> names(width);
    std::string group;
    for (std::size_t c = 0; c < width; ++c) {
        std::string top = c < upper.size() ? upper[c] : std::string{}, bottom = c < lower.size() ? lower[c] : std::string{};
        if (!top.empty()) group = top;
        bool same = bottom == group || group.ends_with('_' + bottom);
        names[c] = bottom.empty() || !merged ? top : group.empty() ? bottom : same ? group : group + '_' + bottom;
        if (bottom.empty()) group.clear(); // a name of one line ends the group before it
    }
    return names;
}

void add_row(CsvTable& table, std::vector<std::string>& row) {
    std::size_t width = table.header.size();
    if (table.cells.size() + width > k_cell_limit) {
        table.too_large = true;
        return;
    }
    bool ragged = row.size() < width || std::any_of(row.begin() + static_cast<std::ptrdiff_t>(width), row.end(),
                                                    [](const auto& c) { return !c.empty(); });
    if (ragged) table.ragged.push_back(static_cast<std::uint32_t>(table.rows()));
    row.resize(width);
    std::ranges::move(row, std::back_inserter(table.cells));
}

// "1,5" is no thousand: a column with such a number has decimal commas.
void read_decimal_commas(CsvTable& table) {
    auto is_number = [](const std::string& cell, bool& telling) {
        auto comma = cell.find(',');
        if (comma == std::string::npos || comma == 0 || cell.find(',', comma + 1) != std::string::npos) return false;
        if (cell.find_first_not_of("-0123456789,") != std::string::npos) return false;
        telling = telling || cell.size() - comma - 1 != 3;
        return true;
    };
    for (std::size_t c = 0; c < table.header.size(); ++c) {
        bool telling = false;
        for (std::size_t r = 0; r < table.rows(); ++r) is_number(table.cell(r, c), telling);
        if (!telling) continue;
        table.decimal_comma = true;
        bool ignored = false;
        for (std::size_t r = 0; r < table.rows(); ++r) {
            std::string& cell = table.cells[r * table.header.size() + c];
            if (is_number(cell, ignored)) cell[cell.find(',')] = '.';
        }
    }
}

} // namespace

CsvTable table_of_rows(const std::function<bool(std::vector<std::string>&)>& next_row) {
    CsvTable table;
    Rows first;
    std::vector<std::string> row;
    while (first.size() < k_rows_looked_at && next_row(row))
        if (!is_blank(row)) first.push_back(row);
    if (first.empty()) return table;
    std::size_t at = header_at(first), begin = at + 1;
    table.title_lines = static_cast<std::uint32_t>(at);
    table.header = first[at];
    for (std::size_t more : {2U, 1U})
        if (has_more_lines(first, at, more)) {
            std::set<std::string> different(first[at].begin(), first[at].end());
            bool merged = different.size() < first[at].size() || filled(first[at]) < filled(first[at + 1]) || different.contains("");
            for (std::size_t k = 1; k <= more; ++k) table.header = joined_header(table.header, first[at + k], merged);
            table.header_lines += static_cast<std::uint32_t>(more);
            begin += more;
            break;
        }
    while (!table.header.empty() && table.header.back().empty()) table.header.pop_back();
    if (table.header.empty()) return table;
    for (std::size_t i = begin; i < first.size(); ++i) add_row(table, first[i]);
    while (!table.too_large && next_row(row))
        if (!is_blank(row)) add_row(table, row);
    return table;
}

CsvTable parse_csv(std::string_view utf8) {
    if (utf8.starts_with("\xEF\xBB\xBF")) utf8.remove_prefix(3);
    char separator = separator_of(utf8);
    Scanner scanner(utf8, separator);
    CsvTable table = table_of_rows([&](std::vector<std::string>& row) { return scanner.next_row(row); });
    if (separator == ';') read_decimal_commas(table);
    return table;
}

} // namespace tp
