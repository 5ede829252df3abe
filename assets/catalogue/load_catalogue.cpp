#include "catalogue/catalogue.h"
#include "catalogue/csv_table.h"
#include "catalogue/toml_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

namespace tp {
namespace {

constexpr std::array k_targets{"pedestrian", "pedestrian_night", "all", "fatal", "vehicle"};
constexpr std::array k_geometries{"crossing", "stop", "point", "line", "area", "service"};

Result<CsvTable> read_table(const std::filesystem::path& file, std::initializer_list<const char*> needed) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(ErrorCode::not_found, "catalogue.no_file", {{"file", file.string()}});
    std::string text((std::istreambuf_iterator<char>(stream)), {});
    auto table = parse_csv(text, file.string());
    if (!table) return table;
    for (const char* column : needed)
        if (table->column(column) < 0)
            return fail(ErrorCode::bad_format, "catalogue.no_column", {{"column", column}}, file.string() + ":1");
    return table;
}

// One row of a table by column name, with its place for errors.
class Row {
public:
    Row(const CsvTable& table, std::size_t row) : m_table(table), m_row(row) {}
    std::string text(const char* column) const {
        int i = m_table.column(column);
        return i < 0 ? std::string{} : m_table.rows[m_row][static_cast<std::size_t>(i)];
    }
    std::optional<double> number(const char* column) { // nothing where empty; a fault where it is no number
        std::string word = text(column);
        if (word.empty()) return std::nullopt;
        double value = 0;
        if (!parse_number(word, value)) complain("catalogue.no_number", {{"column", column}, {"text", word}});
        return value;
    }
    bool flag(const char* column) {
        std::string word = text(column);
        if (word != "yes" && word != "no") complain("catalogue.no_flag", {{"column", column}, {"text", word}});
        return word == "yes";
    }
    void complain(std::string key, MessageArgs args) {
        if (!m_error) m_error = Error{ErrorCode::bad_format, std::move(key), std::move(args), where()};
    }
    std::string where() const { return m_table.name + ':' + std::to_string(m_table.line[m_row]); }
    const std::optional<Error>& error() const { return m_error; }

private:
    const CsvTable& m_table;
    std::size_t m_row;
    std::optional<Error> m_error;
};

class Loader {
public:
    Result<void> load(const std::filesystem::path& data, bool is_extra);
    Result<Catalogue> finish();

private:
    struct Use { // a source key or an effect id, and where it was named
        std::string id, where;
    };
    Result<void> load_sources(const std::filesystem::path& file);
    Result<void> load_effects(const std::filesystem::path& file);
    Result<void> load_assumptions(const std::filesystem::path& file);
    Result<void> load_kinds(const std::filesystem::path& file);
    Kind read_kind(TomlReader& toml, const toml::table& t);
    Component read_component(TomlReader& toml, const toml::table& t);
    Estimate read_estimate(TomlReader& toml, const toml::table& t, std::string_view key, std::string_view unit);
    void read_effect_ids(TomlReader& toml, const toml::table& t, std::vector<std::string>& out);
    Result<void> unique(const std::string& what, const std::string& id, const std::string& where);

    Catalogue m_catalogue;
    std::set<std::pair<std::string, std::string>> m_ids;
    std::vector<Use> m_sources_named, m_effects_named;
};

Result<void> Loader::unique(const std::string& what, const std::string& id, const std::string& where) {
    if (id.empty()) return fail(ErrorCode::bad_format, "catalogue.no_id", {}, where);
    if (!m_ids.emplace(what, id).second) return fail(ErrorCode::bad_format, "catalogue.id_twice", {{"id", id}}, where);
    return {};
}

Result<void> Loader::load_sources(const std::filesystem::path& file) {
    auto table = read_table(file, {"id", "title", "place", "date", "opened"});
    if (!table) return std::unexpected(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        Row row(*table, i);
        SourceEntry entry{row.text("id"), row.text("title"), row.text("place"), row.text("date"), row.flag("opened")};
        if (row.error()) return std::unexpected(*row.error());
        if (auto done = unique("source", entry.id, row.where()); !done) return done;
        m_catalogue.sources.push_back(std::move(entry));
    }
    return {};
}

Result<void> Loader::load_effects(const std::filesystem::path& file) {
    auto table = read_table(file, {"id", "target", "cmf", "ln_sd", "evidence", "role", "about", "source", "verified", "note"});
    if (!table) return std::unexpected(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        Row row(*table, i);
        Effect effect;
        effect.id = row.text("id");
        auto target = std::ranges::find(k_targets, row.text("target"));
        if (target == k_targets.end()) row.complain("catalogue.no_target", {{"text", row.text("target")}});
        else effect.target = static_cast<Target>(target - k_targets.begin());
        effect.cmf = row.number("cmf").value_or(0.0);
        effect.ln_sd = row.number("ln_sd").value_or(-1.0);
        effect.evidence = row.flag("evidence");
        effect.role = row.text("role");
        effect.about = row.text("about");
        effect.source = row.text("source");
        effect.verified = row.flag("verified");
        effect.design = row.text("design");
        effect.sample = row.text("sample");
        effect.note = row.text("note");
        if (!(effect.cmf > 0.0 && effect.ln_sd >= 0.0)) row.complain("catalogue.bad_factor", {{"id", effect.id}});
        if (!effect.evidence && effect.role == "credited" && (effect.cmf != 1.0 || effect.ln_sd != 0.0))
            row.complain("catalogue.factor_without_evidence", {{"id", effect.id}});
        if (effect.role != "credited" && effect.role != "counter" && effect.role != "backtest")
            row.complain("catalogue.no_role", {{"text", effect.role}});
        if (row.error()) return std::unexpected(*row.error());
        if (auto done = unique("effect", effect.id, row.where()); !done) return done;
        m_sources_named.push_back({effect.source, row.where()});
        if (!effect.about.empty()) m_effects_named.push_back({effect.about, row.where()});
        m_catalogue.effects.push_back(std::move(effect));
    }
    return {};
}

Result<void> Loader::load_assumptions(const std::filesystem::path& file) {
    auto table = read_table(file, {"id", "name_ko", "name_en", "value", "low", "high", "unit", "source", "verified", "note"});
    if (!table) return std::unexpected(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        Row row(*table, i);
        Assumption a;
        a.id = row.text("id");
        a.name = {row.text("name_ko"), row.text("name_en")};
        if (a.name.ko.empty() || a.name.en.empty()) row.complain("catalogue.no_name", {{"id", a.id}});
        a.estimate.value = row.number("value");
        double middle = a.estimate.value.value_or(0.0);
        a.estimate.low = row.number("low").value_or(middle);
        a.estimate.high = row.number("high").value_or(middle);
        a.estimate.unit = row.text("unit");
        a.estimate.source = row.text("source");
        a.estimate.verified = row.flag("verified");
        a.estimate.note = row.text("note");
        if (auto fault = estimate_fault(a.estimate)) row.complain(*fault, {{"id", a.id}});
        if (row.error()) return std::unexpected(*row.error());
        if (auto done = unique("assumption", a.id, row.where()); !done) return done;
        m_sources_named.push_back({a.estimate.source, row.where()});
        m_catalogue.assumptions.push_back(std::move(a));
    }
    return {};
}

Estimate Loader::read_estimate(TomlReader& toml, const toml::table& t, std::string_view key, std::string_view unit) {
    Estimate e = toml.estimate(t, key, unit);
    if (const auto* node = t.get(key)) m_sources_named.push_back({e.source, toml.where(*node)});
    return e;
}

void Loader::read_effect_ids(TomlReader& toml, const toml::table& t, std::vector<std::string>& out) {
    out = toml.texts(t, "effects");
    if (const auto* node = t.get("effects"))
        for (const auto& id : out) m_effects_named.push_back({id, toml.where(*node)});
}

char grade_of(TomlReader& toml, const toml::table& t) {
    std::string grade = toml.text(t, "grade", true);
    if (grade.size() != 1 || grade[0] < 'A' || grade[0] > 'D') toml.complain("catalogue.no_grade", {{"text", grade}}, t);
    return grade.empty() ? 'D' : grade[0];
}

Component Loader::read_component(TomlReader& toml, const toml::table& t) {
    toml.only(t, {"id", "name", "unit_cost_krw", "energy_kwh_per_year", "availability", "effects", "family", "default",
                  "grade", "group", "replaces_lamp", "note"});
    Component c;
    c.id = toml.text(t, "id", true);
    c.name = toml.names(t, "name", true);
    c.unit_cost_krw = read_estimate(toml, t, "unit_cost_krw", "KRW");
    c.energy_kwh_per_year = read_estimate(toml, t, "energy_kwh_per_year", "kWh/yr");
    c.availability = read_estimate(toml, t, "availability", "share");
    read_effect_ids(toml, t, c.effects);
    for (const auto& family : toml.texts(t, "family")) {
        if (family == "signalised") c.signalised = true;
        else if (family == "unsignalised") c.unsignalised = true;
        else toml.complain("catalogue.no_family", {{"text", family}}, t);
    }
    c.by_default = toml.flag(t, "default");
    c.grade = grade_of(toml, t);
    c.group = toml.text(t, "group");
    c.replaces_lamp = toml.flag(t, "replaces_lamp");
    c.note = toml.text(t, "note");
    return c;
}

Kind Loader::read_kind(TomlReader& toml, const toml::table& t) {
    toml.only(t, {"id", "name", "summary", "geometry", "model", "tag", "grade", "reaches", "acts_on", "unit_cost_krw",
                  "life_years", "energy_kwh_per_year", "availability", "opex_share_per_year", "avoided_cost_krw",
                  "upkeep_krw_per_year", "effects", "permits", "listed", "rule", "component", "alias", "cover"});
    Kind kind;
    kind.id = toml.text(t, "id", true);
    kind.name = toml.names(t, "name", true);
    kind.summary = toml.names(t, "summary", true);
    auto geometry = std::ranges::find(k_geometries, toml.text(t, "geometry", true));
    if (geometry == k_geometries.end()) toml.complain("catalogue.no_geometry", {{"id", kind.id}}, t);
    else kind.geometry = static_cast<Geometry>(geometry - k_geometries.begin());
    kind.model = toml.text(t, "model");
    kind.tag = toml.text(t, "tag", true);
    kind.grade = grade_of(toml, t);
    kind.reaches = toml.flag(t, "reaches");
    kind.acts_on = toml.texts(t, "acts_on");
    kind.unit_cost_krw = read_estimate(toml, t, "unit_cost_krw", "KRW");
    kind.life_years = read_estimate(toml, t, "life_years", "years");
    kind.energy_kwh_per_year = read_estimate(toml, t, "energy_kwh_per_year", "kWh/yr");
    kind.availability = read_estimate(toml, t, "availability", "share");
    kind.opex_share_per_year = read_estimate(toml, t, "opex_share_per_year", "1/yr");
    kind.avoided_cost_krw = read_estimate(toml, t, "avoided_cost_krw", "KRW");
    kind.upkeep_krw_per_year = read_estimate(toml, t, "upkeep_krw_per_year", "KRW/yr");
    read_effect_ids(toml, t, kind.effects);
    kind.permits = toml.texts(t, "permits");
    kind.listed = toml.texts(t, "listed");
    auto each = [&](const char* key, auto read) {
        if (const auto* list = toml.array(t, key))
            for (const auto& node : *list) {
                if (const auto* table = node.as_table()) read(*table);
                else toml.complain("catalogue.wrong_type", {{"key", key}}, node);
            }
    };
    each("rule", [&](const toml::table& r) {
        toml.only(r, {"id", "value", "unit", "source", "verified"});
        kind.rules.push_back({toml.text(r, "id", true), toml.number(r, "value").value_or(0.0), toml.text(r, "unit"),
                              toml.text(r, "source", true), toml.flag(r, "verified")});
        m_sources_named.push_back({kind.rules.back().source, toml.where(r)});
    });
    each("cover", [&](const toml::table& c) {
        toml.only(c, {"id", "range_m", "angle_deg", "height_m"});
        kind.covers.push_back({toml.text(c, "id", true), read_estimate(toml, c, "range_m", "m"), read_estimate(toml, c, "angle_deg", "deg"),
                               read_estimate(toml, c, "height_m", "m")});
    });
    each("component", [&](const toml::table& c) { kind.components.push_back(read_component(toml, c)); });
    each("alias", [&](const toml::table& a) {
        toml.only(a, {"id", "components"});
        kind.aliases.push_back({toml.text(a, "id", true), toml.texts(a, "components")});
        for (const auto& id : kind.aliases.back().components)
            if (std::ranges::find(kind.components, id, &Component::id) == kind.components.end())
                toml.complain("catalogue.no_component", {{"id", id}}, a);
    });
    return kind;
}

Result<void> Loader::load_kinds(const std::filesystem::path& file) {
    auto toml = TomlReader::open(file);
    if (!toml) return std::unexpected(toml.error());
    toml->only(toml->root(), {"kind"});
    if (const auto* list = toml->array(toml->root(), "kind"))
        for (const auto& node : *list) {
            const auto* table = node.as_table();
            if (!table) continue;
            Kind kind = read_kind(*toml, *table);
            if (!toml->ok()) return std::unexpected(toml->error());
            if (auto done = unique("kind", kind.id, toml->where(*table)); !done) return done;
            for (const auto& alias : kind.aliases)
                if (auto done = unique("kind", alias.id, toml->where(*table)); !done) return done;
            for (const auto& component : kind.components)
                if (auto done = unique("component of " + kind.id, component.id, toml->where(*table)); !done) return done;
            m_catalogue.kinds.push_back(std::move(kind));
        }
    if (!toml->ok()) return std::unexpected(toml->error());
    return {};
}

Result<void> Loader::load(const std::filesystem::path& data, bool is_extra) {
    std::error_code error;
    if (!is_extra && !std::filesystem::is_directory(data / "catalogue", error))
        return fail(ErrorCode::not_found, "catalogue.no_folder", {{"folder", (data / "catalogue").string()}});
    if (auto file = data / "sources.csv"; !is_extra || std::filesystem::exists(file, error))
        if (auto done = load_sources(file); !done) return done;
    for (const auto& file : files_of(data / "factors", ".csv")) {
        bool effects = file.filename().string().starts_with("crash_factors");
        if (auto done = effects ? load_effects(file) : load_assumptions(file); !done) return done;
    }
    for (const auto& file : files_of(data / "catalogue", ".toml"))
        if (auto done = load_kinds(file); !done) return done;
    return {};
}

Result<Catalogue> Loader::finish() {
    for (const Use& use : m_sources_named)
        if (!m_catalogue.source(use.id))
            return fail(ErrorCode::bad_format, "catalogue.unknown_source", {{"source", use.id}}, use.where);
    for (const Use& use : m_effects_named)
        if (!m_catalogue.effect(use.id))
            return fail(ErrorCode::bad_format, "catalogue.unknown_effect", {{"effect", use.id}}, use.where);
    return std::move(m_catalogue);
}

} // namespace

Result<Catalogue> load_catalogue(const std::filesystem::path& data, const std::filesystem::path& extra) {
    Loader loader;
    if (auto done = loader.load(data, false); !done) return std::unexpected(done.error());
    if (!extra.empty())
        if (auto done = loader.load(extra, true); !done) return std::unexpected(done.error());
    return loader.finish();
}

} // namespace tp
