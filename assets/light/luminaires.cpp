#include "light/luminaires.h"

#include "catalogue/toml_reader.h"
#include "light/read_photometry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

constexpr std::array k_stands{"street", "path", "crossing"};

std::vector<Lobe> read_lobes(TomlReader& toml, const toml::table& table) {
    std::vector<Lobe> lobes;
    const toml::array* array = toml.array(table, "lobes");
    for (std::size_t i = 0; array && i < array->size(); ++i) {
        const toml::table* one = (*array)[i].as_table();
        if (!one) {
            toml.complain("light.bad_luminaire", {{"what", "lobes"}}, (*array)[i]);
            break;
        }
        toml.only(*one, {"c_deg", "gamma_deg", "exponent", "weight", "ring"});
        Lobe lobe;
        lobe.c_deg = toml.number(*one, "c_deg").value_or(0.0);
        lobe.ring = toml.flag(*one, "ring");
        for (auto [key, value] : {std::pair{"gamma_deg", &lobe.gamma_deg}, {"exponent", &lobe.exponent}, {"weight", &lobe.weight}}) {
            auto number = toml.number(*one, key);
            if (number) *value = *number;
            else toml.complain("light.bad_luminaire", {{"what", key}}, *one);
        }
        lobes.push_back(lobe);
    }
    return lobes;
}

Result<Luminaire> read_luminaire(TomlReader& toml, const toml::table& table) {
    toml.only(table, {"id", "name", "stands", "kinds", "components", "lumens", "watts", "mounting_m", "outreach_m", "source", "lobes"});
    Luminaire out;
    out.id = toml.text(table, "id", true);
    out.name = toml.names(table, "name", true);
    out.source = toml.text(table, "source", true);
    out.kinds = toml.texts(table, "kinds");
    out.components = toml.texts(table, "components");
    auto stands = std::ranges::find(k_stands, toml.text(table, "stands", true));
    if (stands == k_stands.end()) toml.complain("light.bad_luminaire", {{"what", "stands"}}, table);
    else out.stands = static_cast<Stands>(stands - k_stands.begin());
    out.mounting_m = toml.number(table, "mounting_m").value_or(-1);
    out.outreach_m = toml.number(table, "outreach_m").value_or(-1);
    if (!(out.mounting_m >= 1 && out.mounting_m <= 60)) toml.complain("light.bad_luminaire", {{"what", "mounting_m"}}, table);
    if (!(out.outreach_m >= 0 && out.outreach_m <= 10)) toml.complain("light.bad_luminaire", {{"what", "outreach_m"}}, table);
    std::vector<Lobe> lobes = read_lobes(toml, table);
    if (!toml.ok()) return std::unexpected(toml.error());
    auto made = made_photometry(lobes, toml.number(table, "lumens").value_or(0), toml.number(table, "watts").value_or(0));
    if (!made) return fail(made.error().code, made.error().key, {}, toml.where(table));
    out.photometry = *std::move(made);
    out.photometry.name = out.id;
    return out;
}

} // namespace

Result<std::vector<Luminaire>> load_luminaires(const std::filesystem::path& data) {
    auto toml = TomlReader::open(data / "light" / "luminaires.toml");
    if (!toml) return std::unexpected(toml.error());
    std::vector<Luminaire> out;
    const toml::array* array = toml->array(toml->root(), "luminaire");
    for (std::size_t i = 0; array && i < array->size(); ++i) {
        const toml::table* table = (*array)[i].as_table();
        if (!table) continue; // toml++ gives tables here
        auto one = read_luminaire(*toml, *table);
        if (!one) return std::unexpected(one.error());
        if (std::ranges::count(out, one->stands, &Luminaire::stands) > 0) {
            toml->complain("light.bad_luminaire", {{"what", "stands"}}, *table);
            return std::unexpected(toml->error());
        }
        out.push_back(*std::move(one));
    }
    for (Stands stands : {Stands::street, Stands::path, Stands::crossing})
        if (std::ranges::count(out, stands, &Luminaire::stands) != 1)
            return fail(ErrorCode::bad_format, "light.bad_luminaire", {{"what", k_stands[static_cast<std::size_t>(stands)]}}, "luminaires.toml");
    return out;
}

Result<std::vector<Luminaire>> load_luminaires(const std::filesystem::path& data, const std::filesystem::path& own) {
    auto out = load_luminaires(data);
    if (!out || own.empty()) return out;
    auto photometry = read_photometry(own);
    if (!photometry) return std::unexpected(photometry.error());
    auto street = std::ranges::find(*out, Stands::street, &Luminaire::stands);
    street->name = {photometry->name, photometry->name};
    street->source = own.filename().string();
    street->photometry = *std::move(photometry);
    return out;
}

} // namespace tp
