// twinplan catalogue [ID] [--json] [--picture FILE] - what can be placed, with costs, rules, effects and sources.
#include "catalogue/catalogue.h"
#include "core/platform/paths.h"
#include "report/model_sheet.h"
#include "report/picture.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/options.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::array k_geometries{"crossing", "stop", "point", "line", "area", "service"};

const char* geometry_id(Geometry g) { return k_geometries[static_cast<std::size_t>(g)]; }

// Effects of a kind and its components, then the rows that speak to them.
std::vector<const Effect*> effects_of(const Catalogue& catalogue, const Kind& kind) {
    std::vector<const Effect*> out;
    auto add = [&](const std::vector<std::string>& ids) {
        for (const auto& id : ids)
            if (const Effect* effect = catalogue.effect(id); effect && std::ranges::find(out, effect) == out.end()) out.push_back(effect);
    };
    add(kind.effects);
    for (const Component& component : kind.components) add(component.effects);
    std::size_t own = out.size();
    for (const Effect& effect : catalogue.effects)
        for (std::size_t i = 0; i < own; ++i)
            if (effect.about == out[i]->id) out.push_back(&effect);
    return out;
}

std::set<std::string> sources_of(const Catalogue& catalogue, const Kind& kind) {
    std::set<std::string> ids;
    auto add = [&](const Estimate& e) { ids.insert(e.source); };
    for (const auto* e : {&kind.unit_cost_krw, &kind.life_years, &kind.energy_kwh_per_year, &kind.availability,
                          &kind.opex_share_per_year, &kind.avoided_cost_krw})
        add(*e);
    for (const Component& c : kind.components)
        for (const auto* e : {&c.unit_cost_krw, &c.energy_kwh_per_year, &c.availability}) add(*e);
    for (const PlacementRule& rule : kind.rules) ids.insert(rule.source);
    for (const Cover& cover : kind.covers) ids.insert({cover.range_m.source, cover.angle_deg.source, cover.height_m.source});
    for (const Effect* effect : effects_of(catalogue, kind)) ids.insert(effect->source);
    ids.erase("");
    return ids;
}

MessageArgs rule_args(const PlacementRule& rule) { return {{"value", readable(rule.value)}, {"unit", rule.unit}}; }

Json kind_json(const Context& context, const Catalogue& catalogue, const Kind& kind) {
    Json out{{"id", kind.id}, {"name", to_json(kind.name)}, {"summary", to_json(kind.summary)},
             {"geometry", geometry_id(kind.geometry)}, {"tag", kind.tag}, {"grade", std::string(1, kind.grade)},
             {"reaches", kind.reaches}, {"acts_on", kind.acts_on}};
    out["unit_cost_krw"] = to_json(kind.unit_cost_krw);
    out["avoided_cost_krw"] = to_json(kind.avoided_cost_krw);
    out["energy_kwh_per_year"] = to_json(kind.energy_kwh_per_year);
    out["life_years"] = to_json(kind.life_years);
    out["opex_share_per_year"] = to_json(kind.opex_share_per_year);
    out["availability"] = to_json(kind.availability);
    out["components"] = Json::array();
    for (const Component& c : kind.components) {
        Json item{{"id", c.id}, {"name", to_json(c.name)}, {"default", c.by_default}, {"grade", std::string(1, c.grade)}};
        item["family"] = Json::array();
        if (c.signalised) item["family"].push_back("signalised");
        if (c.unsignalised) item["family"].push_back("unsignalised");
        if (!c.group.empty()) item["group"] = c.group;
        item["unit_cost_krw"] = to_json(c.unit_cost_krw);
        item["energy_kwh_per_year"] = to_json(c.energy_kwh_per_year);
        item["availability"] = to_json(c.availability);
        item["effects"] = c.effects;
        out["components"].push_back(item);
    }
    out["aliases"] = Json::array();
    for (const Alias& alias : kind.aliases) out["aliases"].push_back({{"id", alias.id}, {"components", alias.components}});
    out["effects"] = Json::array();
    for (const Effect* effect : effects_of(catalogue, kind)) out["effects"].push_back(to_json(*effect));
    out["covers"] = Json::array();
    for (const Cover& cover : kind.covers)
        out["covers"].push_back({{"id", cover.id}, {"range_m", to_json(cover.range_m)}, {"angle_deg", to_json(cover.angle_deg)}, {"height_m", to_json(cover.height_m)}});
    out["rules"] = Json::array();
    for (const PlacementRule& rule : kind.rules)
        out["rules"].push_back({{"id", rule.id}, {"value", rule.value}, {"unit", rule.unit}, {"source", rule.source},
                                {"verified", rule.verified}, {"text", context.messages.text("rule." + rule.id, rule_args(rule))}});
    out["permits"] = kind.permits;
    out["listed"] = kind.listed;
    return out;
}

// Price of the default parts, or of the whole: its range as one word for the list.
std::string cost_cell(const Messages& messages, const Kind& kind) {
    if (kind.unit_cost_krw.value) return readable(kind.unit_cost_krw.low) + " - " + readable(kind.unit_cost_krw.high);
    double least = 0;
    bool any = false;
    for (const Component& c : kind.components)
        if (c.unit_cost_krw.value) {
            least = any ? std::min(least, c.unit_cost_krw.low) : c.unit_cost_krw.low;
            any = true;
        }
    return any ? messages.text("catalogue.label.by_parts", {{"least", readable(least)}}) : messages.text("catalogue.label.no_value");
}

void print_list(const Context& context, const Catalogue& catalogue) {
    const Messages& m = context.messages;
    std::vector<std::vector<std::string>> rows{{m.text("catalogue.label.id"), m.text("catalogue.label.name"), m.text("catalogue.label.tag"),
                                                m.text("catalogue.label.grade"), m.text("catalogue.label.place"), m.text("catalogue.label.cost")}};
    for (const Kind& kind : catalogue.kinds)
        rows.push_back({kind.id, name_in(m, kind.name), kind.tag, std::string(1, kind.grade),
                        m.text(std::string("catalogue.geometry.") + geometry_id(kind.geometry)), cost_cell(m, kind)});
    std::fputs(aligned(rows).c_str(), stdout);
    std::printf("\n%s\n", m.text("catalogue.label.grades").c_str());
}

void print_components(const Messages& m, const Kind& kind) {
    if (kind.components.empty()) return;
    std::printf("\n%s\n", m.text("catalogue.label.components").c_str());
    for (const Component& c : kind.components) {
        std::string family = c.signalised ? m.text("catalogue.label.signalised") : c.unsignalised ? m.text("catalogue.label.unsignalised") : "";
        std::printf("  %s  %s  %c%s%s%s\n", c.id.c_str(), name_in(m, c.name).c_str(), c.grade, family.empty() ? "" : "  ", family.c_str(),
                    c.by_default ? ("  " + m.text("catalogue.label.by_default")).c_str() : "");
        std::printf("    %s: %s\n", m.text("catalogue.label.cost").c_str(),
                    kind.unit_cost_krw.value ? m.text("catalogue.label.in_whole").c_str() : estimate_text(m, c.unit_cost_krw).c_str());
        if (c.energy_kwh_per_year.value)
            std::printf("    %s: %s\n", m.text("catalogue.label.energy").c_str(), estimate_text(m, c.energy_kwh_per_year).c_str());
        if (c.availability.value)
            std::printf("    %s: %s\n", m.text("catalogue.label.availability").c_str(), estimate_text(m, c.availability).c_str());
        if (!c.note.empty()) std::printf("    %s\n", note_in(m, c.note).c_str());
    }
}

std::string study(const Messages& m, const Effect& e) {
    std::string out = e.design;
    for (const auto& part : {e.sample, note_in(m, e.note)})
        if (!part.empty()) out += (out.empty() ? "" : "; ") + part;
    return out;
}

void print_effects(const Messages& m, const Catalogue& catalogue, const Kind& kind) {
    auto effects = effects_of(catalogue, kind);
    if (effects.empty()) return;
    std::printf("\n%s\n", m.text("catalogue.label.effects").c_str());
    std::vector<std::vector<std::string>> rows;
    for (const Effect* e : effects) {
        std::string factor = readable(e->cmf);
        if (e->ln_sd > 0) factor += " (" + readable(e->cmf * std::exp(-1.645 * e->ln_sd)) + " - " + readable(e->cmf * std::exp(1.645 * e->ln_sd)) + ')';
        rows.push_back({"  " + e->id, m.text("catalogue.target." + std::string(to_json(*e)["target"])), factor,
                        e->role == "credited" && !e->evidence ? m.text("catalogue.role.none") : m.text("catalogue.role." + e->role),
                        e->source + ", " + m.text(e->verified ? "catalogue.label.verified" : "catalogue.label.unverified"), study(m, *e)});
    }
    std::fputs(aligned(rows).c_str(), stdout);
}

void print_kind(const Context& context, const Catalogue& catalogue, const Kind& kind) {
    const Messages& m = context.messages;
    std::printf("%s  %s\n%s\n\n", kind.id.c_str(), name_in(m, kind.name).c_str(), name_in(m, kind.summary).c_str());
    struct Line {
        const char* label;
        std::string text;
    };
    std::string permits, aliases;
    for (const auto& permit : kind.permits) permits += (permits.empty() ? "" : ", ") + permit;
    for (const auto& alias : kind.aliases) aliases += (aliases.empty() ? "" : ", ") + alias.id;
    bool parts = !kind.unit_cost_krw.value && std::ranges::any_of(kind.components, [](const Component& c) { return c.unit_cost_krw.value.has_value(); });
    bool energy_parts = !kind.energy_kwh_per_year.value && parts;
    std::vector<Line> lines{{"tag", kind.tag}, {"grade", std::string(1, kind.grade)},
                            {"place", m.text(std::string("catalogue.geometry.") + geometry_id(kind.geometry))},
                            {"cost", parts ? m.text("catalogue.label.sum_of_parts") : estimate_text(m, kind.unit_cost_krw)},
                            {"energy", energy_parts ? m.text("catalogue.label.sum_of_parts") : estimate_text(m, kind.energy_kwh_per_year)},
                            {"opex", estimate_text(m, kind.opex_share_per_year)}, {"life", estimate_text(m, kind.life_years)}};
    if (kind.avoided_cost_krw.value) lines.push_back({"avoided", estimate_text(m, kind.avoided_cost_krw)});
    if (!permits.empty()) lines.push_back({"permits", permits});
    if (!aliases.empty()) lines.push_back({"aliases", aliases});
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines) rows.push_back({"  " + m.text(std::string("catalogue.label.") + line.label), line.text});
    std::fputs(aligned(rows).c_str(), stdout);
    if (!kind.rules.empty()) std::printf("\n%s\n", m.text("catalogue.label.rules").c_str());
    for (const PlacementRule& rule : kind.rules)
        std::printf("  %s [%s, %s]\n", m.text("rule." + rule.id, rule_args(rule)).c_str(), rule.source.c_str(),
                    m.text(rule.verified ? "catalogue.label.verified" : "catalogue.label.unverified").c_str());
    print_components(m, kind);
    print_effects(m, catalogue, kind);
    std::printf("\n%s\n", m.text("catalogue.label.sources").c_str());
    for (const auto& id : sources_of(catalogue, kind))
        if (const SourceEntry* s = catalogue.source(id))
            std::printf("  %s: %s%s%s\n", id.c_str(), s->title.c_str(), s->place.size() > 1 ? ", " : "", s->place.size() > 1 ? s->place.c_str() : "");
}

Json list_json(const Context& context, const Catalogue& catalogue) {
    Json out;
    out["kinds"] = Json::array();
    for (const Kind& kind : catalogue.kinds) out["kinds"].push_back(kind_json(context, catalogue, kind));
    out["effects"] = Json::array();
    for (const Effect& effect : catalogue.effects) out["effects"].push_back(to_json(effect));
    out["assumptions"] = Json::array();
    for (const Assumption& a : catalogue.assumptions) {
        Json item{{"id", a.id}, {"name", to_json(a.name)}};
        item.update(to_json(a.estimate));
        out["assumptions"].push_back(item);
    }
    out["sources"] = Json::array();
    for (const SourceEntry& source : catalogue.sources) out["sources"].push_back(to_json(source));
    return out;
}

} // namespace

int cmd_catalogue(Context& context, std::span<const std::string> words) {
    CLI::App app;
    std::string id;
    bool json = false;
    app.add_option("ID", id);
    app.add_flag("--json", json);
    std::string picture;
    app.add_option("--picture", picture, context.messages.text("catalogue.option.picture"));
    if (auto done = parse_words(context, app, words)) return *done;
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return context.error(catalogue.error());
    if (!picture.empty()) {
        auto renderer = Renderer::create();
        if (!renderer) return context.error(renderer.error());
        auto sheet = model_sheet(**renderer, context.messages, *catalogue);
        if (!sheet) return context.error(sheet.error());
        if (auto written = write_png(picture, *sheet); !written) return context.error(written.error());
        return k_done;
    }
    if (id.empty()) {
        if (json) std::printf("%s\n", list_json(context, *catalogue).dump(1).c_str());
        else print_list(context, *catalogue);
        return k_done;
    }
    const Kind* kind = catalogue->kind(id);
    if (!kind) return context.error({ErrorCode::not_found, "catalogue.unknown_kind", {{"kind", id}}, {}});
    if (!json) {
        print_kind(context, *catalogue, *kind);
        return k_done;
    }
    Json out = kind_json(context, *catalogue, *kind);
    out["sources"] = Json::array();
    for (const auto& source : sources_of(*catalogue, *kind)) out["sources"].push_back(to_json(*catalogue->source(source)));
    std::printf("%s\n", out.dump(1).c_str());
    return k_done;
}

} // namespace tp
