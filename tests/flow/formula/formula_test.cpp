// `formula`, `catalogue` and `programmes` as scripts use them. Oracles: the tables of oracles/, through the program.
#include "catalogue/csv_table.h"
#include "run_program.h"

#include <nlohmann/json.hpp>

using namespace tp;
using namespace tp::test;
using nlohmann::json;

static Run formula(const TemporaryFolder& folder, const std::string& id, const std::string& csv) {
    std::ofstream(folder / "in.csv") << csv;
    return twinplan({"formula", "run", id, "--csv", (folder / "in.csv").string()}, folder);
}

TEST_CASE("every formula of the list shows its columns, its source and its limits in both languages") {
    TemporaryFolder folder;
    json list = json::parse(twinplan({"formula", "list", "--json"}, folder).out);
    REQUIRE(list["formulas"].size() >= 13);
    for (const char* language : {"ko", "en"})
        for (const json& entry : list["formulas"]) {
            Run shown = twinplan({"formula", "show", entry["id"], "--json", "--lang", language}, folder);
            REQUIRE(shown.status == 0);
            json f = json::parse(shown.out);
            CAPTURE(shown.out);
            CHECK(f["id"] == entry["id"]);
            CHECK_FALSE(f["inputs"].empty());
            CHECK_FALSE(f["outputs"].empty());
            for (const char* key : {"title", "source", "limits"}) CHECK_FALSE(f[key].get<std::string>().starts_with('<'));
        }
}

TEST_CASE("the pedestrian model of the HSM through the program, other columns passed through") {
    auto file = shared("oracles/safety/hsm_signal_ped_grid.csv");
    if (!file) return;
    TemporaryFolder folder;
    auto oracle = parse_csv(read_file(*file), "oracle");
    REQUIRE(oracle);
    std::string csv = "memo,intersection_type,major_veh_per_day,minor_veh_per_day,pedestrians_per_day,lanes_crossed\n";
    for (const auto& row : oracle->rows) csv += "\"a, b\"," + row[0] + ',' + row[1] + ',' + row[2] + ',' + row[3] + ',' + row[4] + '\n';
    Run run = formula(folder, "hsm_signalised_pedestrian", csv);
    INFO(run.err);
    REQUIRE(run.status == 0);
    auto result = parse_csv(run.out, "result");
    REQUIRE(result);
    REQUIRE(result->rows.size() == oracle->rows.size());
    auto column = static_cast<std::size_t>(result->column("crashes_per_year"));
    for (std::size_t i = 0; i < oracle->rows.size(); ++i) {
        CHECK(result->rows[i][0] == "a, b");
        CHECK(std::stod(result->rows[i][column]) == Approx(std::stod(oracle->rows[i][6])).epsilon(1e-6).margin(6e-9));
    }
}

TEST_CASE("accessibility over all rows together") {
    auto file = shared("oracles/safety/accessibility_2sfca.json");
    if (!file) return;
    TemporaryFolder folder;
    json oracle = json::parse(read_file(*file));
    std::string csv = "demand_id,people,supply_id,supply,distance_m\n";
    for (std::size_t i = 0; i < oracle["pop"].size(); ++i)
        for (std::size_t j = 0; j < oracle["supply"].size(); ++j)
            csv += 'd' + std::to_string(i) + ',' + oracle["pop"][i].dump() + ",s" + std::to_string(j) + ',' + oracle["supply"][j].dump() + ',' +
                   oracle["dist_m"][i][j].dump() + '\n';
    auto result = parse_csv(formula(folder, "e2sfca", csv).out, "result");
    REQUIRE(result);
    const json& expected = oracle["results"]["E2SFCA_200_400_800"];
    std::size_t sites = oracle["supply"].size(), ratio = static_cast<std::size_t>(result->column("supply_ratio")), access = ratio + 1;
    for (std::size_t r = 0; r < result->rows.size(); ++r) {
        CHECK(std::stod(result->rows[r][ratio]) == Approx(expected["Rj"][r % sites].get<double>()).epsilon(1e-9));
        CHECK(std::stod(result->rows[r][access]) == Approx(expected["Ai"][r / sites].get<double>()).epsilon(1e-9));
    }
}

TEST_CASE("what is wrong is named with its line, and nothing is half written") {
    TemporaryFolder folder;
    Run bad = formula(folder, "power_model", "before_kmh,after_kmh,exponent\n50,40,3\n50,fast,3\n");
    CHECK(bad.status == 1);
    CHECK(bad.out.empty());
    CHECK(bad.err.find("in.csv:3") != std::string::npos);
    CHECK(bad.err.find("fast") != std::string::npos);
    CHECK(formula(folder, "power_model", "before_kmh,after_kmh\n50,40\n").status == 1);   // a column is missing
    CHECK(formula(folder, "power_model", "before_kmh,after_kmh,exponent\n-1,40,3\n").status == 1);
    CHECK(formula(folder, "power_model", "before_kmh,after_kmh,exponent,factor\n50,40,3,1\n").status == 1);
    CHECK(formula(folder, "no_such_formula", "a\n1\n").status == 1);
    CHECK(twinplan({"formula", "run", "power_model"}, folder).status == 2);
    Run empty = formula(folder, "power_model", "before_kmh,after_kmh,exponent\n50,,3\n");
    CHECK(empty.status == 0);
    CHECK(empty.out == "before_kmh,after_kmh,exponent,factor\n50,,3,\n"); // no value, no result
    Run run = twinplan({"formula", "run", "power_model", "--csv", (folder / "in.csv").string(), "-o", (folder / "no/such/o.csv").string()}, folder);
    CHECK(run.status == 1);
    CHECK_FALSE(std::filesystem::exists(folder / "no"));
}

TEST_CASE("a cell cannot become a formula of a spreadsheet") {
    TemporaryFolder folder;
    Run run = formula(folder, "power_model", "memo,before_kmh,after_kmh,exponent\n=HYPERLINK(1),50,50,3\n");
    CHECK(run.out == "memo,before_kmh,after_kmh,exponent,factor\n'=HYPERLINK(1),50,50,3,1\n");
}

TEST_CASE("catalogue and programmes as JSON") {
    TemporaryFolder folder;
    json catalogue = json::parse(twinplan({"catalogue", "--json"}, folder).out);
    CHECK(catalogue["kinds"].size() >= 8);
    json shelter = json::parse(twinplan({"catalogue", "smart_bus_shelter_closed", "--json"}, folder).out);
    CHECK(shelter["id"] == "smart_bus_shelter");
    for (const json& component : shelter["components"]) CHECK(component["unit_cost_krw"]["low"] <= component["unit_cost_krw"]["high"]);
    json refuge = json::parse(twinplan({"catalogue", "refuge_island", "--json"}, folder).out);
    CHECK(refuge["unit_cost_krw"]["value"].is_null()); // no source is no price, and not zero
    CHECK(twinplan({"catalogue", "flying_carpet"}, folder).status == 1);
    json programmes = json::parse(twinplan({"programmes", "molit-2023", "--json"}, folder).out);
    int seats = 0;
    for (const json& p : programmes["programmes"]) seats += p["seats"].get<int>();
    CHECK(seats == 14);
    CHECK(json::parse(twinplan({"programmes", "molit-2023/diffusion", "--json"}, folder).out)["population_max"] == 300000);
    CHECK(twinplan({"programmes", "molit-1999"}, folder).status == 1);
}
