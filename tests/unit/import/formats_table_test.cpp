// Tables as offices keep them: titles, headers of two lines, semicolons, decimal commas, quoted newlines, workbooks.
#include "format_files.h"
#include "import/csv_table.h"

#include <cmath>

using namespace tp;
using namespace tp::test;

TEST_CASE("a table's header stands below its title, on one line or on several") {
    auto titled = parse_csv("2024년 버스정류장 현황,,,\n(단위: 명),,,\n\n정류장명,위도,경도,승차인원\n\"가\n나\",37.1,127.1,\"1,234\"\n다,37.2,127.2,5\n");
    CHECK(titled.title_lines == 2);
    CHECK(titled.header == std::vector<std::string>{"정류장명", "위도", "경도", "승차인원"});
    CHECK(titled.rows() == 2);
    CHECK(titled.cell(0, 0) == "가\n나");
    auto merged = parse_csv("정류장,위치,,인원\n,위도,경도,\n가,37.1,127.1,3\n나,37.2,127.2,4\n다,37.3,127.3,5\n");
    CHECK(merged.header_lines == 2);
    CHECK(merged.header == std::vector<std::string>{"정류장", "위치_위도", "위치_경도", "인원"});
    CHECK(merged.rows() == 3);
    auto coded = parse_csv("이름,층수,높이\nNAME,LEVELS,HEIGHT\n가,3,9\n나,4,12\n");
    CHECK(coded.header == std::vector<std::string>{"이름", "층수", "높이"});
    CHECK(coded.rows() == 2);
    auto repeated = parse_csv("구,동,인구,인구\n구,동,합계,한국인\n구,동,계,남자\n종로,사직,10,5\n종로,삼청,12,6\n종로,부암,13,7\n");
    CHECK(repeated.header == std::vector<std::string>{"구", "동", "인구_합계_계", "인구_한국인_남자"});
    CHECK(repeated.rows() == 3);
    auto words = parse_csv("name,kind\na,b\nc,d\ne,f\n"); // no numbers anywhere: the second line is a row
    CHECK(words.header_lines == 1);
    CHECK(words.rows() == 3);
    auto comma = parse_csv("이름;높이;면적\n가;12,5;1,234\n나;3,25;2,000\n");
    CHECK(comma.decimal_comma);
    CHECK(comma.cell(0, 1) == "12.5");
    CHECK(comma.cell(0, 2) == "1,234"); // a column of thousands
}

TEST_CASE("CSV: titles and thousands; well-known text with its SRID") {
    FormatFolder folder;
    folder.add("버스정류장.csv", "버스정류장 현황\n정류장명\t위도\t경도\t승차인원\n가\t37.1\t127.1\t1,234\n나\t37.2\t127.2\t5\n");
    auto stops = folder.read("버스정류장.csv");
    REQUIRE(stops.size() == 1);
    CHECK(stops[0].role == Role::stops);
    CHECK(stops[0].x == std::vector<double>{127.1, 127.2});
    CHECK(stops[0].canonical_column("boardings")->number == std::vector<double>{1234, 5});
    CHECK(note_count(stops[0], "title_lines") == 1);
    folder.add("buildings.csv", "geom;높이\n\"SRID=5186;POLYGON((200000 500000,200010 500000,200010 500010,200000 500000))\";12\n\"\";3\n\"POLYGON((1 2\";3\n");
    auto wkt = folder.read("buildings.csv");
    CHECK(wkt[0].role == Role::buildings);
    CHECK(wkt[0].epsg == 5186);
    CHECK(wkt[0].in == 3);
    CHECK(wkt[0].left_out == 2);
    CHECK(note_count(wkt[0], "no_geometry") == 1);
    CHECK(note_count(wkt[0], "bad_geometry") == 1);
    CHECK(wkt[0].x[1] == 200010.0);
}

TEST_CASE("XLSX of ogr2ogr: sheets are layers, the same path as CSV") {
    FormatFolder folder;
    if (!folder.has_ogr2ogr()) return;
    folder.add("source.csv", "정류장명,위도,경도,승차인원,개통일\n가,37.1,127.1,1234,2024/05/01\n나,37.2,127.2,5,2023/12/31\n\"다\",127.3,37.3,,\n");
    folder.add("lamps.csv", "관리번호,lon,lat\nL1,127.1,37.1\nL2,127.2,37.2\n");
    REQUIRE(folder.run("ogr2ogr -f XLSX -oo AUTODETECT_TYPE=YES town.xlsx source.csv -nln 버스정류장 && "
                       "ogr2ogr -f XLSX -update -oo AUTODETECT_TYPE=YES town.xlsx lamps.csv -nln 가로등"));
    auto layers = folder.read("town.xlsx");
    REQUIRE(layers.size() == 2);
    const auto& stops = layers[0];
    CHECK(stops.layer == "버스정류장");
    CHECK(stops.role == Role::stops);
    CHECK(stops.in == 3);
    CHECK(stops.size() == 3);
    CHECK(stops.x == std::vector<double>{127.1, 127.2, 127.3});
    CHECK(note_count(stops, "swapped_coordinates") == 1);
    CHECK(stops.canonical_column("name")->text[1] == "나");
    CHECK(stops.canonical_column("boardings")->number[0] == 1234);
    REQUIRE(stops.column("개통일"));
    CHECK(stops.column("개통일")->text[0] == "2024-05-01"); // a date cell
    CHECK(layers[1].role == Role::lamps);
    CHECK(layers[1].size() == 2);
    REQUIRE(folder.run("ogr2ogr -f ODS town.ods lamps.csv"));
    CHECK(note_count(folder.read("town.ods")[0], "unread_xls") == 1);
}

TEST_CASE("the code list of kr-osan, a workbook of Excel") {
    auto folder = shared("data/kr-osan");
    if (!folder) return;
    auto layers = tp::read_file({(*folder / "35.코드정의서.xlsx").string(), "35.코드정의서.xlsx", {}, {}}, table_session());
    REQUIRE_FALSE(layers.empty());
    for (const auto& l : layers) {
        CHECK(l.role == Role::none); // words about codes, no city
        CHECK(l.in > 0);
    }
}
