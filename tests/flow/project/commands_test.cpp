// The commands as people and scripts call them: edit, info, project, and GDAL's ogrinfo as a witness of the file.
#include "geo/crs.h"
#include "project/project.h"
#include "shared_data.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/wait.h>

using namespace tp;
using namespace tp::test;
using Json = nlohmann::json;

namespace {

struct Answer {
    int status = -1;
    std::string out, err;
};

// A city of 20 x 20 km with the program's state beside it.
struct Desk : Folder {
    std::filesystem::path city = path / "city.twin";
    Desk() {
        City made = random_city(4, 25);
        made.synthetic = false;
        REQUIRE(write_document(city, made, {}));
        std::filesystem::remove(std::filesystem::path(city) += ".bak");
    }
    std::string at(double x_m, double y_m) const { // "lon,lat" of a local point
        auto projection = Projection::to_epsg(5187);
        REQUIRE(projection);
        auto p = projection->inverse({229000.0 + x_m, 400000.0 + y_m});
        REQUIRE(p);
        char text[80];
        std::snprintf(text, sizeof text, "%.9f,%.9f", p->longitude_deg, p->latitude_deg);
        return text;
    }
    Answer run(const std::string& arguments) const {
        auto err = path / "err.txt";
        std::string command =
            "'" + (bin_folder() / "twinplan").string() + "' " + arguments + " 2>'" + err.string() + "'";
        return shell(command, err);
    }
    Answer edit(const std::string& arguments) const {
        return run("edit '" + city.string() + "' --lang en --proposal A " + arguments);
    }
    Answer shell(const std::string& command, const std::filesystem::path& err) const {
        Answer answer;
        FILE* pipe = popen(command.c_str(), "r");
        REQUIRE(pipe != nullptr);
        char buffer[4096];
        for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) answer.out.append(buffer, got);
        answer.status = WEXITSTATUS(pclose(pipe));
        answer.err = bytes_of(err);
        return answer;
    }
    std::filesystem::path script(const std::string& text) const {
        std::ofstream(path / "script.jsonl") << text;
        return path / "script.jsonl";
    }
};

bool says(const Answer& answer, const std::string& part) { return answer.err.find(part) != std::string::npos; }
std::size_t sentences(const Answer& answer) {
    return static_cast<std::size_t>(std::count(answer.err.begin(), answer.err.end(), '\n'));
}

} // namespace

TEST_CASE("one edit after the other, each saved") {
    Desk desk;
    CHECK(desk.edit("place smart_crosswalk " + desk.at(0, 0)).out == "1\n");
    CHECK(desk.edit("place --kind smart_bus_shelter_closed --at " + desk.at(100, 5)).out == "2\n");
    CHECK(desk.edit("place integrated_platform").out == "3\n");
    CHECK(desk.edit("move 1 " + desk.at(50, 60)).status == 0);
    CHECK(desk.edit("set --id 1 --set '{\"count\": 2, \"note\": \"시장\"}'").status == 0);
    CHECK(desk.edit("remove --id 2").status == 0);
    CHECK(desk.edit("undo").status == 0);
    auto project = Project::open(desk.city, OpenMode::read_only);
    REQUIRE(project);
    const auto& all = project->proposal("A")->proposal.solutions();
    REQUIRE(all.size() == 3);
    REQUIRE(all[0].at);
    CHECK(all[0].at->x_m == Approx(50).margin(0.001));
    CHECK(all[0].at->y_m == Approx(60).margin(0.001));
    CHECK(all[0].count == 2);
    CHECK(all[0].note == "시장");
    CHECK(all[1].kind == "smart_bus_shelter");
    CHECK(std::ranges::find(all[1].components, "closed") != all[1].components.end());
    CHECK_FALSE(all[2].at);
    CHECK(desk.edit("redo").status == 0);
    CHECK(desk.edit("redo").status == 1);
}

TEST_CASE("a wrong edit is one sentence and changes nothing") {
    Desk desk;
    REQUIRE(desk.edit("place smart_pole " + desk.at(0, 0)).status == 0);
    auto before = bytes_of(desk.city);
    auto wrong = [&](const std::string& arguments, const std::string& part, int status = 1) {
        INFO(arguments);
        auto answer = desk.edit(arguments);
        CHECK(answer.status == status);
        CHECK(says(answer, part));
        CHECK(sentences(answer) == 1);
        CHECK(answer.out.empty());
        CHECK(bytes_of(desk.city) == before);
    };
    wrong("place road_ice " + desk.at(0, 0), "'road_ice'");
    wrong("place smart_pole", "needs a place");
    wrong("place smart_pole " + desk.at(10300, 0), "outside the city"); // the extent ends at 10,000
    wrong("place smart_pole 36.0,129.3", "36.0,129.3", 2);              // latitude first
    wrong("move 7 " + desk.at(0, 0), "solution 7");
    wrong("set 1 '{\"colour\": 1}'", "'colour'");
    wrong("set 1 '{\"components\": [\"nope\"]}'", "'nope'");
    wrong("remove x", "'x'", 2);
    wrong("build", "'build'", 2);
    wrong("undo again", "'again'", 2);
    wrong("undo --id 1", "--id", 2);
    CHECK(desk.edit("place smart_pole " + desk.at(10150, 0)).status == 0); // within the margin of 200 m
}

TEST_CASE("a script is one transaction; unknown kinds are named and keep the numbering") {
    Desk desk;
    auto place = [&](const char* kind, double x) {
        return std::string("{\"do\":\"place\",\"kind\":\"") + kind + "\",\"at\":[" + desk.at(x, 0) + "]}\n";
    };
    auto answer = desk.edit("--json --script " +
                            desk.script(place("smart_pole", 0) + "\n" + place("road_ice", 1) + place("smart_pole", 2) +
                                        "{\"do\":\"move\",\"id\":3,\"to\":[" + desk.at(9, 9) + "]}\n")
                                .string());
    CHECK(answer.status == 1);
    CHECK(says(answer, "line 3: 'road_ice'"));
    CHECK(Json::parse(answer.out)["placed"] == Json::array({1, 3}));
    CHECK(Json::parse(answer.out)["unknown"][0]["line"] == 3);
    auto before = bytes_of(desk.city);
    for (std::string last :
         {std::string("{\"do\":\"remove\",\"id\":2}\n"), std::string("{\"do\":\n"), place("smart_pole", 20000)}) {
        auto failed = desk.edit("--script " + desk.script(place("smart_pole", 5) + last).string());
        INFO(last);
        CHECK(failed.status == 1);
        CHECK(says(failed, "script.jsonl:2"));
        CHECK(bytes_of(desk.city) == before);
    }
    CHECK(desk.run("edit '" + desk.city.string() + "' --proposal NEW --script " + (desk.path / "none.jsonl").string())
              .status == 1);
    CHECK(bytes_of(desk.city) == before);
}

TEST_CASE("a thousand edits are one save; meanwhile nobody else writes and everybody reads") {
    Desk desk;
    std::string text;
    for (int i = 0; i < 1000; ++i) { // as many as people are promised in one save
        if (i % 3 == 2)
            text += "{\"do\":\"move\",\"id\":" + std::to_string(1 + i / 3) + ",\"to\":[" + desk.at(i, 2 * i) + "]}\n";
        else
            text += "{\"do\":\"place\",\"kind\":\"smart_pole\",\"at\":[" + desk.at(-i, i) + "]}\n";
    }
    REQUIRE(desk.edit("--script " + desk.script(text).string()).status == 0);
    auto project = Project::open(desk.city, OpenMode::edit);
    REQUIRE(project);
    CHECK(project->proposal("A")->proposal.edits().size() == 1000);
    auto second = desk.edit("undo"); // while it is open here
    CHECK(second.status == 1);
    CHECK(says(second, "another program"));
    CHECK(desk.run("info '" + desk.city.string() + "'").status == 0); // readers always work
}

TEST_CASE("info counts what is there and says what is missing") {
    Desk desk;
    REQUIRE(desk.edit("place smart_pole " + desk.at(0, 0)).status == 0);
    auto info = Json::parse(desk.run("info '" + desk.city.string() + "' --json").out);
    City city = random_city(4, 25);
    CHECK(info["counts"]["buildings"] == 25);
    CHECK(info["counts"]["population_cells"] == 25);
    CHECK(info["epsg"] == 5187);
    CHECK(info["people"].get<double>() == Approx(*people_total(city)));
    CHECK(info["proposals"][0]["solutions"] == 1);
    CHECK(info["sources"][0]["licence"] == "KOGL-1");
    CHECK(info["sources"][1]["licence"].is_null());
    CHECK(info["extent_m"][0] == 219000.0);
    REQUIRE(write_document(desk.city, City{}, {}));
    info = Json::parse(desk.run("info '" + desk.city.string() + "' --json").out);
    CHECK(info["people"].is_null()); // unknown, not zero
    CHECK(std::ranges::find(info["missing"], Json("buildings")) != info["missing"].end());
    for (const char* lang : {"ko", "en"}) {
        auto text = desk.run("info '" + desk.city.string() + "' --lang " + lang).out;
        CHECK(text.find('<') == std::string::npos); // no sentence is missing
    }
}

TEST_CASE("facts are checked, kept, and shown") {
    Desk desk;
    std::string project = "project '" + desk.city.string() + "' --lang en ";
    REQUIRE(
        desk.run(project +
                 "set programme=molit-2023/diffusion level=시 population=80,000 partners=none apply_date=2023-03-29")
            .status == 0);
    auto facts = Json::parse(desk.run(project + "show --json").out);
    CHECK(facts["population"] == "80000");
    CHECK(facts["programme"] == "molit-2023/diffusion");
    REQUIRE(desk.run(project + "set partners=").status == 0);
    REQUIRE(desk.edit("place smart_pole " + desk.at(0, 0)).status == 0); // facts survive an edit
    facts = Json::parse(desk.run(project + "show --json").out);
    CHECK_FALSE(facts.contains("partners"));
    CHECK(facts["level"] == "시");
    auto unknown = desk.run(project + "set colour=red level=군");
    CHECK(unknown.status == 1);
    CHECK(says(unknown, "municipality_share_pct")); // names the known ones
    CHECK(desk.run(project + "set apply_date=2023-02-30").status == 1);
    CHECK(desk.run(project + "set programme=moon").status == 1);
    CHECK(desk.run(project + "set population=many").status == 1);
    CHECK(desk.run(project + "set").status == 2);
    CHECK(Json::parse(desk.run(project + "show --json").out)["level"] == "시"); // nothing of a wrong set is kept
}

TEST_CASE("a project's own prices and factors are checked, kept, shown and used") {
    Desk desk;
    std::string name = "'" + desk.city.string() + "' --lang en ", project = "project " + name;
    REQUIRE(desk.edit("place refuge_island " + desk.at(0, 0)).status == 0);
    auto capex = [&] { return Json::parse(desk.run("evaluate " + name + "--samples 20 --json").out); };
    auto before = capex();
    CHECK(before["proposals"][0]["indicators"][5]["status"] == "missing");
    auto table = desk.run("evaluate " + name + "--samples 20").out;
    CHECK(table.find("set price.KIND=KRW") != std::string::npos); // the way out is named
    REQUIRE(desk.run(project + "set price.refuge_island=25,000,000 upkeep.refuge_island=300000 assumption.walk_reach_m=350.5 "
                               "price.smart_bus_shelter_closed=90000000").status == 0);
    auto after = capex();
    CHECK(after["proposals"][0]["indicators"][5]["median"] == 25e6);
    CHECK(after["proposals"][0]["indicators"][6]["median"] == 300e3);
    CHECK(after["input_hash"] != before["input_hash"]);
    auto why = desk.run("explain " + name + "--proposal A --indicator capex_krw").out;
    CHECK(why.find("this project's own value") != std::string::npos);
    auto shown = Json::parse(desk.run(project + "show --json").out);
    CHECK(shown["price.refuge_island"] == "25000000");
    CHECK(shown["price.smart_bus_shelter.closed"] == "90000000");
    CHECK(shown["assumption.walk_reach_m"] == "350.5");
    for (const char* bad : {"price.refuge_island=0", "price.refuge_island=-5", "price.refuge_island=1.5", "price.hover_bus=5",
                            "upkeep.smart_pole_safety=5", "price.smart_pole.safety=5", "assumption.nothing=1",
                            "assumption.walk_reach_m=far", "assumption.walk_reach_m=nan"}) {
        INFO(bad);
        auto answer = desk.run(project + "set level=군 " + bad);
        CHECK(answer.status == 1);
        CHECK(sentences(answer) == 1);
    }
    CHECK(Json::parse(desk.run(project + "show --json").out) == shown); // nothing of a wrong set is kept
    REQUIRE(desk.run(project + "set price.refuge_island=").status == 0);
    CHECK(capex()["proposals"][0]["indicators"][5]["status"] == "missing");
}

TEST_CASE("GDAL reads every layer with its count, its place and its index", "[oracle]") {
    Desk desk;
    REQUIRE(desk.edit("place smart_pole " + desk.at(555.5, 0)).status == 0);
    if (std::system("command -v ogrinfo >/dev/null 2>&1") != 0) { // NOLINT: one thread
        WARN("SKIPPED: no ogrinfo (package gdal-bin)");
        return;
    }
    auto gpkg = desk.path / "city.gpkg"; // the same bytes under GeoPackage's own ending
    std::filesystem::copy_file(desk.city, gpkg);
    auto ask = [&](const std::string& arguments) {
        return desk.shell("ogrinfo " + arguments + " 2>'" + (desk.path / "err.txt").string() + "'",
                          desk.path / "err.txt");
    };
    for (const char* layer : {"buildings", "street_edges", "crossings", "zones", "crashes", "areas", "population"}) {
        auto answer = ask("-ro -so '" + gpkg.string() + "' " + layer);
        INFO(layer << '\n' << answer.out << answer.err);
        CHECK(answer.out.find("Feature Count: 25") != std::string::npos);
        CHECK(answer.out.find("East Belt 2010") != std::string::npos);
        CHECK(answer.err.empty());
    }
    auto solution = ask("-ro -q '" + gpkg.string() + "' solutions").out;
    CHECK(solution.find("smart_pole") != std::string::npos);
    CHECK(solution.find("POINT (229555.") != std::string::npos);
    City city = random_city(4, 25);
    std::size_t expected = 0;
    for (LocalPoint p : city.stops.at) expected += p.x_m > 0 && p.x_m < 4000 && p.y_m > -5000 && p.y_m < 5000 ? 1U : 0U;
    auto found = ask("-ro -so -spat 229000 395000 233000 405000 '" + gpkg.string() + "' stops").out;
    CHECK(found.find("Feature Count: " + std::to_string(expected)) != std::string::npos);
}
