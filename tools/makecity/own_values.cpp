#include "catalogue/csv_table.h"
#include "makecity/makecity.h"

#include <fstream>
#include <iterator>

namespace tp {

Result<std::map<std::string, double>> demo_own_values(const std::filesystem::path& data) {
    std::filesystem::path file = data / "makecity" / "own_values.csv";
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(ErrorCode::not_found, "catalogue.no_file", {{"file", file.string()}});
    auto table = parse_csv(std::string(std::istreambuf_iterator<char>(stream), {}), file.string());
    if (!table) return std::unexpected(table.error());
    int id = table->column("id"), value = table->column("value");
    std::map<std::string, double> out;
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        double number = 0.0;
        if (id < 0 || value < 0 || !parse_number(table->rows[i][static_cast<std::size_t>(value)], number))
            return fail(ErrorCode::bad_format, "catalogue.no_number", {{"column", "value"}, {"text", ""}},
                        file.string() + ":" + std::to_string(table->line[i]));
        out[table->rows[i][static_cast<std::size_t>(id)]] = number;
    }
    return out;
}

} // namespace tp
