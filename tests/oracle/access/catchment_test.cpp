// Oracle: accessibility_2sfca.json, computed by matrix and by loop in another language, and the published quickstart of
// the Python package sdc-catchment.
#include "network/catchment.h"
#include "shared_data.h"

#include <nlohmann/json.hpp>

#include <fstream>

using namespace tp;

TEST_CASE("floating catchments agree with the oracle's five places and three sites", "[oracle]") {
    auto path = test::shared("oracles/safety/accessibility_2sfca.json");
    if (!path) return;
    auto oracle = nlohmann::json::parse(std::ifstream(*path));
    auto people = oracle["pop"].get<std::vector<double>>(), supply = oracle["supply"].get<std::vector<double>>();
    std::vector<double> distance;
    for (const auto& row : oracle["dist_m"])
        for (double d : row) distance.push_back(d);
    CHECK(share_within(people, distance, supply.size(), 400.0) == oracle["population_share_within_400m"].get<double>());
    for (const auto& [name, expected] : oracle["results"].items()) {
        CAPTURE(name);
        std::vector<CatchmentZone> zones;
        for (const auto& zone : expected["zones"]) zones.push_back({zone[1].get<double>(), zone[2].get<double>()});
        CatchmentResult ours = catchment_e2sfca(people, supply, distance, zones);
        for (std::size_t j = 0; j < supply.size(); ++j) CHECK(ours.site_ratio[j] == Approx(expected["Rj"][j].get<double>()).epsilon(1e-9));
        double conserved = 0.0;
        for (std::size_t i = 0; i < people.size(); ++i) {
            CHECK(ours.access[i] == Approx(expected["Ai"][i].get<double>()).epsilon(1e-9));
            conserved += ours.access[i] * people[i];
        }
        CHECK(conserved == Approx(oracle["supply"].size() ? 9.0 : 0.0).epsilon(1e-12));
    }
}
