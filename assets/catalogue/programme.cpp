#include "catalogue/programme.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tp {
namespace {

std::string grouped(std::int64_t value) { // 1000000 -> "1,000,000"
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), 1, ',');
    return value < 0 ? '-' + digits : digits;
}

std::string eok(std::int64_t krw) { // 억원 with one decimal
    std::int64_t tenths = (krw + (krw < 0 ? -5'000'000 : 5'000'000)) / 10'000'000;
    std::string sign = tenths < 0 ? "-" : "";
    if (tenths < 0) tenths = -tenths;
    return sign + grouped(tenths / 10) + '.' + std::to_string(tenths % 10);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string fact(const CheckInput& input, const char* key) {
    auto it = input.facts.find(key);
    return it == input.facts.end() ? std::string{} : it->second;
}

// Persons as people type them: 280000, 280,000, 280 000; nothing for anything else.
std::optional<std::int64_t> persons(std::string text) {
    std::erase_if(text, [](char c) { return c == ',' || c == ' ' || c == '_'; });
    if (text.ends_with("명")) text.resize(text.size() - std::string_view("명").size());
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

RuleResult result(const char* id, RuleStatus status, std::string key, MessageArgs args, const Programme& programme) {
    return {id, status, std::move(key), std::move(args), programme.source};
}

RuleResult check_level(const Programme& p, const CheckInput& input) {
    std::string level = fact(input, "level");
    if (level.empty()) level = input.level;
    MessageArgs args{{"levels", joined(p.levels)}, {"level", level}};
    if (p.levels.empty()) return result("level", RuleStatus::unknown, "programme.level_not_stated", args, p);
    if (level.empty()) return result("level", RuleStatus::unknown, "programme.level_unknown", args, p);
    bool allowed = std::ranges::find(p.levels, level) != p.levels.end();
    return result("level", allowed ? RuleStatus::passed : RuleStatus::failed, "programme.level", args, p);
}

RuleResult check_population(const Programme& p, const CheckInput& input) {
    std::string typed = fact(input, "population");
    auto population = typed.empty() ? input.population : persons(typed);
    if (!p.population_known) return result("population", RuleStatus::unknown, "programme.population_not_stated", {}, p);
    if (!p.population_max) return result("population", RuleStatus::passed, "programme.population_free", {}, p);
    MessageArgs args{{"max", grouped(*p.population_max)}, {"population", population ? grouped(*population) : typed}};
    std::string key = p.population_inclusive ? "programme.population_up_to" : "programme.population_below";
    if (!population) return result("population", RuleStatus::unknown, key + "_unknown", args, p);
    bool within = p.population_inclusive ? *population <= *p.population_max : *population < *p.population_max;
    return result("population", within ? RuleStatus::passed : RuleStatus::failed, key, args, p);
}

// "company:KT" -> "company"; Korean words too. Empty: a name without its kind.
std::string partner_kind(std::string_view partner) {
    constexpr std::array kinds{std::array<std::string_view, 2>{"company", "기업"}, std::array<std::string_view, 2>{"university", "대학"},
                               std::array<std::string_view, 2>{"municipality", "지자체"}, std::array<std::string_view, 2>{"institute", "연구기관"}};
    std::string_view word = partner.substr(0, partner.find(':'));
    for (const auto& [english, korean] : kinds)
        if (word == english || word == korean) return std::string(english);
    return {};
}

RuleResult check_joint(const Programme& p, const CheckInput& input) {
    if (!p.joint_known) return result("joint", RuleStatus::unknown, "programme.joint_not_stated", {}, p);
    auto it = input.facts.find("partners");
    std::string allowed = p.joint.empty() ? "" : "_allowed";
    MessageArgs args{{"joint", joined(p.joint)}, {"partners", it == input.facts.end() ? "" : it->second}};
    if (it == input.facts.end()) return result("joint", RuleStatus::unknown, "programme.joint" + allowed + "_unknown", args, p);
    RuleStatus status = RuleStatus::passed;
    std::string_view rest = it->second;
    if (rest == "none" || rest == "없음") rest = {};
    while (!rest.empty()) {
        std::size_t comma = rest.find(',');
        std::string_view partner = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        while (partner.starts_with(' ')) partner.remove_prefix(1);
        while (partner.ends_with(' ')) partner.remove_suffix(1);
        if (partner.empty()) continue;
        std::string kind = partner_kind(partner);
        if (p.joint.empty() || (!kind.empty() && std::ranges::find(p.joint, kind) == p.joint.end())) status = RuleStatus::failed;
        else if (kind.empty() && status == RuleStatus::passed) status = RuleStatus::unknown; // a name only: its kind is not known
    }
    const char* end = status == RuleStatus::unknown ? "_kind_unknown" : "";
    return result("joint", status, "programme.joint" + allowed + end, args, p);
}

RuleResult check_solutions(const Programme& p, const CheckInput& input) {
    std::vector<std::string> outside;
    for (const auto& kind : input.kinds)
        if (std::ranges::find(p.solutions_named, kind) == p.solutions_named.end()) outside.push_back(kind);
    MessageArgs args{{"named", joined(p.solutions_named)}, {"outside", joined(outside)}, {"kinds", joined(input.kinds)}};
    if (!p.solutions_known) return result("solutions", RuleStatus::unknown, "programme.solutions_not_stated", args, p);
    if (input.kinds.empty()) return result("solutions", RuleStatus::unknown, "programme.solutions_none_placed", args, p);
    if (p.solutions_named.empty()) return result("solutions", RuleStatus::passed, "programme.solutions_free", args, p);
    if (p.solutions_open) return result("solutions", RuleStatus::passed, "programme.solutions_open", args, p);
    return result("solutions", outside.empty() ? RuleStatus::passed : RuleStatus::failed, "programme.solutions_closed", args, p);
}

RuleResult check_budget(const Programme& p, const CheckInput& input) {
    if (!p.national_krw) return result("budget", RuleStatus::unknown, "programme.budget_not_stated", {}, p);
    std::int64_t ceiling = *p.national_krw + p.local_krw.value_or(0);
    MessageArgs args{{"ceiling_eok", eok(ceiling)}, {"ceiling_krw", grouped(ceiling)}};
    auto add = [&](const char* name, std::int64_t krw) {
        args.emplace_back(std::string(name) + "_eok", eok(krw));
        args.emplace_back(std::string(name) + "_krw", grouped(krw));
    };
    if (!input.capex_krw) return result("budget", RuleStatus::unknown, "programme.budget_unknown", args, p);
    std::int64_t low = input.capex_low_krw.value_or(*input.capex_krw), high = input.capex_high_krw.value_or(*input.capex_krw);
    add("capex", *input.capex_krw);
    add("low", low);
    add("high", high);
    if (high <= ceiling) return result("budget", RuleStatus::passed, "programme.budget", args, p);
    if (!p.local_krw) return result("budget", RuleStatus::unknown, "programme.budget_local_not_stated", args, p);
    if (low > ceiling) return result("budget", RuleStatus::failed, "programme.budget", args, p);
    return result("budget", RuleStatus::unknown, "programme.budget_within_range", args, p);
}

RuleResult check_period(const Programme& p, const CheckInput& input) {
    MessageArgs args{{"from", p.apply_from}, {"to", p.apply_to}, {"date", input.date}};
    if (p.apply_from.empty() || p.apply_to.empty()) return result("period", RuleStatus::unknown, "programme.period_not_stated", args, p);
    if (input.date.empty()) return result("period", RuleStatus::unknown, "programme.period_unknown", args, p);
    std::string day = input.date.substr(0, 10); // ISO dates compare as text
    bool open = p.apply_from <= day && day <= p.apply_to;
    return result("period", open ? RuleStatus::passed : RuleStatus::failed, "programme.period", args, p);
}

} // namespace

const Programme* find_programme(const std::vector<Programme>& programmes, const std::string& id) {
    auto it = std::ranges::find(programmes, id, &Programme::id);
    return it == programmes.end() ? nullptr : &*it;
}

std::vector<RuleResult> check_programme(const Programme& programme, const CheckInput& input) {
    return {check_level(programme, input),     check_population(programme, input), check_joint(programme, input),
            check_solutions(programme, input), check_budget(programme, input),     check_period(programme, input)};
}

} // namespace tp
