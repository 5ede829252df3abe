// Counts of OSM objects by role against osmium.
#include "flow/accounting/counted.h"

using namespace tp::test;

namespace {

std::int64_t osmium(const std::filesystem::path& file, const std::string& expressions, const std::string& without, const TemporaryFolder& folder) {
    std::string command = "osmium tags-filter -R --no-progress -f opl {} " + expressions; // one line per object
    if (!without.empty()) command += " | osmium tags-filter -R --no-progress -F opl -f opl -i - " + without;
    command += " | wc -l";
    return counted({"", "osmium", command.c_str()}, file, folder).value_or(-1);
}

std::int64_t in_layer(const Imported& city, const std::string& layer) {
    std::int64_t total = 0;
    for (const json& file : city.report["files"])
        if (file["layer"] == layer) total += file["in"].get<std::int64_t>();
    return total;
}

constexpr const char* k_streets = "w/highway=motorway,motorway_link,trunk,trunk_link,primary,primary_link,secondary,secondary_link,tertiary,tertiary_link,"
                                  "unclassified,residential,living_street,service,track,road,pedestrian,footway,path,cycleway,steps,bridleway";

} // namespace

TEST_CASE("OSM objects by role are those that osmium finds") {
    if (!has_program("osmium")) return;
    for (const char* name : {"liechtenstein-2015.osm.pbf", "seoul-jamsil.osm.gz", "krems.osm.gz", "andorra.osm.gz", "berlin-siegessaeule.osm.gz"}) {
        auto file = shared(std::string("data/osm/") + name);
        if (!file) return;
        TemporaryFolder folder;
        CAPTURE(name);
        Imported city = import_all({*file}, folder);
        CHECK(in_layer(city, "buildings") == osmium(*file, "wr/building", "", folder));
        CHECK(in_layer(city, "building_parts") == osmium(*file, "wr/building:part", "wr/building", folder));
        CHECK(in_layer(city, "crossings") == osmium(*file, "n/highway=crossing", "", folder));
        CHECK(in_layer(city, "stops") == osmium(*file, "n/highway=bus_stop", "", folder));
        CHECK(in_layer(city, "lamps") == osmium(*file, "n/highway=street_lamp", "", folder));
        CHECK(in_layer(city, "trees") == osmium(*file, "n/natural=tree", "", folder));
        CHECK(in_layer(city, "roads") + in_layer(city, "sidewalks") == osmium(*file, k_streets, "w/building w/building:part w/area=yes", folder));
    }
}

TEST_CASE("Liechtenstein: 8,998 buildings in the account; Jamsil: 1,358, also as Overpass exports it") {
    auto lie = shared("data/osm/liechtenstein-2015.osm.pbf"), jamsil = shared("data/osm/seoul-jamsil.osm.gz"),
         overpass = shared("data/osm/seoul-jamsil-overpass-geom.osm.gz");
    if (!lie || !jamsil || !overpass) return;
    TemporaryFolder folder;
    Imported city = import_all({*lie}, folder);
    CHECK(in_layer(city, "buildings") == 8'998);
    CHECK(city.noted("buildings", "not_closed") == 2);
    CHECK(city.noted("buildings", "not_a_building") == 1);
    CHECK(city.noted("buildings", "relation_untyped") == 1);
    CHECK(city.count("crossings") == 355);
    CHECK(city.count("stops") == 307);
    Imported one = import_all({*jamsil}, folder), other = import_all({*overpass}, folder);
    CHECK(one.count("buildings") == 1'358);
    CHECK(other.count("buildings") == 1'358);
    CHECK(one.info["counts"] == other.info["counts"]);
}
