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
    std::vector<std::string> levels, joint; // allowed levels; allowed joint applicants (empty: none)
    std::optional<std::int64_t> population_max;
    bool population_inclusive = false;
    std::optional<int> seats, years;
    std::optional<std::int64_t> national_krw, local_krw;
    std::string apply_from, apply_to; // ISO dates, empty unknown
    std::vector<std::string> solutions_named;
    bool solutions_open = true;
};

enum class RuleStatus { passed, failed, unknown };
struct RuleResult {
    std::string id;      // "population", "level", "joint", "budget", "period", "solutions"
    RuleStatus status = RuleStatus::unknown;
    std::string text_key; // message with args below
    MessageArgs args;
    std::string source;
};

// Reads data/programmes/*.toml, then those of `extra`.
Result<std::vector<Programme>> load_programmes(const std::filesystem::path& data, const std::filesystem::path& extra = {});

struct CheckInput {
    Facts facts;
    std::optional<std::int64_t> population; // of the city, where the facts give none
    std::string level;                      // likewise
    std::optional<std::int64_t> capex_low_krw, capex_krw, capex_high_krw; // of the proposal, nullopt missing
    std::vector<std::string> kinds;         // kinds placed, unknown ones included
    std::string date;                       // ISO; empty: period is unknown
};
std::vector<RuleResult> check_programme(const Programme& programme, const CheckInput& input);

} // namespace tp
