// twinplan programmes [ID] [--json] - the rules of the yearly contests; ID is a year's file (molit-2023) or one programme.
#include "catalogue/programme.h"
#include "core/platform/paths.h"
#include "twinplan/catalogue_text.h"
#include "twinplan/options.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json programme_json(const Programme& p) {
    Json out{{"id", p.id}, {"name", to_json(p.name)}, {"year", p.year}, {"issuer", p.issuer}, {"source", p.source}, {"verified", p.verified}};
    out["levels"] = p.levels;
    out["joint"] = p.joint_known ? Json(p.joint) : Json(nullptr);
    out["population_max"] = or_null(p.population_max);
    out["population_inclusive"] = p.population_max ? Json(p.population_inclusive) : Json(nullptr);
    out["population_known"] = p.population_known;
    out["seats"] = or_null(p.seats);
    out["years"] = or_null(p.years);
    out["national_krw"] = or_null(p.national_krw);
    out["local_krw"] = or_null(p.local_krw);
    out["apply_from"] = p.apply_from.empty() ? Json(nullptr) : Json(p.apply_from);
    out["apply_to"] = p.apply_to.empty() ? Json(nullptr) : Json(p.apply_to);
    out["solutions_named"] = p.solutions_named;
    out["solutions_open"] = p.solutions_known ? Json(p.solutions_open) : Json(nullptr);
    if (!p.note.empty()) out["note"] = p.note;
    return out;
}

std::string money(const Messages& m, const std::optional<std::int64_t>& krw) {
    return krw ? readable(static_cast<double>(*krw)) + " KRW" : m.text("programme.label.not_stated");
}

std::string number(const Messages& m, const std::optional<int>& value) {
    return value ? std::to_string(*value) : m.text("programme.label.not_stated");
}

std::string population(const Messages& m, const Programme& p) {
    if (!p.population_known) return m.text("programme.label.not_stated");
    if (!p.population_max) return m.text("programme.label.no_limit");
    return m.text(p.population_inclusive ? "programme.label.up_to" : "programme.label.below", {{"max", readable(static_cast<double>(*p.population_max))}});
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

void print_list(const Messages& m, const std::vector<const Programme*>& programmes) {
    std::vector<std::vector<std::string>> rows{{m.text("catalogue.label.id"), m.text("catalogue.label.name"), m.text("programme.label.seats"),
                                                m.text("programme.rule.population"), m.text("programme.label.national"), m.text("programme.label.local"),
                                                m.text("programme.label.read")}};
    for (const Programme* p : programmes)
        rows.push_back({p->id, name_in(m, p->name), number(m, p->seats), population(m, *p), money(m, p->national_krw), money(m, p->local_krw),
                        m.text(p->verified ? "catalogue.label.verified" : "catalogue.label.unverified")});
    std::fputs(aligned(rows).c_str(), stdout);
}

void print_programme(const Messages& m, const Catalogue& catalogue, const Programme& p) {
    std::string not_stated = m.text("programme.label.not_stated"), alone = m.text("programme.label.alone");
    std::vector<std::vector<std::string>> rows{
        {m.text("programme.rule.level"), p.levels.empty() ? not_stated : joined(p.levels)},
        {m.text("programme.rule.population"), population(m, p)},
        {m.text("programme.rule.joint"), !p.joint_known ? not_stated : p.joint.empty() ? alone : joined(p.joint)},
        {m.text("programme.label.seats"), number(m, p.seats)},
        {m.text("programme.label.years"), number(m, p.years)},
        {m.text("programme.label.national"), money(m, p.national_krw)},
        {m.text("programme.label.local"), money(m, p.local_krw)},
        {m.text("programme.rule.period"), p.apply_from.empty() ? not_stated : p.apply_from + " - " + p.apply_to},
        {m.text("programme.rule.solutions"), !p.solutions_known ? not_stated : p.solutions_named.empty() ? m.text("programme.label.no_limit")
                                                 : joined(p.solutions_named) + (p.solutions_open ? m.text("programme.label.and_others") : "")}};
    std::printf("%s  %s (%s)\n\n%s", p.id.c_str(), name_in(m, p.name).c_str(), p.issuer.c_str(), aligned(rows).c_str());
    if (!p.note.empty()) std::printf("\n%s\n", p.note.c_str());
    if (!p.verified) std::printf("\n%s\n", m.text("programme.unverified").c_str());
    if (const SourceEntry* s = catalogue.source(p.source)) std::printf("\n%s: %s, %s\n", p.source.c_str(), s->title.c_str(), s->place.c_str());
}

} // namespace

int cmd_programmes(Context& context, std::span<const std::string> words) {
    CLI::App app;
    std::string id;
    bool json = false;
    app.add_option("ID", id);
    app.add_flag("--json", json);
    if (auto done = parse_words(context, app, words)) return *done;
    auto programmes = load_programmes(context.data, user_data_folder());
    if (!programmes) return context.error(programmes.error());
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return context.error(catalogue.error());
    std::vector<const Programme*> chosen;
    for (const Programme& p : *programmes)
        if (id.empty() || p.id == id || p.id.starts_with(id + '/')) chosen.push_back(&p);
    if (chosen.empty()) return context.error({ErrorCode::not_found, "programme.unknown_programme", {{"programme", id}}, {}});
    bool one = chosen.size() == 1 && chosen[0]->id == id;
    if (json) {
        Json list = Json::array();
        for (const Programme* p : chosen) list.push_back(programme_json(*p));
        std::printf("%s\n", (one ? list[0] : Json{{"programmes", list}}).dump(1).c_str());
    } else if (one) print_programme(context.messages, *catalogue, *chosen[0]);
    else print_list(context.messages, chosen);
    return k_done;
}

} // namespace tp
