// CityGML in small documents, each with one thing that readers get wrong. Expected values follow from the documents' numbers.
#include "city_documents.h"

using namespace tp;
using namespace tp::test;

TEST_CASE("a solid becomes a closed model, a footprint and a height") {
    auto layers = read_gml(model(member(building("<bldg:measuredHeight uom=\"m\">4.5</bldg:measuredHeight>" + solid(box_members())))));
    REQUIRE(layers.size() == 1);
    const FeatureLayer& layer = layers[0];
    CHECK(layer.role == Role::buildings);
    CHECK(layer.epsg == 25832);
    CHECK(layer.heights == HeightDatum::orthometric);
    REQUIRE(layer.size() == 1);
    CHECK(number_in(layer, "height_m") == 4.5);
    CHECK(layer.canonical.at("height_m") == "height_m");
    CHECK(text_in(layer, "id") == "b1");
    CHECK(layer.x.size() == 4);
    CHECK(layer.z.at(0) == 0.0f);
    Solid box = measure(layer.models, 0);
    CHECK(box.closed);
    CHECK(box.volume_m3 == Approx(400.0));
    CHECK(box.area_m2 == Approx(2 * (80 + 50 + 40)));
    CHECK(layer.models.materials.at(0).double_sided == 0);
    CHECK(layer.models.materials.at(0).coloured == 0);
    CHECK(layer.models.instances.at(0).lod == 1);
    CHECK(layer.models.instances.at(0).role == ModelRole::building);
}

TEST_CASE("without a stated height that of the shape is used and said") {
    auto layers = read_gml(model(member(building("<bldg:measuredHeight>-9999</bldg:measuredHeight>" + solid(box_members())))));
    CHECK(number_in(layers[0], "height_m") == 5.0);
    CHECK(count_of(layers[0], "absurd_height") == 1);
    CHECK(count_of(layers[0], "height_from_geometry") == 1);
    CHECK(count_of(layers[0], "footprint_from_faces") == 1);
}

TEST_CASE("a solid that is inside out is turned and counted") {
    std::string members;
    for (const auto& face : box()) members += surface("<gml:OrientableSurface orientation=\"-\"><gml:baseSurface>" + polygon(face) + "</gml:baseSurface></gml:OrientableSurface>");
    auto layers = read_gml(model(member(building(solid(members)))));
    CHECK(count_of(layers[0], "turned_inside_out") == 1);
    CHECK(measure(layers[0].models, 0).volume_m3 == Approx(400.0));
}

TEST_CASE("references forward and a reversed shared surface give each face once, the right way round") {
    auto faces = box();
    std::string members, bounds;
    for (std::size_t i = 0; i < 6; ++i) {
        std::string id = "p" + std::to_string(i);
        members += i == 2 ? surface("<gml:OrientableSurface orientation=\"-\"><gml:baseSurface xlink:href=\"#p2\"/></gml:OrientableSurface>") : refer(id);
        std::string kind = i == 0 ? "GroundSurface" : i == 1 ? "RoofSurface" : "WallSurface";
        bounds += "<bldg:boundedBy><bldg:" + kind + "><bldg:lod2MultiSurface><gml:MultiSurface>" +
                  // the third face is stored the wrong way round: the solid's "-" mends it
                  surface(polygon(i == 2 ? box()[2] : faces[i], id)) + "</gml:MultiSurface></bldg:lod2MultiSurface></bldg:" + kind + "></bldg:boundedBy>";
    }
    std::string reversed;
    { // points of the third face backwards
        std::vector<std::string> points;
        std::istringstream in(faces[2]);
        for (std::string x, y, z; in >> x >> y >> z;) points.insert(points.begin(), x + " " + y + " " + z + " ");
        for (const auto& p : points) reversed += p;
    }
    bounds.replace(bounds.find(faces[2]), faces[2].size(), reversed);
    auto layers = read_gml(model(member(building(solid(members, "2") + bounds))));
    CHECK(layers[0].models.index.size() == 12 * 3);
    Solid box = measure(layers[0].models, 0);
    CHECK(box.closed);
    CHECK(box.volume_m3 == Approx(400.0));
    CHECK(count_of(layers[0], "footprint_from_faces") == 0); // the ground surface is one
    CHECK(count_of(layers[0], "duplicate_face") == 0);
}

TEST_CASE("a reference into nothing and references in a circle are counted, the rest stays") {
    auto layers = read_gml(model(member(building(solid(box_members() + refer("nowhere"))))));
    CHECK(count_of(layers[0], "broken_reference") == 1);
    CHECK(layers[0].models.index.size() == 36);
    std::string circle = surface("<gml:CompositeSurface gml:id=\"a\">" + refer("b") + refer("b") + "</gml:CompositeSurface>") +
                         surface("<gml:CompositeSurface gml:id=\"b\">" + refer("a") + refer("a") + "</gml:CompositeSurface>");
    CHECK(read_gml(model(member(building(solid(box_members() + circle)))))[0].models.index.size() == 36);
}

TEST_CASE("holes are cut out, and a hole elsewhere is dropped") {
    auto hole = [](const std::string& numbers) {
        return "<gml:interior><gml:LinearRing><gml:posList>" + numbers + "</gml:posList></gml:LinearRing></gml:interior>";
    };
    std::string ring = "0 0 1 10 0 1 10 10 1 0 10 1 0 0 1", inner = "2 2 1 2 4 1 4 4 1 4 2 1 2 2 1", away = "50 50 1 50 60 1 60 60 1 50 50 1";
    auto layers = read_gml(model(member(building("<bldg:lod2MultiSurface><gml:MultiSurface>" +
                                                 surface(polygon(ring, "", hole(inner) + hole(away))) + "</gml:MultiSurface></bldg:lod2MultiSurface>")),
                                 ""));
    CHECK(measure(layers[0].models, 0).area_m2 == Approx(96.0));
    CHECK(count_of(layers[0], "face_hole_outside") == 1);
    CHECK(layers[0].needs_place); // no CRS, and near (0, 0)
    CHECK(layers[0].models.materials.at(0).double_sided == 1); // not closed
}

TEST_CASE("the highest level is shown, and a whole that stands for finer parts is not") {
    auto part = [](const std::string& inside) { return "<bldg:consistsOfBuildingPart><bldg:BuildingPart>" + inside + "</bldg:BuildingPart></bldg:consistsOfBuildingPart>"; };
    auto both = read_gml(model(member(building(solid(box_members(), "1") + solid(box_members(500100), "2")))));
    CHECK(both[0].models.index.size() == 36);
    CHECK(both[0].models.instances[0].lod == 2);
    CHECK(both[0].models.x[0] >= 500100.0);
    auto parts = read_gml(model(member(building(solid(box_members(), "1") + part(solid(box_members(500100), "2")) + part(solid(box_members(500200), "2"))))));
    CHECK(parts[0].size() == 1);
    CHECK(parts[0].models.instances.size() == 2);
    CHECK(*std::ranges::min_element(parts[0].models.x) == 500100.0);
    CHECK(parts[0].part_begin.size() == 3); // two pieces of one footprint
    auto rooms = read_gml(model(member(building(solid(box_members(), "4") + "<bldg:interiorRoom><bldg:Room>" + solid(box_members(500002), "4") + "</bldg:Room></bldg:interiorRoom>"))));
    CHECK(rooms[0].models.index.size() == 36);
}

TEST_CASE("lod0 is a footprint and no model") {
    auto layers = read_gml(model(member(building("<bldg:lod0FootPrint><gml:MultiSurface>" + surface(polygon(box()[0])) + "</gml:MultiSurface></bldg:lod0FootPrint>"))));
    CHECK(layers[0].geometry == GeometryKind::polygon);
    CHECK(layers[0].models.empty());
    CHECK(layers[0].z.at(0) == 0.0f);
}

TEST_CASE("latitude before longitude is turned into x east") {
    std::string ring = "35.0 139.0 10 35.0 139.001 10 35.001 139.001 10 35.001 139.0 10 35.0 139.0 10";
    auto layers = read_gml(model(member(building("<bldg:lod1MultiSurface><gml:MultiSurface>" + surface(polygon(ring)) + "</gml:MultiSurface></bldg:lod1MultiSurface>")),
                                 "http://www.opengis.net/def/crs/EPSG/0/6697"));
    CHECK(layers[0].epsg == 6668);
    CHECK(layers[0].x[0] >= 139.0);
    CHECK(layers[0].y[0] <= 35.001);
    CHECK(layers[0].heights == HeightDatum::orthometric);
    CHECK(layers[0].models.x.at(0) >= 139.0);
}

TEST_CASE("the CRS that geometries state wins over the envelope's; an object in another one is left out") {
    auto stated = [](std::string object, const std::string& crs) { return object.replace(object.find("<gml:Solid>"), 11, "<gml:Solid srsName=\"" + crs + "\">"); };
    auto layer = read_gml(model(member(stated(building(solid(box_members()), "a"), "EPSG:25832")) + member(stated(building(solid(box_members()), "b"), "EPSG:25832")) +
                                    member(stated(building(solid(box_members()), "c"), "EPSG:25833")),
                                "EPSG:4326"))[0];
    CHECK(layer.epsg == 25832);
    CHECK(layer.size() == 2);
    CHECK(count_of(layer, "other_crs") == 1);
}

TEST_CASE("implicit geometry is one shape in several places") {
    std::string shape = "<gml:MultiSurface gml:id=\"crown\">" + surface(polygon("0 0 0 2 0 0 0 2 0 0 0 0")) + surface(polygon("0 0 0 0 2 0 0 0 3 0 0 0")) + "</gml:MultiSurface>";
    auto tree = [](const std::string& id, const std::string& geometry, const std::string& at, const std::string& matrix) {
        return member("<veg:SolitaryVegetationObject gml:id=\"" + id + "\"><veg:height uom=\"m\">7.5</veg:height><veg:lod2ImplicitRepresentation><core:ImplicitGeometry>"
                      "<core:transformationMatrix>" + matrix + "</core:transformationMatrix>" + geometry +
                      "<core:referencePoint><gml:Point><gml:pos>" + at + "</gml:pos></gml:Point></core:referencePoint></core:ImplicitGeometry>"
                      "</veg:lod2ImplicitRepresentation></veg:SolitaryVegetationObject>");
    };
    std::string one = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", moved = "0 -2 0 5 2 0 0 6 0 0 2 1 0 0 0 1";
    auto layers = read_gml(model(tree("t1", "<core:relativeGMLGeometry>" + shape + "</core:relativeGMLGeometry>", "500000 5400000 100", one) +
                                 tree("t2", "<core:relativeGMLGeometry xlink:href=\"#crown\"/>", "500010 5400000 101", moved) +
                                 tree("t3", "<core:relativeGMLGeometry xlink:href=\"#crown\"/>", "500020 5400000 102", "1 2 3")));
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].role == Role::trees);
    CHECK(layers[0].geometry == GeometryKind::point);
    CHECK(layers[0].size() == 3);
    CHECK(layers[0].models.geometries() == 1);
    REQUIRE(layers[0].models.instances.size() == 2);
    const auto& second = layers[0].models.instances[1];
    CHECK(second.in_place == 0);
    CHECK(second.at == std::array<double, 3>{500015, 5400006, 102});
    CHECK(second.turn == std::array<float, 9>{0, -2, 0, 2, 0, 0, 0, 0, 2});
    CHECK(count_of(layers[0], "bad_matrix") == 1);
    CHECK(number_in(layers[0], "height_m", 1) == 7.5);
}

TEST_CASE("a relief is models alone") {
    auto layers = read_gml(model(member("<dem:ReliefFeature gml:id=\"r\"><dem:lod>1</dem:lod><dem:reliefComponent><dem:TINRelief><dem:lod>2</dem:lod><dem:tin>"
                                        "<gml:TriangulatedSurface><gml:trianglePatches><gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>"
                                        "500000 5400000 1 500001 5400000 2 500000 5400001 3 500000 5400000 1</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>"
                                        "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent></dem:ReliefFeature>")));
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].role == Role::terrain);
    CHECK(layers[0].geometry == GeometryKind::none);
    CHECK(layers[0].models.index.size() == 3);
    CHECK(layers[0].models.instances.at(0).lod == 2);
}

TEST_CASE("generic attributes, extensions and codes become columns") {
    std::string list = R"(<gml:Dictionary xmlns:gml="http://www.opengis.net/gml"><gml:dictionaryEntry><gml:Definition>
<gml:description>Dwelling</gml:description><gml:name>411</gml:name></gml:Definition></gml:dictionaryEntry></gml:Dictionary>)";
    std::string attributes = R"(<gml:name>Town hall</gml:name><bldg:usage codeSpace="../../codelists/u.xml">411</bldg:usage>
<bldg:class codeSpace="../../codelists/missing.xml">3001</bldg:class><bldg:storeysAboveGround>4</bldg:storeysAboveGround>
<gen:stringAttribute name="code"><gen:value>007</gen:value></gen:stringAttribute>
<gen:measureAttribute name="depth"><gen:value uom="m">0.5</gen:value></gen:measureAttribute>
<gen:genericAttributeSet name="flood"><gen:intAttribute name="rank"><gen:value>2</gen:value></gen:intAttribute></gen:genericAttributeSet>
<uro:buildingDetailAttribute><uro:BuildingDetailAttribute><uro:surveyYear>2016</uro:surveyYear></uro:BuildingDetailAttribute></uro:buildingDetailAttribute>
<core:genericAttribute><gen:StringAttribute><gen:name>owner</gen:name><gen:value>City</gen:value></gen:StringAttribute></core:genericAttribute>)";
    auto layer = read_gml(model(member(building(attributes + solid(box_members())))), {{"../../codelists/u.xml", list}})[0];
    CHECK(text_in(layer, "name") == "Town hall");
    CHECK(text_in(layer, "usage") == "Dwelling");
    CHECK(text_in(layer, "usage_code") == "411");
    CHECK(text_in(layer, "class_code") == "3001");
    CHECK(count_of(layer, "code_list_missing") == 1);
    CHECK(number_in(layer, "storeysAboveGround") == 4.0);
    CHECK(text_in(layer, "code") == "007");
    CHECK(number_in(layer, "depth") == 0.5);
    CHECK(number_in(layer, "flood.rank") == 2.0);
    CHECK(text_in(layer, "buildingDetailAttribute.surveyYear") == "2016");
    CHECK(text_in(layer, "owner") == "City");
}

TEST_CASE("texture coordinates go to their ring's corners with v downwards; a missing picture leaves the model") {
    // a PNG of one red pixel (PNG specification, 1.2)
    const unsigned char png[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde,
                                 0, 0, 0, 12, 'I', 'D', 'A', 'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0,
                                 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    auto texture = [](const std::string& picture, const std::string& id) {
        return "<app:surfaceDataMember><app:ParameterizedTexture><app:imageURI>" + picture + "</app:imageURI><app:target uri=\"#" + id +
               "\"><app:TexCoordList><app:textureCoordinates ring=\"#" + id + "_ring\">0 0 1 0 1 0.25 0 0.25 0 0</app:textureCoordinates></app:TexCoordList></app:target>"
               "</app:ParameterizedTexture></app:surfaceDataMember>";
    };
    std::string members = surface(polygon(box()[1], "roof")) + surface(polygon(box()[2], "wall")) + surface(polygon(box()[0], "ground"));
    std::string look = "<app:appearanceMember><app:Appearance>" + texture("a.png", "roof") + texture("b.png", "wall") +
                       "<app:surfaceDataMember><app:X3DMaterial><app:diffuseColor>1 0 0</app:diffuseColor><app:transparency>0.25</app:transparency>"
                       "<app:target>#ground</app:target></app:X3DMaterial></app:surfaceDataMember></app:Appearance></app:appearanceMember>";
    auto layer = read_gml(model(member(building("<bldg:lod2MultiSurface><gml:MultiSurface>" + members + "</gml:MultiSurface></bldg:lod2MultiSurface>")) + look),
                          {{"a.png", std::string(reinterpret_cast<const char*>(png), sizeof png)}})[0];
    CHECK(count_of(layer, "texture_missing") == 1);
    CHECK(layer.models.index.size() == 18);
    REQUIRE(layer.models.textures.size() == 1);
    int textured = 0, red = 0;
    for (const auto& part : layer.models.parts) {
        const ModelMaterial& material = layer.models.materials[part.material];
        red += material.colour == std::array<float, 4>{1, 0, 0, 0.75f} ? 1 : 0;
        if (material.texture != 0) continue;
        ++textured;
        for (std::uint32_t i = part.begin; i < part.end; ++i) {
            std::uint32_t v = layer.models.index[i];
            CHECK(layer.models.z[v] == 5.0); // the roof
            CHECK(layer.models.u[v] == (layer.models.x[v] > 500005.0 ? 1.0f : 0.0f));
            CHECK(layer.models.v[v] == (layer.models.y[v] > 5400004.0 ? 0.75f : 1.0f));
        }
    }
    CHECK(textured == 1);
    CHECK(red == 1);
}

TEST_CASE("what is hostile is refused by name or left out") {
    std::string bomb = R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)" + model(member(building("<bldg:usage>&b;</bldg:usage>"))).substr(38);
    CHECK(refusal_of(bomb) == "xml_entities");
    CHECK(refusal_of(R"(<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>)") == "xml_entities");
    std::string deep;
    for (int i = 0; i < 200; ++i) deep += "<x>";
    CHECK(refusal_of(model(deep)) == "too_deep");
    CHECK(refusal_of("<nothing/>") == "not_what_it_says");
    CHECK(refusal_of("") == "cannot_read");
    std::string bad = box()[3];
    for (const char* number : {"NaN", "inf", "1e300", "12x"}) {
        std::string members = surface(polygon(std::string(number) + bad.substr(bad.find(' '))));
        for (std::size_t i = 0; i < 6; ++i)
            if (i != 3) members += surface(polygon(box()[i]));
        auto layer = read_gml(model(member(building(solid(members)))))[0];
        CAPTURE(number);
        CHECK(count_of(layer, "bad_face") == 1);
        CHECK(layer.models.index.size() == 30);
    }
    auto empty = read_gml(model(member(building("<bldg:usage>1</bldg:usage>"))));
    CHECK(empty[0].size() == 0);
    CHECK(empty[0].left_out == 1);
    CHECK(count_of(empty[0], "no_geometry") == 1);
}

TEST_CASE("a damaged member is cut out, the others stay") {
    std::string broken = member(building(solid(box_members(500100)), "b2"));
    broken.replace(broken.find("</gml:posList>"), 14, "</gml:p<<sList>");
    std::string text = model(member(building(solid(box_members()), "b1")) + broken + member(building(solid(box_members(500200)), "b3")));
    auto layer = read_gml(text)[0];
    CHECK(layer.in == 3);
    CHECK(layer.size() == 2);
    CHECK(text_in(layer, "id", 1) == "b3");
    CHECK(count_of(layer, "unfinished_feature") == 1);
    auto cut = read_gml(text.substr(0, text.size() - 500))[0]; // within the last member
    CHECK(cut.size() == 1);
    CHECK(cut.in == 3);
    CHECK(count_of(cut, "damaged_file") == 1);
}
