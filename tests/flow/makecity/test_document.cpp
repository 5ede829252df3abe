// The built-in city through its file: what was made is what is read, and the three proposals can be evaluated.
#include "eval/evaluation.h"
#include "makecity/makecity.h"
#include "project/project.h"
#include "shared_data.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include <algorithm>
#include <unistd.h>

using namespace tp;
using namespace tp::test;

namespace {

const Indicator& indicator(const Evaluation& e, const std::string& id) {
    auto found = std::ranges::find(e.indicators, id, &Indicator::id);
    REQUIRE(found != e.indicators.end());
    return *found;
}

} // namespace

TEST_CASE("a made city comes back from its file bit for bit, and its proposals give indicators") {
    MakeCityOptions options;
    options.buildings = 4000;
    options.seed = 3;
    options.data = source_folder() / "assets/data";
    auto made = make_city(options);
    REQUIRE(made);
    auto catalogue = load_catalogue(options.data);
    REQUIRE(catalogue);
    std::vector<ProposalEntry> entries;
    for (DemoProposal& demo : demo_proposals(made->city, *catalogue)) entries.push_back({demo.name, demo.proposal});
    auto folder = std::filesystem::temp_directory_path() / ("twinplan_makecity_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    auto file = folder / "made.twin";
    REQUIRE(write_document(file, made->city, {}, entries, {{"level", made->city.level}}));
    {
        auto project = Project::open(file, OpenMode::read_only);
        REQUIRE(project);
        auto city = project->city();
        REQUIRE(city);
        CHECK(city_hash(**city) == city_hash(made->city));
        CHECK((*city)->synthetic);
        REQUIRE(project->proposals().size() == 3);
        EvaluationOptions evaluation;
        evaluation.samples = 50;
        auto model = CityModel::create(*city, std::make_shared<const Catalogue>(*catalogue), evaluation);
        REQUIRE(model);
        CHECK_FALSE((*model)->crossing_risk().rank_only); // it has counts
        Layer risk = crossing_risk_layer(**model);
        CHECK(risk.id == "crash_risk");
        CHECK(risk.value == (*model)->crossing_risk().median);
        CHECK(risk.at.size() == (*city)->crossings.size());
        CHECK(risk.breaks.size() == 4);
        {
            auto without = std::make_shared<City>(**city);
            without->crashes = {};
            auto uncalibrated = CityModel::create(without, std::make_shared<const Catalogue>(*catalogue), evaluation);
            REQUIRE(uncalibrated);
            Layer rank = crossing_risk_layer(**uncalibrated);
            CHECK(rank.id == "crash_rank");
            CHECK(rank.unit == "%");
            REQUIRE(!rank.value.empty());
            const auto& median = (*uncalibrated)->crossing_risk().median;
            auto most = static_cast<std::size_t>(std::ranges::max_element(median) - median.begin()), least = static_cast<std::size_t>(std::ranges::min_element(median) - median.begin());
            CHECK(rank.value[least] == 0.0F);
            CHECK(rank.value[most] > 90.0F);
        }
        for (const ProposalEntry& entry : project->proposals()) {
            CAPTURE(entry.name);
            Evaluation e = evaluate(*model, entry.proposal.solutions());
            for (const char* id : {"pedestrian_crashes_avoided_per_year", "people_within_reach", "older_people_within_reach", "carbon_avoided_kgco2e_per_year"})
                CHECK(indicator(e, id).status == IndicatorStatus::ok);
            CHECK(indicator(e, "people_within_reach").median > 0.0);
            CHECK(indicator(e, "people_within_reach").median <= static_cast<double>(*made->city.population));
            CHECK(e.warnings.empty()); // no placement rule is broken
        }
        // A holds companion measures whose price no source gives; what B and C hold has a price
        CHECK(indicator(evaluate(*model, project->proposals()[0].proposal.solutions()), "capex_krw").status == IndicatorStatus::missing);
        for (std::size_t k : {1U, 2U}) {
            const Evaluation e = evaluate(*model, project->proposals()[k].proposal.solutions());
            CHECK(indicator(e, "capex_krw").status == IndicatorStatus::ok);
            CHECK(indicator(e, "capex_krw").median <= 4.0e9);
        }
        auto own = demo_own_values(options.data); // invented ones let A's sum be shown too
        REQUIRE(own);
        evaluation.assumptions = *own;
        auto priced = CityModel::create(*city, std::make_shared<const Catalogue>(*catalogue), evaluation);
        REQUIRE(priced);
        for (const char* id : {"capex_krw", "opex_krw_per_year"})
            CHECK(indicator(evaluate(*priced, project->proposals()[0].proposal.solutions()), id).status == IndicatorStatus::ok);
    }
    std::filesystem::remove_all(folder);
}
