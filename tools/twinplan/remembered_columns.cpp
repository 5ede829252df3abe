#include "twinplan/remembered_columns.h"

#include "core/platform/paths.h"

#include <fmt/format.h>
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

std::string entry(const RememberedColumn& column) {
    return fmt::format("[[remembered]]\nrole = {}\nname = {}\nquantity = {}\n", toml_text(column.role), toml_text(column.name),
                       toml_text(column.quantity));
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
    if (text.empty()) text = "# Columns that --column named; twinplan import --forget-columns removes this file.\n";
    for (const RememberedColumn& column : columns)
        if (std::string one = entry(column); !text.contains(one)) text += one;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    if (out) fs::rename(part, file, error);
    if (!out || error) return fail(ErrorCode::io, "import.cannot_remember", {{"file", file.string()}});
    return {};
}

Result<void> forget_columns() {
    std::error_code error;
    fs::remove(remembered_columns_file(), error);
    if (error) return fail(ErrorCode::io, "import.cannot_remember", {{"file", remembered_columns_file().string()}});
    return {};
}

} // namespace tp
