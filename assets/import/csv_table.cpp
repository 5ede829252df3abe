#include "import/csv_table.h"

#include <algorithm>
#include <array>

namespace tp {
namespace {

// The separator that the first line has most of, outside quotes.
char separator_of(std::string_view text) {
    constexpr std::array k_separators{',', ';', '\t', '|'};
    std::array<std::size_t, k_separators.size()> count{};
    bool quoted = false;
    for (char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n') break;
        for (std::size_t i = 0; i < k_separators.size(); ++i)
            if (c == k_separators[i]) ++count[i];
    }
    auto most = std::ranges::max_element(count);
    return k_separators[static_cast<std::size_t>(most - count.begin())];
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

} // namespace

CsvTable parse_csv(std::string_view utf8) {
    if (utf8.starts_with("\xEF\xBB\xBF")) utf8.remove_prefix(3);
    CsvTable table;
    Scanner scanner(utf8, separator_of(utf8));
    std::vector<std::string> row;
    while (scanner.next_row(row)) {
        if (is_blank(row)) continue;
        if (table.header.empty()) {
            table.header = row;
            while (!table.header.empty() && table.header.back().empty()) table.header.pop_back();
            continue;
        }
        std::size_t width = table.header.size();
        bool ragged = row.size() < width || std::any_of(row.begin() + static_cast<std::ptrdiff_t>(width), row.end(),
                                                        [](const auto& c) { return !c.empty(); });
        if (ragged) table.ragged.push_back(static_cast<std::uint32_t>(table.rows()));
        row.resize(width);
        std::ranges::move(row, std::back_inserter(table.cells));
    }
    return table;
}

} // namespace tp
