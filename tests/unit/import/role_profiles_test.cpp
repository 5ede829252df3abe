// The national profiles, a user's own tables, and columns that are offered, given and remembered.
#include "core/messages.h"
#include "format_files.h"

#include <cmath>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

RoleTable shipped(const fs::path& user = {}) { return load_roles(source_folder() / "assets/data/roles", user).value(); }

FeatureLayer named(const std::string& file, GeometryKind kind, const std::vector<std::string>& columns = {}) {
    FeatureLayer layer;
    layer.file = file;
    layer.geometry = kind;
    for (const auto& name : columns) layer.columns.push_back({name, false, {}, {}});
    return layer;
}

Column texts(const std::string& name, std::vector<std::string> values) { return {name, false, std::move(values), {}}; }

std::vector<std::string> offers(const FeatureLayer& layer) {
    std::vector<std::string> out;
    for (const auto& note : layer.notes)
        if (note.code == "unknown_column") out.push_back(note.where);
    return out;
}

} // namespace

TEST_CASE("what every Korean municipality holds is known by its name") {
    auto table = shipped();
    struct Row {
        const char* file;
        GeometryKind kind;
        Role role;
        const char* subtype;
    };
    const auto polygon = GeometryKind::polygon, line = GeometryKind::line, point = GeometryKind::point, rows_only = GeometryKind::none;
    const Row rows[] = {
        {"26000/TL_SPBD_BULD.shp", polygon, Role::buildings, ""},
        {"26000/TL_SPRD_MANAGE.shp", line, Role::roads, ""},
        {"26000/TL_SPRD_RW.shp", polygon, Role::roads, "surface"},
        {"26000/TL_SPBD_ENTRC.shp", point, Role::none, ""},
        {"26000/TL_SPRD_INTRVL.shp", line, Role::none, ""},
        {"26000/TL_SCCO_SIG.shp", polygon, Role::boundary, "municipality"},
        {"26000/TL_SCCO_EMD.shp", polygon, Role::boundary, "legal_dong"},
        {"26000/TL_SCCO_LI.shp", polygon, Role::boundary, "legal_dong"},
        {"NODELINKDATA/MOCT_LINK.shp", line, Role::roads, ""},
        {"NODELINKDATA/MOCT_NODE.shp", point, Role::none, "nodes"},
        {"NODELINKDATA/TURNINFO.dbf", rows_only, Role::none, "turns"},
        {"NODELINKDATA/MULTILINK.dbf", rows_only, Role::none, "turns"},
        {"N3A_B0010000.shp", polygon, Role::buildings, ""},
        {"N3L_A0020000.shp", line, Role::roads, ""},
        {"N3A_A0010000.shp", polygon, Role::roads, "surface"},
        {"N3L_F0010000.shp", line, Role::contours, ""},
        {"N3P_F0020000.shp", point, Role::spot_heights, ""},
        {"N3A_C0390000.shp", polygon, Role::none, ""},
        {"AL_D010_26_20260109.shp", polygon, Role::buildings, ""},
        {"F_FAC_BUILDING_26_202501.shp", polygon, Role::buildings, ""},
        {"LSMD_CONT_LDREG_26_202501.shp", polygon, Role::parcels, ""},
        {"LSMD_CONT_ZB001_26_202512.shp", polygon, Role::none, "survey_zone"},
        {"LSMD_CONT_UQ111_26.shp", polygon, Role::landuse, ""},
        {"AL_D160_26_20260109.csv", rows_only, Role::parcels, "ownership"},
        {"전국무인교통단속카메라표준데이터.csv", point, Role::devices, "enforcement_camera"},
        {"전국CCTV표준데이터.csv", point, Role::devices, "cctv"},
        {"전국횡단보도표준데이터.csv", point, Role::crossings, ""},
        {"전국신호등표준데이터.csv", point, Role::signals, ""},
        {"전국스마트가로등표준데이터.csv", point, Role::lamps, ""},
        {"전국보안등정보표준데이터.csv", point, Role::lamps, ""},
        {"전국주차장정보표준데이터.csv", point, Role::facilities, "parking"},
        {"전국전통시장표준데이터.csv", point, Role::facilities, "market"},
        {"전국도시공원정보표준데이터.csv", point, Role::facilities, "park"},
        {"전국버스정류장위치정보.csv", point, Role::stops, ""},
        {"전국육교정보표준데이터.csv", point, Role::facilities, "footbridge"},
        {"전국과속방지턱표준데이터.csv", point, Role::devices, "speed_bump"},
        {"전국도로안전표지표준데이터.csv", point, Role::devices, "sign"},
        {"전국지진해일긴급대피장소표준데이터.csv", point, Role::facilities, "shelter"},
        {"전국전기차충전소표준데이터.csv", point, Role::devices, "ev_charger"},
        {"전국무더위쉼터표준데이터.csv", point, Role::facilities, "cooling_shelter"},
        {"전국어린이보호구역표준데이터.csv", point, Role::zones, "child"},
        {"전국노인장애인보호구역표준데이터.csv", point, Role::zones, "elderly"},
        {"성남시_스마트그늘막_현황.csv", point, Role::devices, "shade"},
        {"스마트 버스쉘터 설치 현황.csv", point, Role::devices, "smart_shelter"},
        {"bnd_dong_21_2023_4Q.shp", polygon, Role::boundary, "admin_dong"},
        {"建物.geojson", polygon, Role::buildings, ""},
        {"道路中心線.geojson", line, Role::roads, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.file);
        FeatureLayer layer = named(row.file, row.kind);
        give_role(layer, table, {});
        CHECK(role_name(layer.role) == std::string(role_name(row.role)));
        CHECK(layer.subtype == row.subtype);
    }
}

TEST_CASE("columns by number count only in the data set that numbers them") {
    auto table = shipped();
    auto filled = [&](const std::string& file) {
        FeatureLayer layer = named(file, GeometryKind::polygon);
        layer.columns = {texts("A9", {"단독주택", "업무시설"}), texts("A16", {"0", "21.5"}), texts("A26", {"2", "7"}),
                         texts("A27", {"0", "1"}), texts("A24", {"", "시청"})};
        layer.row = {0, 1};
        give_role(layer, table, {});
        give_canonical(layer, table);
        return layer;
    };
    FeatureLayer layer = filled("AL_D010_26_20260109.shp");
    CHECK(layer.canonical_column("use")->text == std::vector<std::string>{"residential", "office"});
    CHECK(std::isnan(layer.canonical_column("height_m")->number[0])); // 0 is "not known"
    CHECK(layer.canonical_column("height_m")->number[1] == 21.5);
    CHECK(layer.canonical_column("levels")->number == std::vector<double>{2, 7});
    CHECK(layer.canonical_column("levels_below")->number == std::vector<double>{0, 1});
    CHECK(layer.canonical_column("name")->text[1] == "시청");
    CHECK(filled("building_of_my_town.shp").canonical.empty());
}

TEST_CASE("road names, ranks and lanes of the node-link data; ownership of parcels") {
    auto table = shipped();
    FeatureLayer link = named("MOCT_LINK.shp", GeometryKind::line);
    link.columns = {texts("LINK_ID", {"2640000100"}), texts("F_NODE", {"1"}), texts("T_NODE", {"2"}), texts("LANES", {"3"}),
                    texts("ROAD_RANK", {"103"}), texts("ROAD_NAME", {"중앙대로"}), texts("MAX_SPD", {"60"})};
    link.row = {0};
    give_role(link, table, {});
    give_canonical(link, table);
    CHECK(link.canonical_column("id")->text[0] == "2640000100");
    CHECK(link.canonical_column("from_node")->text[0] == "1");
    CHECK(link.canonical_column("to_node")->text[0] == "2");
    CHECK(link.canonical_column("lanes")->number[0] == 3);
    CHECK(link.canonical_column("speed_kmh")->number[0] == 60);
    CHECK(link.canonical_column("road_class")->text[0] == "primary");
    CHECK(link.canonical_column("name")->text[0] == "중앙대로");
    FeatureLayer parcels = named("LSMD_CONT_LDREG_26.shp", GeometryKind::polygon);
    parcels.columns = {texts("PNU", {"2611010100100010000"}), texts("JIBUN", {"1 대"}), texts("소유구분", {"국유지"})};
    parcels.row = {0};
    give_role(parcels, table, {});
    give_canonical(parcels, table);
    CHECK(parcels.canonical_column("id")->text[0] == "2611010100100010000");
    CHECK(parcels.canonical_column("ownership")->text[0] == "national");
}

TEST_CASE("a user's own tables come first; a broken one is named") {
    FormatFolder folder;
    folder.add("mine.toml", "[[rule]]\nrole = \"trees\"\nany = [\"tl_spbd_buld\"]\n[[column]]\nquantity = \"height_m\"\nkind = \"number\"\nroles = [\"buildings\"]\nnames = [\"hoehe\"]\n");
    auto table = shipped(folder.path);
    FeatureLayer layer = named("TL_SPBD_BULD.shp", GeometryKind::polygon);
    give_role(layer, table, {});
    CHECK(layer.role == Role::trees);
    FeatureLayer buildings = named("buildings.shp", GeometryKind::polygon);
    buildings.columns = {texts("Hoehe", {"12"}), texts("height", {"3"})};
    buildings.row = {0};
    give_role(buildings, table, {});
    give_canonical(buildings, table);
    CHECK(buildings.canonical_column("height_m")->number[0] == 12);
    folder.add("broken.toml", "[[rule]]\nrole = \"castles\"\nany = [\"x\"]\n");
    auto broken = load_roles(source_folder() / "assets/data/roles", folder.path);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().key == "import.bad_table");
    CHECK(broken.error().where.ends_with("broken.toml:1"));
    CHECK(load_roles(source_folder() / "assets/data/roles", folder.path / "not there").has_value());
}

TEST_CASE("a column that nobody knows is offered, taken once it is named, and known when it is remembered") {
    FormatFolder folder;
    std::string csv = "건물명,층정보,사용승인일자,WKT\n";
    for (int i = 0; i < 6; ++i)
        csv += "가" + std::to_string(i) + ',' + std::to_string(i % 4 + 1) + ",2001010" + std::to_string(i) +
               ",\"POLYGON((127 37,127.1 37,127.1 37.1,127 37))\"\n";
    folder.add("건물.csv", csv);
    auto before = folder.read("건물.csv");
    REQUIRE(before.size() == 1);
    CHECK(before[0].role == Role::buildings);
    CHECK(before[0].canonical_column("levels") == nullptr);
    CHECK(offers(before[0]) == std::vector<std::string>{"층정보=levels"});

    auto given = folder.read("건물.csv", {}, {{"건물.csv", "층정보", "levels"}});
    CHECK(offers(given[0]).empty());
    REQUIRE(given[0].canonical_column("levels"));
    CHECK(given[0].canonical_column("levels")->number == std::vector<double>{1, 2, 3, 4, 1, 2});
    CHECK(note_count(given[0], "column_given") == 1);
    CHECK(note_count(folder.read("건물.csv", {}, {{"건물.csv", "층정보", "lanes"}})[0], "column_given") == 0); // no such quantity of buildings
    CHECK(note_count(folder.read("건물.csv", {}, {{"다른.csv", "층정보", "levels"}})[0], "column_given") == 0);

    folder.add("remembered.toml", "[[remembered]]\nrole = \"buildings\"\nname = \"층정보\"\nquantity = \"levels\"\n");
    auto table = shipped(folder.path);
    FeatureLayer layer = named("동사무소 건물.shp", GeometryKind::polygon);
    layer.columns = {texts("층정보", {"5", "6"})};
    layer.row = {0, 1};
    give_role(layer, table, {});
    give_canonical(layer, table);
    offer_columns(layer, table);
    CHECK(offers(layer).empty());
    REQUIRE(layer.canonical_column("levels"));
    CHECK(layer.canonical_column("levels")->number == std::vector<double>{5, 6});
}

TEST_CASE("a column that is of no use is not offered again, until something else is said of it") {
    FormatFolder folder;
    std::string csv = "건물명,층정보,WKT\n";
    for (int i = 0; i < 6; ++i) csv += "가" + std::to_string(i) + ',' + std::to_string(i % 4 + 1) + ",\"POLYGON((127 37,127.1 37,127.1 37.1,127 37))\"\n";
    folder.add("건물.csv", csv);
    auto declined = folder.read("건물.csv", {}, {{"건물.csv", "층정보", "none"}});
    CHECK(offers(declined[0]).empty());
    CHECK(note_count(declined[0], "column_given") == 1);
    CHECK(declined[0].canonical_column("levels") == nullptr);

    folder.add("remembered.toml", "[[remembered]]\nrole = \"buildings\"\nname = \"층정보\"\nquantity = \"none\"\n");
    auto table = shipped(folder.path);
    for (auto [role, wanted] : {std::pair{Role::buildings, 0}, {Role::building_table, 1}}) { // declined for buildings alone
        FeatureLayer layer = named("시설.shp", GeometryKind::polygon);
        layer.role = role;
        layer.columns = {texts("층정보", {"5", "6"})};
        layer.row = {0, 1};
        give_canonical(layer, table);
        CHECK(layer.canonical_column("levels") == nullptr);
        offer_columns(layer, table);
        CHECK(static_cast<int>(offers(layer).size()) == wanted);
    }
    folder.add("remembered.toml", "[[remembered]]\nrole = \"buildings\"\nname = \"*층수\"\nquantity = \"levels\"\n\n[[remembered]]\nrole = \"buildings\"\nname = \"*층\"\nquantity = \"none\"\n");
    CHECK(load_roles(source_folder() / "assets/data/roles", folder.path).has_value()); // such a name is no rule, and breaks nothing
    FeatureLayer layer = named("건물.shp", GeometryKind::polygon);
    layer.columns = {texts("층정보", {"5", "6"})};
    layer.row = {0, 1};
    give_role(layer, table, {});
    std::vector<ColumnGiven> given{{"건물.shp", "층정보", "levels"}};
    give_canonical(layer, table, given);
    CHECK(layer.canonical_column("levels") != nullptr);
}

TEST_CASE("layers that are named as everybody names them have their role") {
    auto table = shipped();
    struct Case {
        const char* file;
        GeometryKind kind;
        Role role;
        const char* subtype;
    };
    for (const Case& c : {Case{"도로.shp", GeometryKind::line, Role::roads, ""}, {"시도_도로.shp", GeometryKind::line, Role::roads, ""},
                          {"도로.shp", GeometryKind::polygon, Role::roads, "surface"}, {"도로경계선.shp", GeometryKind::line, Role::roads, "edge"},
                          {"자전거도로.shp", GeometryKind::line, Role::sidewalks, "shared_path"}, {"도시계획도로.shp", GeometryKind::line, Role::none, ""},
                          {"도로점용.shp", GeometryKind::polygon, Role::none, ""}, {"노면표시_도로.shp", GeometryKind::line, Role::none, ""},
                          {"인도.shp", GeometryKind::polygon, Role::sidewalks, ""}, {"인구_2025.shp", GeometryKind::polygon, Role::population, "total"},
                          {"유동인구.shp", GeometryKind::polygon, Role::none, ""}, {"초등학교.shp", GeometryKind::point, Role::facilities, "school"},
                          {"수목.shp", GeometryKind::point, Role::trees, ""}}) {
        CAPTURE(c.file);
        FeatureLayer layer = named(c.file, c.kind);
        give_role(layer, table, {});
        CHECK(role_name(layer.role) == role_name(c.role));
        CHECK(layer.subtype == c.subtype);
    }
}

TEST_CASE("every role and every quantity that may be asked for has a name in both languages") {
    auto table = shipped();
    for (Language language : {Language::ko, Language::en}) {
        auto messages = Messages::load(source_folder() / "assets/data/messages", language);
        REQUIRE(messages);
        for (int i = 1; i <= static_cast<int>(Role::building_table); ++i) CHECK(messages->has("import.role." + std::string(role_name(static_cast<Role>(i)))));
        for (const NeedRule& need : table.needs) CHECK(messages->has("import.quantity." + need.quantity));
    }
}
