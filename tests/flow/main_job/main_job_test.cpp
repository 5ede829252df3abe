// The main job as a user does it: a city, three proposals, numbers, a picture, a report. Schemas as the command line promises.
#include "run_program.h"

#include <nlohmann/json.hpp>
#include <set>

using namespace tp::test;
using nlohmann::json;

static const std::vector<std::string> k_indicators{
    "pedestrian_crashes_avoided_per_year", "pedestrian_deaths_avoided_per_year", "people_within_reach",
    "older_people_within_reach", "carbon_avoided_kgco2e_per_year", "capex_krw", "opex_krw_per_year", "users_per_day"};

static std::string small_city(const TemporaryFolder& folder) {
    std::string city = (folder / "city.twin").string();
    Run made = twinplan({"makecity", "--buildings", "1500", "--seed", "7", "--proposals", "-o", city}, folder);
    INFO(made.err);
    REQUIRE(made.status == 0);
    return city;
}

TEST_CASE("from a city to numbers with intervals") {
    TemporaryFolder folder;
    std::string city = small_city(folder);
    Run info = twinplan({"info", city, "--json"}, folder);
    REQUIRE(info.status == 0);
    json facts = json::parse(info.out);
    CHECK(facts["synthetic"] == true);
    CHECK(facts["counts"]["buildings"].get<int>() > 1000);
    REQUIRE(facts["proposals"].size() == 3);

    Run evaluated = twinplan({"evaluate", city, "--json", "--seed", "5"}, folder);
    INFO(evaluated.err);
    REQUIRE(evaluated.status == 0);
    json result = json::parse(evaluated.out);
    CHECK(result["seed"] == 5);
    CHECK(result["samples"] == 1000);
    CHECK(result["input_hash"].get<std::string>().size() >= 8);
    REQUIRE(result["proposals"].size() == 3);
    for (const json& proposal : result["proposals"]) {
        REQUIRE(proposal["indicators"].size() >= k_indicators.size());
        for (std::size_t i = 0; i < k_indicators.size(); ++i) {
            const json& indicator = proposal["indicators"][i];
            CAPTURE(indicator.dump());
            CHECK(indicator["id"] == k_indicators[i]);
            if (indicator["status"] == "ok") {
                CHECK(indicator["p05"].get<double>() <= indicator["median"].get<double>());
                CHECK(indicator["median"].get<double>() <= indicator["p95"].get<double>());
                CHECK_FALSE(indicator["evidence"].empty());
            } else {
                CHECK_FALSE(indicator["reason"].get<std::string>().empty());
            }
        }
    }
    // reach and carbon have every input in a built-in city
    for (const json& proposal : result["proposals"]) CHECK(proposal["indicators"][2]["status"] == "ok");

    for (const char* threads : {"1", "2", "4"}) // the same bytes for every number of threads
        CHECK(twinplan({"evaluate", city, "--json", "--seed", "5", "--threads", threads}, folder).out == evaluated.out);
    CHECK(twinplan({"evaluate", city, "--json", "--seed", "6"}, folder).out != evaluated.out);
}

TEST_CASE("a comparison leaves a picture and a report that carries itself") {
    TemporaryFolder folder;
    std::string city = small_city(folder), picture = (folder / "c.png").string(), page = (folder / "r.html").string();
    Run compared = twinplan({"compare", city, "A", "B", "--picture", picture, "--report", page, "--json", "--lang", "ko"}, folder);
    INFO(compared.err);
    REQUIRE(compared.status == 0);
    json result = json::parse(compared.out);
    for (const json& row : result["indicators"])
        for (const json& difference : row["differences"]) {
            CHECK(difference["a"] == "A");
            CHECK(difference["p_a_better"].get<double>() >= 0.0);
            CHECK(difference["p_a_better"].get<double>() <= 1.0);
        }
    CHECK(read_file(picture).starts_with("\x89PNG"));
    std::string html = read_file(page);
    CHECK(html.find("default-src 'none'") != std::string::npos);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("http-equiv") != std::string::npos);
    CHECK(html.find("src=\"http") == std::string::npos); // nothing from outside
    CHECK(html.find("data:image/png;base64,") != std::string::npos);
}

TEST_CASE("without a Vulkan device the report is still written, and the missing picture is said") {
    TemporaryFolder folder;
    std::string city = small_city(folder), picture = (folder / "c.png").string(), page = (folder / "r.html").string();
    const std::string none = "VK_ICD_FILENAMES=/nonexistent VK_DRIVER_FILES=/nonexistent";
    Run compared = twinplan({"compare", city, "A", "B", "--picture", picture, "--report", page}, folder, none);
    CHECK(compared.status == 1);
    CHECK_FALSE(compared.err.empty());
    CHECK(std::filesystem::exists(page));
    CHECK_FALSE(std::filesystem::exists(picture));
    Run rendered = twinplan({"render", city, "-o", picture}, folder, none);
    CHECK(rendered.status == 1);
    CHECK_FALSE(std::filesystem::exists(picture));
    CHECK(twinplan({"evaluate", city, "--json"}, folder, none).status == 0);
}

TEST_CASE("a city may be asked why, and whether it may apply") {
    TemporaryFolder folder;
    std::string city = small_city(folder);
    for (const std::string& id : k_indicators) {
        Run ko = twinplan({"explain", city, "--proposal", "A", "--indicator", id, "--lang", "ko"}, folder);
        CAPTURE(id, ko.out, ko.err);
        CHECK(ko.status == 0);
        CHECK(ko.out.find('<') == std::string::npos); // no message without its sentence
        CHECK(ko.out.size() > 40);
    }
    Run check = twinplan({"check", city, "--proposal", "A", "--programme", "molit-2023/diffusion", "--json"}, folder);
    REQUIRE(check.status == 0);
    std::set<std::string> seen;
    json checked = json::parse(check.out);
    for (const json& rule : checked["rules"]) {
        seen.insert(rule["id"].get<std::string>());
        CHECK((rule["status"] == "passed" || rule["status"] == "failed" || rule["status"] == "unknown"));
    }
    CHECK(seen.size() >= 4);
}

TEST_CASE("wrong words and wrong files are told apart by the exit status") {
    TemporaryFolder folder;
    CHECK(twinplan({}, folder).status == 2);
    CHECK(twinplan({"nonsense"}, folder).status == 2);
    CHECK(twinplan({"flood"}, folder).status == 2);
    CHECK(twinplan({"evaluate"}, folder).status == 2);
    CHECK(twinplan({"evaluate", (folder / "no.twin").string()}, folder).status == 1);
    std::ofstream(folder / "bad.twin") << "not a project";
    Run bad = twinplan({"info", (folder / "bad.twin").string(), "--lang", "ko"}, folder);
    CHECK(bad.status == 1);
    CHECK(bad.err.find("bad.twin") != std::string::npos);
    for (const char* command : {"import", "project", "info", "edit", "catalogue", "programmes", "evaluate", "compare", "explain", "check",
                                "render", "formula", "makecity", "bench", "studio", "version"}) {
        Run help = twinplan({command, "--help"}, folder);
        CAPTURE(command, help.out, help.err);
        CHECK(help.status == 0);
        CHECK(help.out.find("<help.") == std::string::npos);
    }
}

TEST_CASE("every layer that the city offers is painted, and a wrong name lists them") {
    TemporaryFolder folder;
    std::string city = small_city(folder);
    Run wrong = twinplan({"render", city, "--layer", "nix", "-o", (folder / "x.png").string(), "--lang", "en"}, folder);
    CHECK(wrong.status == 1);
    std::string list = wrong.err.substr(std::min(wrong.err.size(), wrong.err.find("There are: ") + 11));
    CAPTURE(wrong.err);
    std::string bare = (folder / "bare.png").string();
    REQUIRE(twinplan({"render", city, "--size", "480x270", "--samples", "1", "-o", bare}, folder).status == 0);
    std::set<std::string> pictures{read_file(bare)};
    std::size_t painted = 1;
    for (std::size_t at = 0; at < list.size();) {
        std::size_t end = std::min(list.find_first_of(",.\n", at), list.size());
        std::string id = list.substr(at, end - at);
        at = list.find_first_not_of(", .\n", end);
        if (id == "coverage") continue; // of a proposal
        CAPTURE(id);
        std::string file = (folder / (id + ".png")).string();
        Run run = twinplan({"render", city, "--layer", id, "--proposal", "A", "--size", "480x270", "--samples", "1", "-o", file}, folder);
        INFO(run.err);
        CHECK(run.status == 0);
        pictures.insert(read_file(file));
        ++painted;
    }
    CHECK(painted >= 9);
    CHECK(pictures.size() == painted); // each is another picture
}
