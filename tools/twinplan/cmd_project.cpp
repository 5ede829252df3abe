// twinplan project CITY.twin set KEY=VALUE... | show [--json] - the facts of an application, which `check` reads.
#include "catalogue/programme.h"
#include "core/platform/paths.h"
#include "twinplan/options.h"
#include "twinplan/own_values.h"
#include "twinplan/project_tools.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

enum class Form { text, programme, year, count, date, percent };
struct Key {
    const char* name;
    Form form;
};
constexpr std::array k_keys{Key{"programme", Form::programme},
                            Key{"year", Form::year},
                            Key{"track", Form::text},
                            Key{"municipality", Form::text},
                            Key{"level", Form::text},
                            Key{"population", Form::count},
                            Key{"population_date", Form::date},
                            Key{"population_source", Form::text},
                            Key{"partners", Form::text},
                            Key{"apply_date", Form::date},
                            Key{"start_date", Form::date},
                            Key{"end_date", Form::date},
                            Key{"national_share_pct", Form::percent},
                            Key{"province_share_pct", Form::percent},
                            Key{"municipality_share_pct", Form::percent},
                            Key{"department", Form::text},
                            Key{"contact", Form::text},
                            Key{"note", Form::text}};

std::string known_keys() {
    std::string out;
    for (const Key& key : k_keys) out += (out.empty() ? "" : ", ") + std::string(key.name);
    for (std::string_view form : k_own_value_forms) out += ", " + std::string(form);
    return out;
}

template <class T>
std::optional<T> number(std::string_view text) {
    T value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_date(std::string_view text) { // 2023-03-28
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    auto year = number<int>(text.substr(0, 4));
    auto month = number<unsigned>(text.substr(5, 2)), day = number<unsigned>(text.substr(8, 2));
    if (!year || !month || !day) return false;
    return std::chrono::year_month_day(std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day))
        .ok();
}

// 80,000 or 80_000 as people type it.
std::string plain_digits(std::string text) {
    std::erase_if(text, [](char c) { return c == ',' || c == '_' || c == ' '; });
    return text;
}

// The programme's id: as given, or the only one that ends with it ("diffusion" of a single year).
Result<std::string> programme_id(const Context& context, const std::string& text) {
    auto programmes = load_programmes(context.data, user_data_folder());
    if (!programmes) return std::unexpected(programmes.error());
    std::string known, found;
    int matches = 0;
    for (const Programme& programme : *programmes) {
        if (programme.id == text) return text;
        known += (known.empty() ? "" : ", ") + programme.id;
        if (programme.id.ends_with('/' + text)) found = programme.id, ++matches;
    }
    if (matches == 1) return found;
    return fail(ErrorCode::not_found, "project.unknown_programme", {{"value", text}, {"known", known}});
}

// The value as it is kept. Error out_of_range "project.bad_value".
Result<std::string> checked(const Context& context, const Key& key, const std::string& value) {
    if (value.empty()) return value; // forgets the fact
    auto bad = [&](const char* form) {
        return fail(ErrorCode::out_of_range, std::string("project.bad_value_") + form,
                    {{"key", key.name}, {"value", value}});
    };
    switch (key.form) {
    case Form::text:
        return value.size() <= 4000 ? Result<std::string>(value) : bad("text");
    case Form::programme:
        return programme_id(context, value);
    case Form::date:
        return is_date(value) ? Result<std::string>(value) : bad("date");
    case Form::year: {
        auto year = number<int>(value);
        return year && *year >= 2000 && *year <= 2200 ? Result<std::string>(value) : bad("year");
    }
    case Form::count: {
        std::string digits = plain_digits(value);
        auto count = number<std::int64_t>(digits);
        return count && *count >= 0 && *count <= 10'000'000'000 ? Result<std::string>(digits) : bad("count");
    }
    case Form::percent: {
        auto share = number<double>(value);
        return share && *share >= 0.0 && *share <= 100.0 ? Result<std::string>(value) : bad("percent");
    }
    }
    return value;
}

Result<std::pair<std::string, std::string>> parsed(const Context& context, const std::string& word) {
    std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
        return fail(ErrorCode::usage, "project.no_equals", {{"text", word}});
    std::string name = word.substr(0, equals);
    auto key = std::ranges::find_if(k_keys, [&](const Key& k) { return name == k.name; });
    if (key == k_keys.end())
        return fail(ErrorCode::not_found, "project.unknown_key", {{"key", name}, {"known", known_keys()}});
    auto value = checked(context, *key, word.substr(equals + 1));
    if (!value) return std::unexpected(value.error());
    return std::pair{name, *value};
}

Result<void> set(Context& context, const std::string& file, std::span<const std::string> words) {
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<OwnValue> own;
    std::optional<Catalogue> catalogue; // read where a price or a factor is set
    for (const std::string& word : words) {
        if (is_own_value(word)) {
            if (!catalogue) {
                auto loaded = load_catalogue(context.data, user_data_folder());
                if (!loaded) return std::unexpected(loaded.error());
                catalogue = *std::move(loaded);
            }
            auto value = own_value(*catalogue, word);
            if (!value) return std::unexpected(value.error());
            own.push_back(*std::move(value));
            continue;
        }
        auto fact = parsed(context, word);
        if (!fact) return std::unexpected(fact.error());
        facts.push_back(std::move(*fact));
    }
    auto project = open_project(context, file, OpenMode::edit);
    if (!project) return std::unexpected(project.error());
    auto done = project->begin();
    for (const auto& [key, value] : facts)
        if (done) done = project->set_fact(key, value);
    for (const OwnValue& one : own)
        if (done) done = project->set_assumption(one.id, one.value);
    if (done) done = project->commit();
    if (done) done = project->save();
    return done;
}

int show(Context& context, const std::string& file, bool json) {
    auto project = open_project(context, file, OpenMode::read_only);
    if (!project) return context.error(project.error());
    Json out = Json::object();
    for (const Key& key : k_keys) {
        auto fact = project->facts().find(key.name);
        if (fact == project->facts().end()) continue;
        if (json)
            out[key.name] = fact->second;
        else
            std::printf("%s=%s\n", key.name, fact->second.c_str());
    }
    for (const auto& [id, value] : project->assumptions()) {
        std::string key = own_value_key(id), text = own_value_text(value);
        if (json)
            out[key] = text;
        else
            std::printf("%s=%s\n", key.c_str(), text.c_str());
    }
    if (json)
        std::printf("%s\n", out.dump(1, ' ', false, Json::error_handler_t::replace).c_str());
    else if (project->facts().empty() && project->assumptions().empty())
        context.note("project.no_facts", {{"keys", known_keys()}});
    return k_done;
}

} // namespace

int cmd_project(Context& context, std::span<const std::string> argv) {
    CLI::App app;
    std::string file;
    std::vector<std::string> words;
    bool json = false;
    app.add_option("CITY.twin", file)->required();
    app.add_option("ACTION", words, "set KEY=VALUE... | show")->required();
    app.add_flag("--json", json);
    if (auto status = parse_words(context, app, argv)) return *status;
    if (words[0] == "show" && words.size() == 1) return show(context, file, json);
    if (words[0] != "set" || words.size() < 2)
        return context.error(Error{ErrorCode::usage, "project.no_action", {{"text", words[0]}}, {}});
    if (auto done = set(context, file, std::span(words).subspan(1)); !done) return context.error(done.error());
    return k_done;
}

} // namespace tp
