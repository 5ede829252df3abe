#include "import/csv_table.h"
#include "import/dbf.h"
#include "import/roles.h"
#include "import/text_encoding.h"

#include "shared_data.h"

#include <array>
#include <cmath>

using namespace tp;

namespace {

RoleTable table() { return load_roles(test::source_folder() / "assets/data/roles").value(); }

FeatureLayer named(const std::string& file, GeometryKind kind, const std::vector<std::string>& columns = {}) {
    FeatureLayer layer;
    layer.file = file;
    layer.geometry = kind;
    for (const auto& name : columns) layer.columns.push_back({name, false, {}, {}});
    return layer;
}

} // namespace

TEST_CASE("names of files give roles") {
    struct Row {
        const char* file;
        GeometryKind kind;
        Role role;
        const char* subtype;
    };
    constexpr auto point = GeometryKind::point, line = GeometryKind::line, polygon = GeometryKind::polygon,
                   none = GeometryKind::none;
    const std::array rows{
        Row{"N3A_B0010000.shp", polygon, Role::buildings, ""},
        Row{"a/N3L_A0020000.shp", line, Role::roads, ""},
        Row{"N3A_A0010000.shp", polygon, Role::roads, "surface"},
        Row{"N3L_A0010000.shp", line, Role::roads, "edge"},
        Row{"N3A_A0033320.shp", polygon, Role::sidewalks, ""},
        Row{"N3L_F0010000.shp", line, Role::contours, ""},
        Row{"N3P_F0020000.shp", point, Role::spot_heights, ""},
        Row{"N3L_B0020000.shp", line, Role::none, ""},
        Row{"17.오산시_횡단보도.geojson", polygon, Role::crossings, ""},
        Row{"19.오산시_신호등.geojson", point, Role::signals, ""},
        Row{"21.오산시_인도.geojson", line, Role::sidewalks, ""},
        Row{"22.오산시_버스정류장.csv", point, Role::stops, ""},
        Row{"9.오산시_어린이보호구역.csv", point, Role::zones, "child"},
        Row{"23.오산시_상세도로망_LV6.geojson", line, Role::roads, ""},
        Row{"2.오산시_어린이교통사고_격자.geojson", polygon, Role::crashes, "child_cell"},
        Row{"7.오산시_연령별_거주인구격자(고령).geojson", polygon, Role::population, "older"},
        Row{"4.오산시_연령별_거주인구격자(총인구).geojson", polygon, Role::population, "total"},
        Row{"20.오산시_CCTV설치현황.csv", point, Role::devices, "cctv"},
        Row{"15.오산시_무인교통단속카메라.csv", point, Role::devices, "enforcement_camera"},
        Row{"16.오산시_도로안전표지표준데이터.csv", point, Role::devices, "sign"},
        Row{"18.오산시_과속방지턱표준데이터.csv", point, Role::devices, "speed_bump"},
        Row{"스마트 버스쉘터 설치 현황.csv", point, Role::devices, "smart_shelter"},
        Row{"13.오산시_어린이집_유치원현황.csv", point, Role::facilities, "kindergarten"},
        Row{"31.오산시_법정경계(시군구).geojson", polygon, Role::boundary, "municipality"},
        Row{"14.오산시_기상데이터(2010~2019).csv", none, Role::weather, ""},
        Row{"taas_frequentzoneOldman.geojson", polygon, Role::crashes, "elderly_pedestrian"},
        Row{"스쿨존내어린이사고다발지현황.csv", polygon, Role::crashes, "school_zone"},
        Row{"academy.geojson", polygon, Role::none, ""}, // holds "dem"
        Row{"\xE1\x84\x80\xE1\x85\xA5\xE1\x86\xAB\xE1\x84\x86\xE1\x85\xAE\xE1\x86\xAF.geojson", polygon,
            Role::buildings, ""}, // 건물, decomposed
    };
    auto roles = table();
    for (const auto& row : rows) {
        CAPTURE(row.file);
        FeatureLayer layer = named(row.file, row.kind);
        give_role(layer, roles, {});
        CHECK(std::string(role_name(layer.role)) == role_name(row.role));
        CHECK(layer.subtype == row.subtype);
    }
}

TEST_CASE("where the name says nothing the columns do, and --as goes before both") {
    auto roles = table();
    FeatureLayer layer = named("map1.shp", GeometryKind::polygon, {"HEIGHT"});
    give_role(layer, roles, {});
    CHECK(layer.role == Role::buildings);
    CHECK(layer.guessed);
    std::vector<RoleGiven> given{{"map1.shp", "water"}};
    give_role(layer = named("x/map1.shp", GeometryKind::polygon, {"HEIGHT"}), roles, given);
    CHECK(layer.role == Role::water);
    CHECK_FALSE(layer.guessed);
    std::vector<RoleGiven> cameras{{"CCTV.csv", "devices"}};
    give_role(layer = named("CCTV.csv", GeometryKind::point), roles, cameras);
    CHECK(layer.subtype == "cctv"); // the detail is still guessed within the role
}

TEST_CASE("canonical columns are what their names promise") {
    auto roles = table();
    FeatureLayer layer = named("roads.shp", GeometryKind::line);
    layer.role = Role::roads;
    layer.columns = {{"road_rank", false, {"101", "107", "999"}, {}},
                     {"max_speed", false, {"100", "0", "60 km/h"}, {}},
                     {"oneway", false, {"1", "0", "-1"}, {}},
                     {"width", false, {"1", "4", "2"}, {}},
                     {"link_id", true, {}, {478344684, 478344686, 478344690}}};
    layer.row = {0, 1, 2};
    give_canonical(layer, roles);
    CHECK(layer.canonical_column("road_class")->text == std::vector<std::string>{"motorway", "tertiary", ""});
    CHECK(layer.canonical_column("speed_kmh")->number[0] == 100.0);
    CHECK(std::isnan(layer.canonical_column("speed_kmh")->number[1])); // 0: not known
    CHECK(layer.canonical_column("speed_kmh")->number[2] == 60.0);
    CHECK(layer.canonical_column("one_way")->number == std::vector<double>{1, 0, -1});
    CHECK(layer.canonical_column("width_m") == nullptr); // classes of 1 to 4, not metres
    CHECK(layer.canonical_column("id")->text[0] == "478344684");
}

TEST_CASE("numbers with units, separators and without") {
    CHECK(number_of("60 km/h") == 60.0);
    CHECK(number_of("1,234.5") == 1234.5);
    CHECK(number_of("-3.2m") == -3.2);
    CHECK(number_of("+7") == 7.0);
    CHECK_FALSE(number_of("12-3"));
    CHECK_FALSE(number_of("abc"));
    CHECK_FALSE(number_of(""));
    CHECK_FALSE(number_of("inf"));
}

TEST_CASE("every word of the tables names a value that exists") {
    auto roles = table();
    CHECK(roles.rules.size() > 50);
    for (const auto& column : roles.columns) {
        CAPTURE(column.quantity);
        CHECK_FALSE(column.names.empty());
        CHECK((column.kind == ColumnKind::words) == !column.words.empty());
    }
}

TEST_CASE("encodings are told from the bytes") {
    const std::string korean = "\xC7\xD1\xB1\xDB"; // 한글 in CP949
    auto find = [](std::vector<std::string_view> texts, const char* claimed = "", const char* given = "") {
        return find_encoding(texts, claimed, given);
    };
    CHECK(find({"abc"}) == "UTF-8");
    CHECK(find({"한글"}) == "UTF-8");
    CHECK(find({korean}) == "CP949");
    CHECK(find({korean}, "UTF-8") == "CP949");
    CHECK(find({korean}, "949") == "CP949");
    CHECK(find({"\x93\xFA\x96\x7B"}, "SHIFT_JIS") == "CP932"); // 日本
    CHECK(find({"caf\xE9"}, "1252") == "CP1252");
    CHECK(find({"한글"}, "", "EUC-KR") == "CP949"); // the user's word counts
    bool damaged = false;
    CHECK(to_utf8(korean, "CP949", damaged) == "한글");
    CHECK_FALSE(damaged);
    CHECK(to_utf8("\xC7\xD1\xB1", "CP949", damaged) == "한\xEF\xBF\xBD");
    CHECK(damaged);
    std::vector<std::string_view> one_cut(60, "한글");
    one_cut.push_back("한\xEA\xB8"); // a field cut within a character
    CHECK(find_encoding(one_cut, "", "") == "UTF-8");
}

TEST_CASE("CSV cells: quotes, newlines within, separators, ragged rows") {
    auto t = parse_csv("a;b;c\n1;\"x;\"\"y\"\"\nz\";3\n\n4;5\n6;7;8;9\n");
    CHECK(t.header == std::vector<std::string>{"a", "b", "c"});
    REQUIRE(t.rows() == 3);
    CHECK(t.cell(0, 1) == "x;\"y\"\nz");
    CHECK(t.cell(1, 2).empty());
    CHECK(t.ragged == std::vector<std::uint32_t>{1, 2});
    CHECK(parse_csv("a\tb\n1\t2").cell(0, 1) == "2");
    CHECK(parse_csv("").rows() == 0);
    CHECK(parse_csv("a,b\n\"open").rows() == 1);
}

TEST_CASE("dBase tables that do not hold together are refused") {
    CHECK_FALSE(parse_dbf(""));
    CHECK_FALSE(parse_dbf(std::string(33, '\0')));
    CHECK_FALSE(parse_dbf(std::string(400, '\xFF')));
}
