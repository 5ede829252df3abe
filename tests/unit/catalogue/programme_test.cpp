// The rules of the 2023 contest with their traps, as the ministry's release states them.
#include "catalogue/programme.h"
#include "core/messages.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <unistd.h>

using namespace tp;

static std::vector<Programme> shipped() {
    auto programmes = load_programmes(test::source_folder() / "assets/data");
    if (!programmes) FAIL(programmes.error().key << " " << programmes.error().where);
    return *std::move(programmes);
}

static RuleStatus status_of(const std::string& programme, const std::string& rule, const CheckInput& input) {
    auto programmes = shipped();
    const Programme* p = find_programme(programmes, programme);
    REQUIRE(p);
    auto results = check_programme(*p, input);
    auto it = std::ranges::find(results, rule, &RuleResult::id);
    REQUIRE(it != results.end());
    return it->status;
}

static RuleStatus population(const std::string& programme, std::int64_t people) {
    CheckInput input;
    input.population = people;
    return status_of(programme, "population", input);
}

static RuleStatus with_fact(const std::string& programme, const std::string& rule, const std::string& key, const std::string& value) {
    CheckInput input;
    input.facts[key] = value;
    return status_of(programme, rule, input);
}

TEST_CASE("2023: 14 seats, 104 billion won of national money, 208 with matching") {
    int seats = 0;
    std::int64_t national = 0, total = 0;
    for (const Programme& p : shipped()) {
        if (p.year != 2023) continue;
        CHECK(p.verified);
        seats += *p.seats;
        national += *p.seats * *p.national_krw;
        total += *p.seats * (*p.national_krw + *p.local_krw);
    }
    CHECK(seats == 14);
    CHECK(national == 104'000'000'000);
    CHECK(total == 208'000'000'000);
}

TEST_CASE("the limit of the small programme includes a million, that of diffusion excludes 300,000") {
    CHECK(population("molit-2023/small", 1'000'000) == RuleStatus::passed);
    CHECK(population("molit-2023/small", 1'000'001) == RuleStatus::failed);
    CHECK(population("molit-2023/diffusion", 299'999) == RuleStatus::passed);
    CHECK(population("molit-2023/diffusion", 300'000) == RuleStatus::failed);
    CHECK(population("molit-2023/hub", 9'000'000) == RuleStatus::passed);
    CHECK(population("molit-2025/cluster", 9'000'000) == RuleStatus::unknown); // the press does not say
}

TEST_CASE("a hub takes no 구, diffusion no joint applicant") {
    CHECK(with_fact("molit-2023/hub", "level", "level", "구") == RuleStatus::failed);
    CHECK(with_fact("molit-2023/hub", "level", "level", "특별자치도") == RuleStatus::passed);
    CHECK(with_fact("molit-2023/small", "level", "level", "구") == RuleStatus::passed);
    CHECK(with_fact("molit-2023/small", "level", "level", "광역시") == RuleStatus::failed);
    CHECK(with_fact("molit-2023/diffusion", "joint", "partners", "company:KT") == RuleStatus::failed);
    CHECK(with_fact("molit-2023/diffusion", "joint", "partners", "none") == RuleStatus::passed);
    CHECK(with_fact("molit-2023/diffusion", "joint", "partners", "") == RuleStatus::passed);
    CHECK(with_fact("molit-2023/hub", "joint", "partners", "company:KT, 대학:POSTECH") == RuleStatus::passed);
    CHECK(with_fact("molit-2023/hub", "joint", "partners", "company:KT, institute:KICT") == RuleStatus::failed);
    CHECK(with_fact("molit-2023/hub", "joint", "partners", "KT") == RuleStatus::unknown); // a name does not say what it is
}

TEST_CASE("a city of 80,000 passes diffusion; the fact that was typed comes before the data's") {
    CheckInput input;
    input.facts = {{"level", "시"}, {"partners", "none"}};
    input.population = 80'000;
    input.capex_low_krw = 1'500'000'000;
    input.capex_krw = 2'000'000'000;
    input.capex_high_krw = 2'600'000'000;
    input.kinds = {"smart_crosswalk", "smart_pole"};
    input.date = "2023-03-30";
    auto programmes = shipped();
    auto results = check_programme(*find_programme(programmes, "molit-2023/diffusion"), input);
    CHECK(results.size() == 6);
    for (const auto& r : results) {
        INFO(r.id);
        CHECK(r.status == RuleStatus::passed);
    }
    input.facts["level"] = "군";
    CHECK(status_of("molit-2023/diffusion", "level", input) == RuleStatus::passed);
    input.facts["population"] = "310,000명";
    CHECK(status_of("molit-2023/diffusion", "population", input) == RuleStatus::failed);
    input.facts["population"] = "about 30";
    CHECK(status_of("molit-2023/diffusion", "population", input) == RuleStatus::unknown);
}

TEST_CASE("what is not known is unknown, never failed") {
    auto programmes = shipped();
    for (const Programme& p : programmes)
        for (const RuleResult& r : check_programme(p, {})) {
            INFO(p.id << " " << r.id);
            CHECK(r.status != RuleStatus::failed);
        }
    auto results = check_programme(*find_programme(programmes, "molit-2023/diffusion"), {});
    CHECK(std::ranges::all_of(results, [](const auto& r) { return r.status == RuleStatus::unknown; }));
}

TEST_CASE("the budget is judged on its range") {
    CheckInput input;
    auto budget = [&](std::int64_t low, std::int64_t middle, std::int64_t high) {
        input.capex_low_krw = low;
        input.capex_krw = middle;
        input.capex_high_krw = high;
        return status_of("molit-2023/diffusion", "budget", input);
    };
    CHECK(budget(3'000'000'000, 3'500'000'000, 4'000'000'000) == RuleStatus::passed);
    CHECK(budget(3'000'000'000, 3'500'000'000, 4'000'000'001) == RuleStatus::unknown);
    CHECK(budget(4'000'000'001, 4'500'000'000, 5'000'000'000) == RuleStatus::failed);
    CHECK(status_of("molit-2025/diffusion", "budget", input) == RuleStatus::unknown); // local share not stated
}

TEST_CASE("the period includes its first and last day") {
    for (auto [date, expected] : {std::pair{"2023-03-27", RuleStatus::failed}, std::pair{"2023-03-28", RuleStatus::passed},
                                  std::pair{"2023-03-30", RuleStatus::passed}, std::pair{"2023-03-31", RuleStatus::failed}}) {
        CheckInput input;
        input.date = date;
        CHECK(status_of("molit-2023/diffusion", "period", input) == expected);
    }
}

TEST_CASE("a closed list of solutions names what is outside it") {
    CheckInput input;
    input.kinds = {"smart_pole", "refuge_island"};
    CHECK(status_of("molit-2021/diffusion", "solutions", input) == RuleStatus::failed);
    input.kinds = {"smart_pole", "smart_crosswalk"};
    CHECK(status_of("molit-2021/diffusion", "solutions", input) == RuleStatus::passed);
    input.kinds = {"refuge_island"};
    CHECK(status_of("molit-2023/diffusion", "solutions", input) == RuleStatus::passed); // an open list
}

TEST_CASE("every result has its sentence in both languages and a source that is listed") {
    auto messages = Messages::load(test::source_folder() / "assets/data/messages", Language::ko);
    auto catalogue = load_catalogue(test::source_folder() / "assets/data");
    REQUIRE(messages);
    REQUIRE(catalogue);
    CheckInput full;
    full.facts = {{"level", "시"}, {"partners", "KT"}};
    full.population = 1;
    full.capex_krw = 1;
    full.kinds = {"smart_pole"};
    full.date = "2023-04-05";
    CheckInput dear = full;
    dear.facts["partners"] = "company";
    dear.capex_low_krw = 1;
    dear.capex_high_krw = dear.capex_krw = 900'000'000'000;
    for (const Programme& p : shipped()) {
        CHECK(catalogue->source(p.source));
        for (const CheckInput* input : {&full, &dear})
            for (const RuleResult& r : check_programme(p, *input)) {
                INFO(p.id << " " << r.text_key);
                CHECK(messages->has(r.text_key));
                CHECK(messages->has("programme.rule." + r.id));
                CHECK(messages->text(r.text_key, r.args).find('{') == std::string::npos);
            }
        for (const RuleResult& r : check_programme(p, {})) CHECK(messages->has(r.text_key));
    }
}

TEST_CASE("another year or programme is a file; a broken one is refused with its line") {
    auto folder = std::filesystem::temp_directory_path() / ("twinplan_programmes_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "programmes");
    auto write = [&](const std::string& text) { std::ofstream(folder / "programmes/own.toml") << text; };
    std::string head = "id = \"do-2027\"\nyear = 2027\nissuer = \"도청\"\nsource = \"molit_2023\"\n[[programme]]\nid = \"a\"\n"
                       "name = {ko = \"가\", en = \"a\"}\n";
    write(head + "levels = [\"군\"]\npopulation = {max = 50000, inclusive = true}\n");
    auto programmes = load_programmes(test::source_folder() / "assets/data", folder);
    REQUIRE(programmes);
    REQUIRE(find_programme(*programmes, "do-2027/a"));
    CHECK(*find_programme(*programmes, "do-2027/a")->population_max == 50000);
    write(head + "apply_from = \"2027-02-30\"\n");
    auto bad = load_programmes(test::source_folder() / "assets/data", folder);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().key == "programme.no_date");
    CHECK(bad.error().where.find("own.toml:5") != std::string::npos);
    write(head + "seat = 3\n");
    CHECK(load_programmes(test::source_folder() / "assets/data", folder).error().where.ends_with("own.toml:8"));
    std::filesystem::remove_all(folder);
}
