// DXF: sheets that ogr2ogr wrote, and drawings put together here by the group codes of the DXF reference.
#include "format_files.h"

#include <algorithm>
#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

const FeatureLayer* find(const std::vector<FeatureLayer>& layers, const std::string& name, GeometryKind kind) {
    auto found = std::ranges::find_if(layers, [&](const auto& l) { return l.layer == name && l.geometry == kind; });
    return found == layers.end() ? nullptr : &*found;
}

// "0,LINE,8,wall" -> the lines of group codes and values.
std::string codes(const std::string& list) {
    std::string out = list;
    std::ranges::replace(out, ',', '\n');
    return out + '\n';
}

std::string drawing(const std::string& blocks, const std::string& entities) {
    return codes("0,SECTION,2,HEADER,9,$ACADVER,1,AC1015,0,ENDSEC,0,SECTION,2,BLOCKS") + blocks + codes("0,ENDSEC,0,SECTION,2,ENTITIES") +
           entities + codes("0,ENDSEC,0,EOF");
}

} // namespace

TEST_CASE("a DXF of ogr2ogr: one layer per code, closed lines become the areas that their role asks for") {
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("source.geojson", R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:5186"}},"features":[
{"type":"Feature","properties":{"Layer":"B0014111"},"geometry":{"type":"LineString","coordinates":[[200000,500000],[200010,500000],[200010,500010],[200000,500000]]}},
{"type":"Feature","properties":{"Layer":"B0014111"},"geometry":{"type":"LineString","coordinates":[[200100,500000],[200110,500000],[200110,500010]]}},
{"type":"Feature","properties":{"Layer":"B0014111"},"geometry":{"type":"LineString","coordinates":[[200200,500000],[200210,500000],[200210,500010]]}},
{"type":"Feature","properties":{"Layer":"F0017111"},"geometry":{"type":"LineString","coordinates":[[200000,500000,45],[200010,500000,45],[200010,500010,45],[200000,500000,45]]}},
{"type":"Feature","properties":{"Layer":"A0023111"},"geometry":{"type":"LineString","coordinates":[[200000,500000],[200010,500020]]}},
{"type":"Feature","properties":{"Layer":"F0027217"},"geometry":{"type":"Point","coordinates":[200005,500005,12.5]}},
{"type":"Feature","properties":{"Layer":"X9"},"geometry":{"type":"Point","coordinates":[200005,500005]}}]})");
    REQUIRE(folder.run("ogr2ogr -f DXF sheet.dxf source.geojson"));
    auto layers = folder.read("sheet.dxf");
    std::int64_t in = 0;
    for (const auto& l : layers) in += l.in;
    CHECK(in == 7);
    const auto* building = find(layers, "B0014111", GeometryKind::polygon);
    REQUIRE(building);
    CHECK(building->role == Role::buildings);
    CHECK(building->size() == 1); // the two open lines are no buildings
    CHECK(building->x[1] == 200010.0);
    CHECK(building->epsg == 0); // a drawing does not say its CRS
    CHECK(note_count(*building, "no_crs") == 1);
    const auto* contour = find(layers, "F0017111", GeometryKind::line); // closed, and a line all the same
    REQUIRE(contour);
    CHECK(contour->role == Role::contours);
    CHECK(contour->canonical_column("elevation_m")->number == std::vector<double>{45.0});
    REQUIRE(find(layers, "A0023111", GeometryKind::line));
    CHECK(find(layers, "A0023111", GeometryKind::line)->role == Role::roads);
    const auto* spot = find(layers, "F0027217", GeometryKind::point);
    REQUIRE(spot);
    CHECK(spot->role == Role::spot_heights);
    CHECK(spot->canonical_column("elevation_m")->number == std::vector<double>{12.5});
}

TEST_CASE("DXF: block references are points or what they draw, within limits; CP949 layer names") {
    FormatFolder folder;
    std::string tree = codes("0,BLOCK,8,0,2,TREE,70,0,10,0,20,0,30,0,0,LINE,8,0,10,-1,20,0,11,1,21,0,0,ENDBLK,8,0");
    std::string house = codes("0,BLOCK,8,0,2,HOUSE,70,0,10,0,20,0,30,0,0,LWPOLYLINE,100,AcDbEntity,8,0,100,AcDbPolyline,90,4,70,1,10,0,20,0,10,4,20,0,10,4,20,2,10,0,20,2,0,ENDBLK,8,0");
    std::string name = "\xB0\xA1\xB7\xCE\xBC\xF6"; // 가로수 in CP949
    folder.add("blocks.dxf", drawing(tree + house, codes("0,INSERT,8," + name + ",2,TREE,10,200100,20,500100") +
                                                       codes("0,INSERT,8,B0014111,2,HOUSE,10,200000,20,500000,41,2,42,2,50,90")));
    folder.add("texts.dxf", drawing("", codes("0,TEXT,100,AcDbEntity,8,H0059153,100,AcDbText,10,5,20,5,40,2,1,label,100,AcDbText") + codes("0,POINT,8,H0059153,10,5,20,5")));
    auto texts = folder.read("texts.dxf");
    REQUIRE(texts.size() == 1);
    CHECK(texts[0].in == 2);
    CHECK(note_count(texts[0], "dxf_text") == 1);
    auto layers = folder.read("blocks.dxf");
    const auto* trees = find(layers, "가로수", GeometryKind::point);
    REQUIRE(trees);
    CHECK(trees->encoding == "CP949");
    CHECK(trees->role == Role::trees);
    CHECK(trees->x == std::vector<double>{200100.0});
    CHECK(trees->column("block")->text[0] == "TREE");
    const auto* houses = find(layers, "B0014111", GeometryKind::polygon);
    REQUIRE(houses);
    REQUIRE(houses->size() == 1);
    // 4 x 2 m, twice as large and turned by 90 degrees: 4 m to the west, 8 m to the north
    auto [west, east] = std::ranges::minmax(houses->x);
    auto [south, north] = std::ranges::minmax(houses->y);
    CHECK(std::abs(west - 199996.0) < 1e-6);
    CHECK(std::abs(east - 200000.0) < 1e-6);
    CHECK(std::abs(south - 500000.0) < 1e-6);
    CHECK(std::abs(north - 500008.0) < 1e-6);

    std::string nested = codes("0,BLOCK,8,0,2,B0,70,0,10,0,20,0,30,0,0,LINE,8,0,10,0,20,0,11,1,21,1,0,ENDBLK,8,0");
    for (int i = 1; i <= 12; ++i) { // ten of each in the next: a million million lines
        nested += codes("0,BLOCK,8,0,2,B" + std::to_string(i) + ",70,0,10,0,20,0,30,0");
        for (int k = 0; k < 10; ++k) nested += codes("0,INSERT,8,0,2,B" + std::to_string(i - 1) + ",10,0,20,0");
        nested += codes("0,ENDBLK,8,0");
    }
    folder.add("nested.dxf", drawing(nested, codes("0,INSERT,8,walls,2,B12,10,0,20,0") + codes("0,LINE,8,walls,10,0,20,0,11,5,21,5")));
    layers = folder.read("nested.dxf");
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].in == 2);
    CHECK(note_count(layers[0], "dxf_too_large") == 1);
    folder.add("self.dxf", drawing(codes("0,BLOCK,8,0,2,A,70,0,10,0,20,0,30,0,0,INSERT,8,0,2,A,10,0,20,0,0,ENDBLK,8,0"), codes("0,INSERT,8,walls,2,A,10,0,20,0")));
    CHECK(note_count(folder.read("self.dxf")[0], "dxf_too_large") == 1);
}
