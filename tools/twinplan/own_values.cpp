#include "twinplan/own_values.h"

#include "catalogue/csv_table.h"
#include "eval/factors.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tp {
namespace {

constexpr std::string_view k_price = "price.", k_upkeep = "upkeep.", k_assumption = "assumption.";

std::string id_of(const Catalogue& catalogue, std::string_view key) {
    if (key.starts_with(k_assumption)) return std::string(key.substr(k_assumption.size()));
    if (key.starts_with(k_upkeep)) return std::string(k_upkeep_prefix) + std::string(key.substr(k_upkeep.size()));
    std::string name(key.substr(k_price.size()));
    // Another id of a kind with one component ("smart_bus_shelter_closed") is that component.
    const Kind* kind = catalogue.kind(name);
    std::vector<std::string> parts = catalogue.alias_components(name);
    if (kind && parts.size() == 1 && !kind->unit_cost_krw.value) return std::string(k_price_prefix) + kind->id + "/" + parts[0];
    std::ranges::replace(name, '.', '/');
    return std::string(k_price_prefix) + name;
}

} // namespace

bool is_own_value(std::string_view word) {
    return word.starts_with(k_price) || word.starts_with(k_upkeep) || word.starts_with(k_assumption);
}

Result<OwnValue> own_value(const Catalogue& catalogue, const std::string& word) {
    std::size_t equals = word.find('=');
    if (equals == std::string::npos) return fail(ErrorCode::usage, "project.no_equals", {{"text", word}});
    std::string key = word.substr(0, equals), text = word.substr(equals + 1);
    bool money = !key.starts_with(k_assumption);
    OwnValue out{id_of(catalogue, key), std::nullopt};
    if (text.empty()) return out; // also a kind that the catalogue has lost can be forgotten
    double value = 0.0;
    if (money) {
        std::erase_if(text, [](char c) { return c == ',' || c == '_' || c == ' '; }); // as people type it
        std::int64_t krw = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), krw);
        constexpr std::int64_t k_most_krw = 10'000'000'000'000; // far above any budget; sums stay within int64
        if (error != std::errc{} || end != text.data() + text.size() || krw <= 0 || krw > k_most_krw)
            return fail(ErrorCode::out_of_range, "project.bad_value_price", {{"key", key}, {"value", word.substr(equals + 1)}});
        value = static_cast<double>(krw);
    } else if (!parse_number(text, value)) {
        return fail(ErrorCode::out_of_range, "project.bad_value_number", {{"key", key}, {"value", text}});
    }
    if (auto fits = with_own_values(catalogue, {{out.id, value}}); !fits) return std::unexpected(fits.error());
    out.value = value;
    return out;
}

std::string own_value_key(const std::string& id) {
    if (id.starts_with(k_upkeep_prefix)) return std::string(k_upkeep) + id.substr(k_upkeep_prefix.size());
    if (!id.starts_with(k_price_prefix)) return std::string(k_assumption) + id;
    std::string name = id.substr(k_price_prefix.size());
    std::ranges::replace(name, '/', '.');
    return std::string(k_price) + name;
}

std::string own_value_text(double value) {
    std::array<char, 400> text{};
    auto [end, error] = value == static_cast<double>(static_cast<std::int64_t>(value))
                            ? std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(value))
                            : std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? std::string(text.data(), end) : std::string{};
}

} // namespace tp
