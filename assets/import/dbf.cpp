#include "import/dbf.h"

#include <algorithm>

namespace tp {
namespace {

std::size_t little(std::string_view bytes, std::size_t at, std::size_t size) {
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

} // namespace

std::string_view DbfTable::value(std::size_t row, const DbfField& field) const {
    std::string_view text = records.substr(row * record_size + field.offset, field.size);
    auto blank = [](char c) { return c == ' ' || c == '\0'; };
    if (auto nul = text.find('\0'); nul != std::string_view::npos) text = text.substr(0, nul);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    if (field.type != 'C')
        while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    return text;
}

std::optional<DbfTable> parse_dbf(std::string_view bytes) {
    constexpr std::size_t k_header = 32, k_field = 32, k_name = 11;
    if (bytes.size() < k_header + 1) return std::nullopt;
    std::size_t stated = little(bytes, 4, 4), header = little(bytes, 8, 2);
    DbfTable table;
    table.record_size = little(bytes, 10, 2);
    if (header < k_header + 1 || header > bytes.size() || table.record_size < 2) return std::nullopt;
    std::size_t offset = 1; // of the deletion flag
    for (std::size_t at = k_header; at + k_field <= header && bytes[at] != '\r'; at += k_field) {
        DbfField field;
        field.name = bytes.substr(at, k_name);
        field.name = field.name.substr(0, std::min(field.name.find('\0'), k_name));
        field.type = bytes[at + k_name];
        field.size = static_cast<unsigned char>(bytes[at + 16]);
        // Long text fields keep the high byte of their size where numbers keep their decimals.
        if (field.type == 'C') field.size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 17])) << 8U;
        field.offset = offset;
        offset += field.size;
        if (offset > table.record_size) return std::nullopt;
        table.fields.push_back(field);
    }
    if (table.fields.empty()) return std::nullopt;
    table.records = bytes.substr(header);
    table.stated = stated;
    table.count = std::min(stated, table.records.size() / table.record_size);
    return table;
}

} // namespace tp
