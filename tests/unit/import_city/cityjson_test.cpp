// CityJSON in small documents. Expected values follow from the documents' numbers (CityJSON 2.0, sections 3 to 6).
#include "city_documents.h"

using namespace tp;
using namespace tp::test;

namespace {

// A cube of 10 m whose corner 0 is at (85000, 447000, 0): the solid of the specification's example.
const std::string k_vertices = R"("transform":{"scale":[0.01,0.01,0.01],"translate":[85000,447000,0]},"vertices":[
[0,0,0],[1000,0,0],[1000,1000,0],[0,1000,0],[0,0,1000],[1000,0,1000],[1000,1000,1000],[0,1000,1000]])";
const std::string k_cube = "[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]";

std::string city(const std::string& objects, const std::string& more = "", const std::string& crs = "https://www.opengis.net/def/crs/EPSG/0/7415") {
    return R"({"type":"CityJSON","version":"2.0",)" + k_vertices + more +
           (crs.empty() ? "" : R"(,"metadata":{"referenceSystem":")" + crs + "\"}") + R"(,"CityObjects":{)" + objects + "}}";
}
std::string object(const std::string& id, const std::string& geometry, const std::string& more = "", const std::string& type = "Building") {
    return "\"" + id + R"(":{"type":")" + type + R"(","geometry":[)" + geometry + "]" + more + "}";
}
std::string solid_json(const std::string& boundaries = k_cube, const std::string& lod = "2.2", const std::string& more = "") {
    return R"({"type":"Solid","lod":")" + lod + R"(","boundaries":[)" + boundaries + "]" + more + "}";
}

} // namespace

TEST_CASE("a CityJSON solid is transformed, closed and has a footprint") {
    auto layers = read_json(city(object("a", solid_json(), R"(,"attributes":{"measuredHeight":9.5,"name":"Hall","code":"07","list":[1,2]})")));
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].role == Role::buildings);
    CHECK(layers[0].epsg == 28992);
    CHECK(layers[0].heights == HeightDatum::orthometric);
    CHECK(number_in(layers[0], "height_m") == 9.5);
    CHECK(text_in(layers[0], "name") == "Hall");
    CHECK(text_in(layers[0], "code") == "07");
    CHECK(text_in(layers[0], "list") == "[1,2]");
    Solid cube = measure(layers[0].models, 0);
    CHECK(cube.closed);
    CHECK(cube.volume_m3 == Approx(1000.0));
    CHECK(*std::ranges::min_element(layers[0].x) == 85000.0);
    CHECK(*std::ranges::max_element(layers[0].y) == 447010.0);
    CHECK(layers[0].models.instances.at(0).lod == 2);
}

TEST_CASE("an object with an index that does not exist loses that face alone, others are not touched") {
    std::string bad = k_cube;
    bad.replace(bad.find("[[4,5,6,7]]"), 11, "[[4,5,6,99999999999]]");
    auto layers = read_json(city(object("good", solid_json()) + "," + object("bad", solid_json(bad)) + "," + object("worse", solid_json("7")) + ",\"none\":3"));
    CHECK(layers[0].in == 4);
    CHECK(layers[0].size() == 2);
    CHECK(layers[0].models.index.size() == 36 + 30);
    bool named = false;
    for (const auto& note : layers[0].notes) named = named || (note.code == "bad_index" && note.where == "bad");
    CHECK(named);
    std::string negative = k_cube;
    negative.replace(negative.find("[[4,5,6,7]]"), 11, "[[4,5,6,-1]]");
    CHECK(count_of(read_json(city(object("n", solid_json(negative))))[0], "bad_index") == 1);
}

TEST_CASE("parts are united with their building, each a model of its own; rooms are left out") {
    std::string objects = R"("b":{"type":"Building","children":["p","q","r"],"geometry":[]},)" + object("p", solid_json(), R"(,"parents":["b"])", "BuildingPart") + "," +
                          object("q", solid_json(), R"(,"parents":["b"])", "BuildingPart") + "," + object("r", solid_json(), R"(,"parents":["b"])", "BuildingRoom");
    auto layers = read_json(city(objects));
    CHECK(layers[0].size() == 1);
    CHECK(layers[0].in == 1);
    CHECK(layers[0].models.instances.size() == 2);
    CHECK(count_of(layers[0], "parts_united") == 1);
    CHECK(count_of(layers[0], "interior_left_out") == 1);
    std::string circle = R"("b":{"type":"Building","children":["p"],"parents":[],"geometry":[)" + solid_json() + R"(]},"p":{"type":"BuildingPart","parents":["b"],"children":["b"],"geometry":[]})";
    CHECK(read_json(city(circle))[0].models.instances.size() == 1);
}

TEST_CASE("templates are shared shapes") {
    std::string templates = R"(,"geometry-templates":{"vertices-templates":[[0,0,0],[1,0,0],[0,1,0],[0,0,1]],"templates":[
{"type":"MultiSurface","lod":"2","boundaries":[[[0,2,1]],[[0,1,3]],[[1,2,3]],[[0,3,2]]]}]})";
    auto instance = [](const std::string& at, const std::string& number) {
        return R"({"type":"GeometryInstance","template":)" + number + R"(,"boundaries":[)" + at + R"(],"transformationMatrix":[2,0,0,0,0,2,0,0,0,0,2,0,0,0,0,1]})";
    };
    std::string objects = object("t1", instance("1", "0"), "", "SolitaryVegetationObject") + "," + object("t2", instance("2", "0"), "", "SolitaryVegetationObject") + "," +
                          object("t3", instance("1", "7"), "", "SolitaryVegetationObject");
    auto layers = read_json(city(objects, templates));
    CHECK(layers[0].role == Role::trees);
    CHECK(layers[0].models.geometries() == 1);
    REQUIRE(layers[0].models.instances.size() == 2);
    CHECK(layers[0].models.instances[1].at == std::array<double, 3>{85010.0, 447010.0, 0.0});
    CHECK(layers[0].models.instances[1].turn[4] == 2.0f);
    CHECK(layers[0].left_out == 1);
    Solid shape = measure(layers[0].models, 0);
    CHECK(shape.closed);
    CHECK(shape.volume_m3 == Approx(1.0 / 6.0));
}

TEST_CASE("ground surfaces are the footprint, materials colour faces") {
    std::string semantics = R"(,"semantics":{"surfaces":[{"type":"GroundSurface"},{"type":"RoofSurface"}],"values":[[0,1,null,null,null,null]]},
"material":{"theme":{"values":[[null,0,null,null,null,null]]}})";
    auto layers = read_json(city(object("a", solid_json(k_cube, "2", semantics)), R"(,"appearance":{"materials":[{"name":"red","diffuseColor":[1,0,0]}]})"));
    CHECK(count_of(layers[0], "footprint_from_faces") == 0);
    int red = 0;
    for (const auto& part : layers[0].models.parts)
        if (layers[0].models.materials[part.material].colour[1] == 0.0f) red += static_cast<int>(part.end - part.begin);
    CHECK(red == 6);
}

TEST_CASE("CityJSON before 2.0 and objects of extensions are read") {
    std::string old = city(object("a", solid_json()) + "," + object("x", solid_json(), "", "+Thing"), "", "urn:ogc:def:crs:EPSG::28992");
    old.replace(old.find("\"2.0\""), 5, "\"1.0\"");
    auto layers = read_json(old);
    REQUIRE(layers.size() == 2);
    CHECK(layers[0].epsg == 28992);
    CHECK(layers[1].role == Role::mesh);
    CHECK(text_in(layers[1], "type") == "+Thing");
}

TEST_CASE("a sequence is read line by line; a broken line is left out") {
    std::string head = R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.01,0.01,0.01],"translate":[85000,447000,0]},"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/7415"},"CityObjects":{},"vertices":[]})";
    std::string vertices = k_vertices.substr(k_vertices.find("\"vertices\""));
    std::erase(vertices, '\n');
    auto line = [&](const std::string& id) { return R"({"type":"CityJSONFeature","id":")" + id + R"(",)" + vertices + R"(,"CityObjects":{)" + object(id, solid_json()) + "}}\n"; };
    auto layers = read_json(head + "\n" + line("a") + "{\"type\":\"CityJSONFeature\",\n" + line("b") + "\n");
    CHECK(layers[0].size() == 2);
    CHECK(layers[0].in == 3);
    CHECK(layers[0].models.instances.size() == 2);
    CHECK(count_of(layers[0], "bad_feature") == 1);
}

TEST_CASE("solids that are mirrored tell that x and y are exchanged") {
    // JGD2011 IX: x of the CRS is north. Both orders lie in its area; only one has its solids the right way round.
    std::string text = city(object("a", solid_json()), "", "http://www.opengis.net/def/crs/EPSG/0/6677");
    text.replace(text.find("[85000,447000,0]"), 16, "[-37000,-8000,0]");
    auto same = read_json(text);
    CHECK(count_of(same[0], "axes_swapped") == 0);
    CHECK(*std::ranges::min_element(same[0].x) == -37000.0);
    std::string mirrored = k_cube; // the same faces backwards: what a mirror makes of them
    for (auto [from, to] : {std::pair("0,3,2,1", "0,1,2,3"), {"4,5,6,7", "7,6,5,4"}, {"0,1,5,4", "4,5,1,0"}, {"1,2,6,5", "5,6,2,1"}, {"2,3,7,6", "6,7,3,2"}, {"3,0,4,7", "7,4,0,3"}})
        mirrored.replace(mirrored.find(from), 7, to);
    text.replace(text.find(k_cube), k_cube.size(), mirrored);
    auto swapped = read_json(text);
    CHECK(count_of(swapped[0], "axes_swapped") == 1);
    CHECK(*std::ranges::min_element(swapped[0].x) == -8000.0);
    CHECK(measure(swapped[0].models, 0).volume_m3 == Approx(1000.0));
    CHECK(count_of(swapped[0], "turned_inside_out") == 0);
}

TEST_CASE("JSON that is hostile is refused by name") {
    CHECK(refusal_of("{\"type\":\"CityJSON\",", true) == "cannot_read");
    CHECK(refusal_of("{\"type\":\"CityJSON\",\"version\":\"2.0\",\"vertices\":[]}", true) == "not_what_it_says");
    CHECK(refusal_of(R"({"type":"CityJSON","CityObjects":)" + std::string(1000, '[') + std::string(1000, ']') + "}", true) == "too_deep");
    std::string huge = city(object("a", solid_json()));
    huge.replace(huge.find("[1000,0,0]"), 10, "[1e300,0,0]");
    auto layers = read_json(huge);
    CHECK(count_of(layers[0], "bad_face") == 1);
    CHECK(layers[0].models.index.size() == 18); // the three faces without that corner
}
