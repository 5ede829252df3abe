#include "catalogue/programme.h"
#include "catalogue/toml_reader.h"

#include <algorithm>
#include <array>

namespace tp {
namespace {

bool is_date(const std::string& text) { // YYYY-MM-DD, a day that exists
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
    int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
    if (month < 1 || month > 12) return false;
    std::array days{31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return day >= 1 && day <= days[static_cast<std::size_t>(month - 1)];
}

std::optional<std::int64_t> amount(TomlReader& toml, const toml::table& t, const char* key) {
    auto value = toml.integer(t, key);
    if (value && *value < 0) toml.complain("programme.negative", {{"key", key}}, t);
    return value;
}

std::optional<int> small_amount(TomlReader& toml, const toml::table& t, const char* key) {
    auto value = amount(toml, t, key);
    return value ? std::optional(static_cast<int>(std::min<std::int64_t>(*value, 1'000'000))) : std::nullopt;
}

std::string date(TomlReader& toml, const toml::table& t, const char* key) {
    std::string text = toml.text(t, key);
    if (!text.empty() && !is_date(text)) toml.complain("programme.no_date", {{"key", key}, {"text", text}}, t);
    return text;
}

Programme read_programme(TomlReader& toml, const toml::table& t, const toml::table& file) {
    toml.only(t, {"id", "name", "verified", "levels", "joint", "joint_known", "population", "population_known", "seats",
                  "years", "national_krw", "local_krw", "apply_from", "apply_to", "solutions_named", "solutions_open",
                  "solutions_known", "note"});
    Programme p;
    p.id = toml.text(file, "id", true) + '/' + toml.text(t, "id", true);
    p.name = toml.names(t, "name", true);
    p.year = small_amount(toml, file, "year").value_or(0);
    p.issuer = toml.text(file, "issuer", true);
    p.source = toml.text(file, "source", true);
    p.verified = toml.flag(t, "verified");
    p.levels = toml.texts(t, "levels");
    p.joint = toml.texts(t, "joint");
    p.joint_known = toml.flag(t, "joint_known", true);
    p.population_known = toml.flag(t, "population_known", true);
    if (t.contains("population")) {
        if (const auto* limit = t["population"].as_table()) {
            toml.only(*limit, {"max", "inclusive"});
            p.population_max = amount(toml, *limit, "max");
            p.population_inclusive = toml.flag(*limit, "inclusive");
            if (!p.population_max || !limit->contains("inclusive")) toml.complain("programme.bad_limit", {{"id", p.id}}, *limit);
        } else toml.complain("catalogue.wrong_type", {{"key", "population"}}, *t.get("population"));
    }
    p.seats = small_amount(toml, t, "seats");
    p.years = small_amount(toml, t, "years");
    p.national_krw = amount(toml, t, "national_krw");
    p.local_krw = amount(toml, t, "local_krw");
    p.apply_from = date(toml, t, "apply_from");
    p.apply_to = date(toml, t, "apply_to");
    p.solutions_named = toml.texts(t, "solutions_named");
    p.solutions_open = toml.flag(t, "solutions_open", true);
    p.solutions_known = toml.flag(t, "solutions_known", true);
    p.note = toml.text(t, "note");
    return p;
}

Result<void> load_file(const std::filesystem::path& file, std::vector<Programme>& out) {
    auto toml = TomlReader::open(file);
    if (!toml) return std::unexpected(toml.error());
    toml->only(toml->root(), {"id", "year", "issuer", "source", "programme"});
    const auto* list = toml->array(toml->root(), "programme");
    if (!list || list->empty()) toml->complain("catalogue.key_missing", {{"key", "programme"}}, toml->root());
    if (list)
        for (const auto& node : *list) {
            const auto* table = node.as_table();
            if (!table) continue;
            Programme p = read_programme(*toml, *table, toml->root());
            if (find_programme(out, p.id)) toml->complain("catalogue.id_twice", {{"id", p.id}}, *table);
            out.push_back(std::move(p));
        }
    if (!toml->ok()) return std::unexpected(toml->error());
    return {};
}

} // namespace

Result<std::vector<Programme>> load_programmes(const std::filesystem::path& data, const std::filesystem::path& extra) {
    std::vector<Programme> out;
    auto files = files_of(data / "programmes", ".toml");
    if (files.empty()) return fail(ErrorCode::not_found, "catalogue.no_folder", {{"folder", (data / "programmes").string()}});
    if (!extra.empty()) std::ranges::copy(files_of(extra / "programmes", ".toml"), std::back_inserter(files));
    for (const auto& file : files)
        if (auto done = load_file(file, out); !done) return std::unexpected(done.error());
    return out;
}

} // namespace tp
