// Weather files: what their own lines say, read by eye and with awk.
#include "city/assemble.h"
#include "import/read_file.h"

#include "run_program.h"

#include <cmath>

using namespace tp;
using namespace tp::test;

namespace {

Session& session() {
    static Session made{load_roles(source_folder() / "assets/data/roles").value(), {}};
    return made;
}

std::vector<FeatureLayer> read(const std::filesystem::path& path) { return tp::read_file({path.string(), path.filename().string(), {}, {}}, session()); }

struct Made {
    Weather weather;
    LayerReport report;
};

Made weather_of(const std::filesystem::path& path, int epsg = 0) {
    AssembleOptions options;
    options.epsg = epsg;
    auto made = assemble(read(path), options, {});
    REQUIRE(made);
    REQUIRE(made->city.weather.size() == 1);
    return {made->city.weather[0], made->report.layers[0]};
}

std::int64_t noted(const LayerReport& report, std::string_view code) {
    for (const auto& note : report.notes)
        if (note.code == code) return note.count;
    return 0;
}

std::size_t known(const std::vector<float>& values) {
    return static_cast<std::size_t>(std::ranges::count_if(values, [](float v) { return !std::isnan(v); }));
}

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

} // namespace

TEST_CASE("the EPW of Shanghai: 8,760 hours, the first, one in June, the last") {
    auto file = shared("data/weather/Shanghai-Hongqiao_1956_2023_TMYx.epw");
    if (!file) return;
    auto [w, report] = weather_of(*file);
    CHECK(report.in == 8760);
    CHECK(report.kept == 8760);
    CHECK(w.size() == 8760);
    CHECK(w.step_h == 1);
    CHECK(w.place == "Shanghai-Hongqiao.Intl.AP");
    CHECK(w.at.latitude_deg == Approx(31.198));
    CHECK(w.at.longitude_deg == Approx(121.336));
    CHECK(w.elevation_m == 3.0F);
    CHECK(w.time_s[0] == 1'356'969'600); // 2013-01-01 00:00 at UTC+8: date -u -d '2012-12-31 16:00' +%s
    CHECK(w.air_temperature_c[0] == 0.7F);
    CHECK(w.relative_humidity_pct[0] == 66.0F);
    CHECK(w.pressure_pa[0] == 101'287.0F);
    CHECK(w.wind_direction_deg[0] == 200.0F);
    CHECK(w.wind_speed_m_s[0] == 3.0F);
    CHECK(w.precipitation_mm[0] == 0.0F);
    CHECK(w.air_temperature_c[4179] == 22.0F); // 24 June, hour 4
    CHECK(w.wind_direction_deg[4179] == 147.0F);
    CHECK(w.air_temperature_c[8759] == 6.0F);
    CHECK(w.time_s[8759] == 283'964'400); // 1978-12-31 23:00 at UTC+8
    CHECK(known(w.air_temperature_c) == 8760);
    CHECK(known(w.global_w_m2) == 8760);
}

TEST_CASE("the EPW of PVGIS: its codes for missing are missing") {
    auto file = shared("data/weather/pvgis_tmy_45.000_8.000_2005_2023.epw");
    if (!file) return;
    auto [w, report] = weather_of(*file);
    CHECK(w.size() == 8760);
    CHECK(w.air_temperature_c[0] == 2.04F);
    CHECK(w.pressure_pa[0] == 99'870.0F);
    CHECK(w.wind_direction_deg[0] == 257.0F);
    CHECK(known(w.precipitation_mm) == 0); // 999 in every row
    CHECK(noted(report, "weather_missing") == 8760);
    CHECK(w.time_s[0] == 1'514'761'200); // 2018-01-01 00:00 at UTC+1
}

TEST_CASE("an EPW with half hours, without rows, with a bad row") {
    TemporaryFolder folder;
    const std::string start = "LOCATION,Somewhere,-,KOR,x,0,37.5,127.0,9.0,50.0\nDESIGN CONDITIONS,0\n", row = ",0,?,20.0,10.0,50,100000,0,0,300,100,50,60,0,0,0,0,180,2.0\n";
    auto refused = [&](const std::string& text, const std::string& code) {
        write(folder / "a.epw", text);
        auto layers = read(folder / "a.epw");
        REQUIRE(layers.size() == 1);
        REQUIRE(layers[0].notes.size() >= 1);
        CHECK(layers[0].notes[0].code == code);
    };
    refused(start + "DATA PERIODS,1,2,Data,Sunday,1/1,12/31\n2013,1,1,1" + row, "weather_step");
    refused(start + "DATA PERIODS,1,1,Data,Sunday,1/1,12/31\n", "cannot_read");
    refused(start, "cannot_read");
    write(folder / "b.epw", start + "DATA PERIODS,1,1,Data,Sunday,1/1,12/31\n2013,1,1,1" + row + "2013,1,1,25" + row + "2013,2,30,1" + row + "2013,1,1,2" + row);
    auto [w, report] = weather_of(folder / "b.epw");
    CHECK(w.size() == 2);
    CHECK(report.in == 4);
    CHECK(noted(report, "weather_bad_time") == 2);
    CHECK(w.diffuse_w_m2[0] == 60.0F);
    CHECK(known(w.precipitation_mm) == 0); // the row ends before it
}

TEST_CASE("kr-osan: 3,652 days, what is empty stays missing") {
    auto file = shared("data/kr-osan/14.오산시_기상데이터(2010~2019).csv");
    if (!file) return;
    auto layers = read(*file);
    REQUIRE(layers.size() == 1);
    auto lane = shared("data/kr-osan/22.오산시_버스정류장.csv"); // for the place
    REQUIRE(lane);
    for (FeatureLayer& layer : read(*lane)) layers.push_back(std::move(layer));
    auto made = assemble(layers, {}, {});
    REQUIRE(made);
    REQUIRE(made->city.weather.size() == 1);
    const Weather& w = made->city.weather[0];
    CHECK(made->report.layers[0].kept == 3652);
    CHECK(w.size() == 3652);
    CHECK(w.step_h == 24);
    CHECK(w.time_s[0] == 1'262'271'600); // 2010-01-01 00:00 at UTC+9
    CHECK(w.air_temperature_c[0] == -7.1F);
    CHECK(known(w.precipitation_mm) == 3652 - 2240); // awk: 2,240 empty cells, the others sum to 12,776 mm
    double sum = 0.0;
    for (float v : w.precipitation_mm) sum += std::isnan(v) ? 0.0 : static_cast<double>(v);
    CHECK(sum == Approx(12'776.0).margin(0.5));
    CHECK(known(w.wind_speed_m_s) == 3652 - 4);
    CHECK(w.relative_humidity_pct[1] == 76.9F);
}

TEST_CASE("typical years as CSV: PVGIS and TMY3 as their documents lay them out") {
    TemporaryFolder folder;
    write(folder / "tmy.csv", "Latitude (decimal degrees): 45.000\r\nLongitude (decimal degrees): 8.000\r\nElevation (m): 250.0\r\nmonth,year\r\n1,2018\r\n"
                              "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\r\n20180101:0000,2.04,94.38,0.0,-0.0,0.0,283.58,0.7,257.0,99870.0\r\n"
                              "20180101:0100,1.98,95.45,5.0,1.0,4.0,291.44,0.8,258.0,99800.0\r\n\r\nT2m: 2-m air temperature (degree Celsius)\r\n");
    Weather w = weather_of(folder / "tmy.csv").weather;
    CHECK(w.size() == 2);
    CHECK(w.time_s[0] == 1'514'764'800); // 2018-01-01 00:00 UTC
    CHECK(w.air_temperature_c[1] == 1.98F);
    CHECK(w.global_w_m2[1] == 5.0F);
    CHECK(w.diffuse_w_m2[1] == 4.0F);
    CHECK(w.at.latitude_deg == 45.0);
    CHECK(w.elevation_m == 250.0F);

    write(folder / "724940TYA.CSV", "724940,\"SAN FRANCISCO INTL AP\",CA,-8.0,37.617,-122.400,2\n"
                                    "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),RHum (%),Pressure (mbar),Wdir (degrees),Wspd (m/s),Lprecip depth (mm)\n"
                                    "01/01/1992,01:00,0,0,0,9.4,80,1017,60,2.6,-9900\n"
                                    "01/01/1992,02:00,0,0,0,9.4,80,1017,60,2.6,0\n01/01/1992,03:00,0,0,0,9.4,80,1017,60,2.6,0\n12/31/1990,24:00,1,2,3,8.0,81,1018,70,3.1,0\n");
    w = weather_of(folder / "724940TYA.CSV").weather;
    CHECK(w.size() == 4);
    CHECK(w.place == "SAN FRANCISCO INTL AP");
    CHECK(w.time_s[0] == 694'252'800);  // 1992-01-01 00:00 at UTC-8
    CHECK(w.time_s[3] == 662'713'200);  // 1990-12-31 23:00 at UTC-8
    CHECK(w.pressure_pa[0] == 101'700.0F);
    CHECK(std::isnan(w.precipitation_mm[0]));
    CHECK(w.precipitation_mm[3] == 0.0F);
}
