// The shipped catalogue is complete and honest; a broken one is refused with its place.
#include "catalogue/catalogue.h"
#include "catalogue/csv_table.h"
#include "core/messages.h"
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <unistd.h>

using namespace tp;
namespace fs = std::filesystem;

static fs::path data_of_source() { return test::source_folder() / "assets/data"; }

static Catalogue shipped() {
    auto catalogue = load_catalogue(data_of_source());
    if (!catalogue) FAIL(catalogue.error().key << " " << catalogue.error().where);
    return *std::move(catalogue);
}

namespace {
class Folder { // a user's folder that is gone afterwards
public:
    Folder() : m_path(fs::temp_directory_path() / ("twinplan_catalogue_" + std::to_string(::getpid()))) { fs::create_directories(m_path); }
    ~Folder() { fs::remove_all(m_path); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((m_path / name).parent_path());
        std::ofstream(m_path / name) << text;
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};
} // namespace

TEST_CASE("the shipped catalogue holds the first kinds and what each needs") {
    Catalogue catalogue = shipped();
    for (const char* id : {"smart_crosswalk", "smart_bus_shelter", "smart_pole", "refuge_island", "raised_crossing",
                           "leading_interval", "enforcement_camera", "integrated_platform"}) {
        INFO(id);
        const Kind* kind = catalogue.kind(id);
        REQUIRE(kind);
        CHECK_FALSE(kind->name.ko.empty());
        CHECK_FALSE(kind->name.en.empty());
        CHECK_FALSE(kind->permits.empty());
    }
    CHECK(catalogue.kind("smart_crosswalk")->reaches);
    CHECK(catalogue.kind("smart_bus_shelter")->reaches);
    CHECK_FALSE(catalogue.kind("smart_pole")->reaches);
    CHECK(catalogue.kind("integrated_platform")->geometry == Geometry::service);
    CHECK(catalogue.kind("flying_carpet") == nullptr);
}

TEST_CASE("aliases name a kind with some of its components") {
    Catalogue catalogue = shipped();
    REQUIRE(catalogue.kind("smart_bus_shelter_closed"));
    CHECK(catalogue.kind("smart_bus_shelter_closed")->id == "smart_bus_shelter");
    CHECK(catalogue.alias_components("smart_bus_shelter_closed") == std::vector<std::string>{"closed"});
    CHECK(catalogue.alias_components("smart_bus_shelter").empty());
    CHECK(catalogue.kind("smart_pole")->aliases.size() == 4);
    for (const Alias& alias : catalogue.kind("smart_pole")->aliases) CHECK(alias.components.size() == 1);
}

TEST_CASE("only a luminaire that is chosen takes the place of a lamp") {
    Catalogue catalogue = shipped();
    for (const Kind& kind : catalogue.kinds)
        for (const Component& component : kind.components)
            if (component.replaces_lamp) {
                CHECK(component.id == "led_lamp");
                CHECK_FALSE(component.by_default); // whether a sodium lamp stands there is the planner's to say
            }
    CHECK(catalogue.component(*catalogue.kind("smart_pole"), "led_lamp")->replaces_lamp);
}

TEST_CASE("companion measures have crash evidence and no invented price") {
    Catalogue catalogue = shipped();
    for (const char* id : {"refuge_island", "raised_crossing", "leading_interval", "enforcement_camera"}) {
        INFO(id);
        const Kind& kind = *catalogue.kind(id);
        CHECK(kind.tag == "연계");
        CHECK_FALSE(kind.unit_cost_krw.value.has_value());
        REQUIRE_FALSE(kind.effects.empty());
        CHECK(catalogue.effect(kind.effects[0])->evidence);
    }
}

TEST_CASE("only the countdown and the crossing light of a smart crosswalk are credited with fewer crashes") {
    Catalogue catalogue = shipped();
    for (const Component& component : catalogue.kind("smart_crosswalk")->components) {
        INFO(component.id);
        CHECK(component.signalised != component.unsignalised);
        bool credited = std::ranges::any_of(component.effects, [&](const auto& id) { return catalogue.effect(id)->cmf != 1.0; });
        CHECK(credited == (component.id == "red_countdown" || component.id == "crossing_light"));
    }
    CHECK(catalogue.effect("crossing_lighting_kr")->target == Target::pedestrian_night);
}

TEST_CASE("no kind names a counter or back-test row, and every counter row is about a credited one") {
    Catalogue catalogue = shipped();
    auto credited = [&](const std::string& id) { return catalogue.effect(id) && catalogue.effect(id)->role == "credited"; };
    for (const Kind& kind : catalogue.kinds) {
        CHECK(std::ranges::all_of(kind.effects, credited));
        for (const Component& component : kind.components) CHECK(std::ranges::all_of(component.effects, credited));
    }
    CHECK(catalogue.effect("countdown_toronto_minor")->about == "countdown_fhwa");
    CHECK(catalogue.effect("smart_bundle_seongdong")->role == "backtest");
}

TEST_CASE("the numbers of the press release and of the sources are the catalogue's") {
    Catalogue catalogue = shipped();
    CHECK(*catalogue.assumption("grid_kgco2e_per_kwh_2023")->estimate.value == 0.4173);
    CHECK(*catalogue.assumption("night_share_crashes")->estimate.value == 0.484);
    CHECK(*catalogue.assumption("deaths_per_pedestrian_crash")->estimate.value == Approx(3044.0 / 109877.0).margin(5e-5));
    CHECK(catalogue.effect("camera_kr_all")->cmf == Approx(1 - 0.2853).margin(1e-9));
    const Component& closed = *catalogue.component(*catalogue.kind("smart_bus_shelter"), "closed");
    CHECK(closed.unit_cost_krw.low == 99e6);
    CHECK(closed.unit_cost_krw.high == 186e6);
    CHECK(*closed.energy_kwh_per_year.value == 5000);
    CHECK_FALSE(closed.energy_kwh_per_year.verified);
    double full = 0;
    for (const Component& component : catalogue.kind("smart_crosswalk")->components)
        if (component.signalised) full += *component.unit_cost_krw.value;
    CHECK(full > 70e6); // press: 70-160 million for a full signalised kit
    CHECK(full < 160e6);
}

TEST_CASE("every placement rule has its text in both languages") {
    Catalogue catalogue = shipped();
    auto messages = Messages::load(data_of_source() / "messages", Language::ko);
    REQUIRE(messages);
    for (const Kind& kind : catalogue.kinds)
        for (const PlacementRule& rule : kind.rules) CHECK(messages->has("rule." + rule.id));
}

TEST_CASE("a user's folder adds kinds, factors and sources") {
    Folder folder;
    folder.write("sources.csv", "id,title,place,date,opened\nour_bid,견적서,시청,2026-01-05,yes\n");
    folder.write("catalogue/own.toml", "[[kind]]\nid = \"own_shade\"\nname = {ko = \"그늘막\", en = \"Shade\"}\n"
                                       "summary = {ko = \"그늘\", en = \"Shade\"}\ngeometry = \"point\"\ntag = \"특화\"\ngrade = \"D\"\n"
                                       "unit_cost_krw = {value = 11e6, source = \"our_bid\", verified = true}\n");
    auto catalogue = load_catalogue(data_of_source(), folder.path());
    REQUIRE(catalogue);
    CHECK(*catalogue->kind("own_shade")->unit_cost_krw.value == 11e6);
    CHECK(catalogue->hash() != shipped().hash());
}

TEST_CASE("a broken catalogue is refused with file and line") {
    Folder folder;
    auto refused = [&](const std::string& key, const std::string& place) {
        auto catalogue = load_catalogue(data_of_source(), folder.path());
        REQUIRE_FALSE(catalogue);
        CHECK(catalogue.error().key == key);
        CHECK(catalogue.error().where.ends_with(place));
    };
    std::string header = "id,name_ko,name_en,value,low,high,unit,source,verified,note\n";
    SECTION("unknown source") {
        folder.write("factors/own.csv", header + "a,가,a,1,,,m,nobody,no,\n");
        refused("catalogue.unknown_source", "own.csv:2");
    }
    SECTION("range upside down") {
        folder.write("factors/own.csv", header + "\n# remark\na,가,a,1,2,3,m,no_source,no,\n");
        refused("catalogue.not_ordered", "own.csv:4");
    }
    SECTION("not a finite number") {
        folder.write("factors/own.csv", header + "a,가,a,nan,,,m,no_source,no,\n");
        refused("catalogue.no_number", "own.csv:2");
    }
    SECTION("an id that is there already") {
        folder.write("factors/own.csv", header + "walk_reach_m,가,a,1,,,m,no_source,no,\n");
        refused("catalogue.id_twice", "own.csv:2");
    }
    SECTION("a kind twice") {
        folder.write("catalogue/own.toml", "\n[[kind]]\nid = \"smart_pole_safety\"\nname = {ko = \"가\", en = \"a\"}\nsummary = {ko = \"가\", en = \"a\"}\n"
                                           "geometry = \"point\"\ntag = \"특화\"\ngrade = \"D\"\n");
        refused("catalogue.id_twice", "own.toml:2");
    }
    SECTION("misspelt key") {
        folder.write("catalogue/own.toml", "[[kind]]\nid = \"x\"\nname = {ko = \"가\", en = \"a\"}\nsummary = {ko = \"가\", en = \"a\"}\n"
                                           "geometry = \"point\"\ntag = \"특화\"\ngrade = \"D\"\nunit_cost = 3\n");
        refused("catalogue.unknown_key", "own.toml:8");
    }
    SECTION("effect without evidence that claims something") {
        folder.write("factors/crash_factors_own.csv", "id,target,cmf,ln_sd,evidence,role,about,source,verified,note\n"
                                                      "wish,pedestrian,0.5,0.1,no,credited,,no_source,no,\n");
        refused("catalogue.factor_without_evidence", "crash_factors_own.csv:2");
    }
    SECTION("TOML that does not parse") {
        folder.write("catalogue/own.toml", "[[kind]]\nid = \n");
        refused("core.bad_toml", "own.toml:2");
    }
}

TEST_CASE("CSV as spreadsheets write it") {
    auto table = parse_csv("\xEF\xBB\xBF"
                           "a,b\r\n\"1,\"\"x\"\"\",2\r\n\r\n# no\n\"two\nlines\",3\n",
                           "t.csv");
    REQUIRE(table);
    CHECK(table->columns == std::vector<std::string>{"a", "b"});
    CHECK(table->rows == std::vector<std::vector<std::string>>{{"1,\"x\"", "2"}, {"two\nlines", "3"}});
    CHECK(table->line == std::vector<int>{2, 5});
    CHECK(parse_csv("a,b\n1\n", "t.csv").error().where == "t.csv:2");
    CHECK(parse_csv("a,b\n\"1,2\n", "t.csv").error().key == "catalogue.csv_quote");
    CHECK(parse_csv("a,a\n", "t.csv").error().key == "catalogue.csv_column");
    CHECK_FALSE(parse_csv("", "t.csv"));
}

TEST_CASE("a value cannot become a spreadsheet formula") {
    CHECK(csv_field("=1+1") == "'=1+1");
    CHECK(csv_field("@x") == "'@x");
    CHECK(csv_field("-1.5") == "-1.5"); // a number stays a number
    CHECK(csv_field("-x") == "'-x");
    CHECK(csv_field("a,\"b\"") == "\"a,\"\"b\"\"\"");
}
