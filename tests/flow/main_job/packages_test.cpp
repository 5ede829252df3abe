// Two winning packages of 2023 entered as the press reported them: what the catalogue lacks is named, the rest is placed,
// and a city of 80,000 may apply for the diffusion programme.
#include "geo/crs.h"
#include "run_program.h"

#include <nlohmann/json.hpp>

using namespace tp;
using namespace tp::test;
using nlohmann::json;

namespace {

struct Part {
    std::string kind;
    int places = 1;
};

// Places of the parts on a small raster round the middle of the city, as lines of an edit script.
std::string script(const json& info, const std::vector<Part>& parts) {
    auto projection = Projection::to_epsg(info["epsg"].get<int>());
    REQUIRE(projection);
    const json& e = info["extent_m"];
    double east = 0.5 * (e[0].get<double>() + e[2].get<double>()), north = 0.5 * (e[1].get<double>() + e[3].get<double>());
    std::string out;
    int n = 0;
    for (const Part& part : parts)
        for (int i = 0; i < part.places; ++i, ++n) {
            auto at = projection->inverse({east + 15.0 * (n % 8), north + 15.0 * (n / 8)});
            REQUIRE(at);
            out += json{{"do", "place"}, {"kind", part.kind}, {"at", {at->longitude_deg, at->latitude_deg}}}.dump() + '\n';
        }
    return out;
}

void enter(const std::vector<Part>& parts, const std::vector<std::string>& unknown, int placed) {
    TemporaryFolder folder;
    std::string city = (folder / "city.twin").string(), edits = (folder / "edits.jsonl").string();
    REQUIRE(twinplan({"makecity", "--buildings", "1200", "--seed", "3", "-o", city}, folder).status == 0);
    REQUIRE(twinplan({"project", city, "set", "population=80000", "level=시", "partners=none"}, folder).status == 0);
    json info = json::parse(twinplan({"info", city, "--json"}, folder).out);
    std::ofstream(edits) << script(info, parts);
    Run edited = twinplan({"edit", city, "--proposal", "P", "--script", edits}, folder);
    CAPTURE(edited.err);
    CHECK(edited.status == (unknown.empty() ? 0 : 1));
    for (const std::string& kind : unknown) CHECK(edited.err.find("'" + kind + "'") != std::string::npos);
    json evaluated = json::parse(twinplan({"evaluate", city, "--proposal", "P", "--json"}, folder).out);
    CHECK(evaluated["proposals"][0]["solutions"] == placed);
    CHECK(evaluated["proposals"][0]["indicators"][5]["status"] == "ok"); // capex
    Run check = twinplan({"check", city, "--proposal", "P", "--programme", "molit-2023/diffusion", "--date", "2023-03-29", "--json"}, folder);
    REQUIRE(check.status == 0);
    json rules = json::parse(check.out);
    for (const json& rule : rules["rules"]) {
        CAPTURE(rule.dump());
        CHECK(rule["status"] == "passed");
    }
}

} // namespace

TEST_CASE("the package of Sokcho 2023 can be entered") {
    enter({{"smart_pole", 29}, {"smart_crosswalk", 10}, {"shared_parking", 1}, {"road_ice", 2}}, {"shared_parking", "road_ice"}, 39);
}

TEST_CASE("the package of Goryeong 2023 can be entered") {
    enter({{"smart_crosswalk", 20}, {"smart_pole", 25}, {"healthcare_zone", 10}, {"integrated_platform", 1}, {"trail_crowding", 1}},
          {"healthcare_zone", "trail_crowding"}, 46);
}
