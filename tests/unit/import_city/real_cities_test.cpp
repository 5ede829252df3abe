// The real sets. Counts by grep and jq, areas and volumes by another program's sums over the files' own numbers.
#include "import/read_file.h"

#include "city_documents.h"

#include <fstream>
#include <set>
#include <sstream>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

Session& session() {
    static Session made{load_roles(source_folder() / "assets/data/roles").value(), {}};
    return made;
}

std::vector<FeatureLayer> read_set(const fs::path& folder, const std::string& file) {
    auto layers = read_file({(folder / file).string(), file, {}, {}, folder.string()}, session());
    REQUIRE(read_layers(write_layers(layers)));
    for (const auto& layer : layers) CHECK(layer.in == static_cast<std::int64_t>(layer.size()) + layer.left_out);
    return layers;
}

} // namespace

TEST_CASE("PLATEAU Yokosuka: 13 buildings with three textures, parts united") {
    auto folder = shared("data/plateau-yokosuka");
    if (!folder) return;
    auto layers = read_set(*folder, "yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml");
    REQUIRE(layers.size() == 1);
    const FeatureLayer& layer = layers[0];
    CHECK(layer.role == Role::buildings);
    CHECK(layer.size() == 13);
    CHECK(layer.epsg == 6668);
    CHECK(layer.heights == HeightDatum::orthometric);
    CHECK(layer.models.textures.size() == 3);
    CHECK(layer.models.instances.size() == 14); // one building has two parts
    for (std::uint32_t g = 0; g < layer.models.geometries(); ++g) CHECK(measure(layer.models, g, 91'000, 111'000).volume_m3 > 0.0);
    for (double x : layer.models.x) REQUIRE((x > 139.7 && x < 139.8));
    for (double y : layer.models.y) REQUIRE((y > 35.2 && y < 35.3));
}

TEST_CASE("PLATEAU relief: 1,066 triangles in two tiles") {
    auto folder = shared("data/plateau-yokosuka");
    if (!folder) return;
    auto layers = read_set(*folder, "yokosuka-shi/udx/dem/523965_dem_6697_05_op.gml");
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].role == Role::terrain);
    CHECK(layers[0].size() == 2);
    CHECK(layers[0].models.index.size() == 1'066 * 3);
}

TEST_CASE("PLATEAU Yokohama: 8 buildings with 8 pictures, 9 roads, code lists") {
    auto folder = shared("data/plateau-yokohama");
    if (!folder) return;
    auto layer = read_set(*folder, "udx/bldg/53392642_bldg_6697_op2.gml")[0];
    CHECK(layer.size() == 8);
    CHECK(layer.models.textures.size() == 8);
    CHECK(text_in(layer, "buildingDetails.prefecture") == "東京都"); // Common_prefecture.xml, code 13
    CHECK(text_in(layer, "buildingDetails.prefecture_code") == "13");
    CHECK(count_of(layer, "code_list_missing") == 0);
    for (std::uint32_t g = 0; g < layer.models.geometries(); ++g) {
        Solid solid = measure(layer.models, g, 91'000, 111'000);
        CHECK(solid.volume_m3 > 0.0);
    }
    auto roads = read_set(*folder, "udx/tran/533925_tran_6697_op.gml")[0];
    CHECK(roads.role == Role::roads);
    CHECK(roads.subtype == "surface");
    CHECK(roads.size() == 9);
}

TEST_CASE("a code list and a picture by themselves hold no data and say so") {
    auto folder = shared("data/plateau-yokohama");
    if (!folder) return;
    CHECK(count_of(read_set(*folder, "codelists/Building_usage.xml")[0], "code_list") == 1);
    CHECK(count_of(read_set(*folder, "udx/bldg/53392642_bldg_6697_appearance/hnap0285.png")[0], "picture_alone") == 1);
}

TEST_CASE("the OGC house in both versions and all levels is the same house") {
    auto folder = shared("data/citygml-ogc");
    if (!folder) return;
    for (const char* version : {"v2", "v3"}) {
        std::string base = std::string("Examples-from-CityGML-2.0/building/CityGML") + version + "/Building_LOD";
        CAPTURE(version);
        auto lod1 = read_set(*folder, base + "1-EPSG25832.gml");
        Solid block = measure(find_layer(lod1, Role::buildings)->models, 0);
        CHECK(block.closed);
        CHECK(block.volume_m3 == Approx(10.0 * 5.0 * 4.0)); // the corners in the file
        auto lod2 = read_set(*folder, base + "2-EPSG25832.gml");
        const FeatureLayer& house = *find_layer(lod2, Role::buildings);
        Solid solid = measure(house.models, 0);
        CHECK(solid.closed);
        CHECK(solid.volume_m3 == Approx(10.0 * 5.0 * (3.0 + 0.5 * 2.0))); // walls of 3 m, a ridge 2 m above them
        CHECK(house.epsg == 25832);
        CHECK(house.heights == HeightDatum::orthometric);
        CHECK(find_layer(lod2, Role::terrain)->models.index.size() == 9 * 3);
        CHECK(measure(find_layer(read_set(*folder, base + "3-EPSG25832.gml"), Role::buildings)->models, 0).area_m2 > 0.0);
        auto local = read_set(*folder, base + "1-LocalEngineeringCRS.gml");
        CHECK(local[0].needs_place);
        CHECK(local[0].epsg == 0);
        auto garage = read_set(*folder, std::string("Examples-from-CityGML-2.0/building/CityGML") + version + "/Building_and_garage_LOD2-EPSG25832.gml");
        CHECK(find_layer(garage, Role::buildings)->models.instances.size() == 2);
    }
}

TEST_CASE("Opera of Lyon and the Melbourne roads") {
    auto folder = shared("data/citygml-ogc");
    if (!folder) return;
    auto opera = read_set(*folder, "Building/Opera-Lyon_CityGML3.0_LOD2_with_xAL3_FullyStructured.gml")[0];
    CHECK(opera.size() == 1);
    CHECK(opera.epsg == 3946);
    CHECK(opera.models.index.size() / 3 > 2'200); // of 2,279 polygons, nearly all triangles
    auto roads = read_set(*folder, "Transportation/Real-world examples/CityGML_3.0_transportation_data_from_Open_Data_Portal_Melbourne/citygml3_roads_roundabout.gml")[0];
    CHECK(roads.role == Role::roads);
    CHECK(roads.size() == 2);
    CHECK(roads.epsg == 32755);
}

TEST_CASE("Delft: 570 objects by kind") {
    auto folder = shared("data/cityjson");
    if (!folder) return;
    auto layers = read_set(*folder, "delft.json");
    std::map<Role, std::int64_t> count;
    std::int64_t all = 0;
    for (const auto& layer : layers) {
        count[layer.role] += layer.in;
        all += layer.in;
        CHECK(layer.epsg == 28992);
    }
    CHECK(all == 570);
    CHECK(count[Role::buildings] == 160);
    CHECK(count[Role::roads] == 143);
    CHECK(count[Role::green] == 126);
    CHECK(count[Role::landuse] == 81);
    CHECK(count[Role::water] == 3);
    CHECK(count[Role::mesh] == 54 + 3);
}

TEST_CASE("Den Haag, Rotterdam and the materials") {
    auto folder = shared("data/cityjson");
    if (!folder) return;
    auto hague = read_set(*folder, "DH_01_subs.city.json")[0];
    CHECK(hague.size() == 4); // and 8 parts
    for (std::uint32_t g = 0; g < hague.models.geometries(); ++g) {
        Solid solid = measure(hague.models, g);
        CHECK(solid.closed);
        CHECK(solid.volume_m3 > 0.0);
    }
    auto rotterdam = read_set(*folder / "rotterdam", "rotterdam_subset.json")[0];
    CHECK(rotterdam.size() == 16);
    CHECK(rotterdam.models.textures.size() == 1);
    CHECK(count_of(rotterdam, "texture_missing") > 0);
    CHECK(read_set(*folder, "multi_lod.json")[0].models.instances.size() == 10);
}

// malformed_verdicts.csv: file, verdict, features in the file, features kept, codes of notes. Judged by hand: what the files
// of cjval and val3dity hold (by jq) and what was done to those of "mutated" (cut, flipped bytes, another header ...).
TEST_CASE("every malformed CityGML and CityJSON file has its verdict") {
    auto folder = shared("data/malformed");
    if (!folder) return;
    std::ifstream table(source_folder() / "tests/unit/import_city/malformed_verdicts.csv");
    std::string line;
    int files = 0;
    std::getline(table, line);
    while (std::getline(table, line)) {
        std::vector<std::string> cells;
        std::istringstream in(line);
        for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
        REQUIRE(cells.size() >= 4);
        CAPTURE(cells[0]);
        fs::path path = *folder / cells[0];
        auto layers = read_set(path.parent_path(), path.filename().string());
        std::int64_t all = 0, kept = 0;
        std::set<std::string> codes;
        for (const auto& layer : layers) {
            all += layer.in;
            kept += static_cast<std::int64_t>(layer.size());
            for (const auto& note : layer.notes) codes.insert(note.code);
        }
        std::string all_codes;
        for (const auto& code : codes) all_codes += (all_codes.empty() ? "" : " ") + code;
        CHECK(std::to_string(all) == cells[2]);
        CHECK(std::to_string(kept) == cells[3]);
        CHECK(all_codes == (cells.size() > 4 ? cells[4] : ""));
        CHECK((kept == 0) == (cells[1] == "refused"));
        ++files;
    }
    CHECK(files == 50);
}
