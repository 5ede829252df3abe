// catalogue/programme.h - contest rules as dated data, and their check against the facts of an application.
#pragma once

#include "catalogue/catalogue.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// What `project set` stores; a missing key is unknown, never false.
using Facts = std::map<std::string, std::string>; // "programme","level","population","population_date","partners",...

struct Programme {
    std::string id;  // "molit-2023/diffusion"
    Names name;
    int year = 0;
    std::string issuer, source; // source key
    bool verified = false;
    std::vector<std::string> levels, joint; // allowed levels (empty: not known); allowed joint applicants (empty: none)
    bool joint_known = true;                // false: the source says nothing about joint applicants
    bool population_known = true;           // false: the source says nothing about a limit
    std::optional<std::int64_t> population_max;
    bool population_inclusive = false;
    std::optional<int> seats, years;
    std::optional<std::int64_t> national_krw, local_krw;
    std::string apply_from, apply_to; // ISO dates, empty unknown
    std::vector<std::string> solutions_named;
    bool solutions_open = true;      // kinds beyond the named ones are allowed
    bool solutions_known = true;
    std::string note;
};

// "molit-2023/diffusion" -> its programme; nullptr if there is none.
const Programme* find_programme(const std::vector<Programme>& programmes, const std::string& id);

enum class RuleStatus { passed, failed, unknown };
struct RuleResult {
    std::string id;      // "population", "level", "joint", "budget", "period", "solutions"
    RuleStatus status = RuleStatus::unknown;
    std::string text_key; // message with args below
    MessageArgs args;
    std::string source;
};

// Reads data/programmes/*.toml, then extra/programmes/*.toml. Errors: bad_format with file and line (unknown key, id twice,
// a date that is none, negative money).
Result<std::vector<Programme>> load_programmes(const std::filesystem::path& data, const std::filesystem::path& extra = {});

struct CheckInput {
    Facts facts;
    std::optional<std::int64_t> population; // of the city, where the facts give none
    std::string level;                      // likewise
    std::optional<std::int64_t> capex_low_krw, capex_krw, capex_high_krw; // of the proposal, nullopt missing
    std::vector<std::string> kinds;         // kinds placed, unknown ones included
    std::string date;                       // ISO; empty: period is unknown
};
// One result per rule, in the order level, population, joint, solutions, budget, period. Facts that are missing or cannot
// be read give unknown, never failed. partners: a comma-separated list "company:KT, university"; empty or "none" = alone.
// budget: passed where even the 95 % point stays within national + local money, failed where the 5 % point exceeds it.
std::vector<RuleResult> check_programme(const Programme& programme, const CheckInput& input);

} // namespace tp
