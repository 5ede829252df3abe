#include "makecity/lists.h"

#include "core/check.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace tp::makecity {
namespace {

struct Table {
    std::vector<std::vector<std::string>> rows;
    std::vector<int> line;
    std::filesystem::path file;

    std::unexpected<Error> bad(std::size_t row, const std::string& value) const {
        return fail(ErrorCode::bad_format, "makecity.bad_list", {{"value", value}}, file.string() + ':' + std::to_string(line[row]));
    }
};

Result<Table> read_table(const std::filesystem::path& file, std::size_t columns) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(ErrorCode::not_found, "makecity.no_lists", {{"file", file.string()}});
    std::string text(std::istreambuf_iterator<char>(in), {});
    Table table;
    table.file = file;
    bool header = true;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view row(text.data() + at, end - at);
        at = end + 1;
        ++number;
        if (row.empty() || row[0] == '#') continue;
        if (std::exchange(header, false)) continue;
        std::vector<std::string> cells(1);
        for (char c : row) {
            if (c == ',') cells.emplace_back();
            else if (c != '\r') cells.back() += c;
        }
        table.rows.push_back(std::move(cells));
        table.line.push_back(number);
        if (table.rows.back().size() != columns) return table.bad(table.rows.size() - 1, std::string(row));
    }
    return table;
}

std::optional<double> number_of(const std::string& cell) {
    double value = 0;
    auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
    return value;
}

std::optional<BuildingUse> use_of(const std::string& name) {
    static constexpr std::array<const char*, 10> names{"unknown", "residential", "commercial", "office", "education",
                                                       "industrial", "public_use", "medical", "religious", "other"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names[i]) return static_cast<BuildingUse>(i);
    return std::nullopt;
}

Result<void> read_types(const std::filesystem::path& folder, Lists& lists) {
    auto table = read_table(folder / "types.csv", 11);
    if (!table) return std::unexpected(table.error());
    for (std::size_t r = 0; r < table->rows.size(); ++r) {
        const auto& cells = table->rows[r];
        std::array<double, 9> value{};
        for (std::size_t c = 2; c < 11; ++c) {
            auto number = number_of(cells[c]);
            if (!number) return table->bad(r, cells[c]);
            value[c - 2] = *number;
        }
        auto use = use_of(cells[1]);
        if (!use) return table->bad(r, cells[1]);
        lists.types.push_back({cells[0], *use, value[0], value[1], static_cast<int>(value[2]), static_cast<int>(value[3]),
                               value[4], value[5], value[6] != 0.0, value[7], value[8]});
    }
    return {};
}

Result<void> read_mix(const std::filesystem::path& folder, Lists& lists) {
    static constexpr std::array<const char*, 6> quarters{"residential", "old_town", "apartments", "commercial", "industrial", "village"};
    auto table = read_table(folder / "mix.csv", 4);
    if (!table) return std::unexpected(table.error());
    for (std::size_t r = 0; r < table->rows.size(); ++r) {
        const auto& cells = table->rows[r];
        std::size_t quarter = 0;
        while (quarter < quarters.size() && cells[0] != quarters[quarter]) ++quarter;
        int type = lists.type(cells[2]);
        auto weight = number_of(cells[3]);
        bool front_known = cells[1] == "minor" || cells[1] == "major";
        if (quarter == quarters.size() || type < 0 || !weight || !(*weight > 0.0) || !front_known)
            return table->bad(r, cells[0] + ',' + cells[1] + ',' + cells[2] + ',' + cells[3]);
        auto& choices = lists.mix[quarter][cells[1] == "major" ? 1 : 0];
        choices.push_back({type, (choices.empty() ? 0.0 : choices.back().up_to) + *weight});
    }
    for (std::size_t q = 0; q < quarters.size(); ++q)
        for (auto& choices : lists.mix[q]) {
            if (choices.empty()) return fail(ErrorCode::bad_format, "makecity.bad_list", {{"value", quarters[q]}}, table->file.string());
            double sum = choices.back().up_to;
            for (Choice& choice : choices) choice.up_to /= sum;
        }
    return {};
}

} // namespace

int Lists::type(const std::string& id) const {
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types[i].id == id) return static_cast<int>(i);
    return -1;
}

const BuildingType& Lists::pick(Quarter quarter, bool major, double uniform) const {
    const auto& choices = mix[static_cast<std::size_t>(quarter)][major ? 1 : 0];
    TP_CHECK(!choices.empty());
    for (const Choice& choice : choices)
        if (uniform < choice.up_to) return types[static_cast<std::size_t>(choice.type)];
    return types[static_cast<std::size_t>(choices.back().type)];
}

const std::string& Lists::word(const std::string& list, std::uint64_t bits) const {
    const auto& words_here = words.at(list);
    return words_here[static_cast<std::size_t>(bits % words_here.size())];
}

std::string Lists::place(std::uint64_t seed, std::uint64_t number) const {
    const auto& heads = words.at("place");
    const auto& tails = words.at("tail");
    std::uint64_t all = heads.size() * tails.size(), k = number % all;
    // first every head with one tail, then every head with the next: neighbours in number differ in the head
    std::uint64_t head = (k + mixed(seed) % heads.size()) % heads.size(), tail = (k / heads.size() + mixed(seed ^ 5) % 3) % tails.size();
    std::string name = heads[head] + tails[tail];
    if (number >= all) name += std::to_string(number / all + 1);
    return name;
}

Result<Lists> load_lists(const std::filesystem::path& data) {
    std::filesystem::path folder = data / "makecity";
    Lists lists;
    if (auto done = read_types(folder, lists); !done) return std::unexpected(done.error());
    if (auto done = read_mix(folder, lists); !done) return std::unexpected(done.error());
    auto table = read_table(folder / "words.csv", 2);
    if (!table) return std::unexpected(table.error());
    for (const auto& row : table->rows) lists.words[row[0]].push_back(row[1]);
    for (const char* needed : {"city", "place", "tail", "brand", "river", "hill"})
        if (!lists.words.contains(needed)) return fail(ErrorCode::bad_format, "makecity.bad_list", {{"value", needed}}, table->file.string());
    for (const char* needed : {"slab", "tower", "school_main", "school_hall", "market_hall", "stall", "city_hall", "hospital", "station",
                               "temple", "shed", "shop1", "shop2", "senior_centre", "kindergarten"})
        if (lists.type(needed) < 0) return fail(ErrorCode::bad_format, "makecity.bad_list", {{"value", needed}}, (folder / "types.csv").string());
    return lists;
}

} // namespace tp::makecity
