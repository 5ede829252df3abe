// Weather out of tables: times, units, ranges.
#include "layers.h"

using namespace tp;
using namespace tp::test;

namespace {

FeatureLayer table(std::vector<std::string> dates, const std::string& column, std::vector<double> values, const std::string& canonical) {
    Draw layer("weather", Role::weather, GeometryKind::none);
    layer.layer().row.resize(dates.size());
    for (std::uint32_t i = 0; i < dates.size(); ++i) layer.layer().row[i] = i;
    layer.layer().in = static_cast<std::int64_t>(dates.size());
    layer.layer().feature_begin = {0};
    layer.text("date", std::move(dates));
    layer.layer().columns.push_back({column, true, {}, std::move(values)});
    layer.layer().canonical[canonical] = column;
    return layer;
}

Weather weather_of(const FeatureLayer& layer) {
    City city = assembled({frame(), layer}).city;
    REQUIRE(city.weather.size() == 1);
    return city.weather[0];
}

} // namespace

TEST_CASE("days of a Korean record begin at midnight, nine hours before that of Greenwich") {
    Weather w = weather_of(table({"2010/01/01", "2010-01-02", "2010년 1월 3일", "20100104"}, "평균기온(°C)", {-7.1, -2.2, std::nan(""), -5.1}, "air_temperature_c"));
    CHECK(w.step_h == 24);
    CHECK(w.time_s == std::vector<std::int64_t>{1'262'271'600, 1'262'358'000, 1'262'444'400, 1'262'530'800}); // date -d '2010-01-01 KST' +%s
    CHECK(w.air_temperature_c[0] == -7.1F);
    CHECK(std::isnan(w.air_temperature_c[2]));
    CHECK(w.wind_speed_m_s.size() == 4);
    CHECK(std::isnan(w.wind_speed_m_s[0]));
}

TEST_CASE("hours are hours, rows without a time or with one twice are left out") {
    auto layer = table({"2020-02-29 00:00", "2020-02-29 01:00", "2020-02-30 02:00", "", "2020-02-29 01:00", "2020022902"}, "기온", {1, 2, 3, 4, 5, 6}, "air_temperature_c");
    auto made = assembled({frame(), layer});
    REQUIRE(made.city.weather.size() == 1);
    CHECK(made.city.weather[0].step_h == 1);
    CHECK(made.city.weather[0].air_temperature_c == std::vector<float>{1, 2, 6});
    CHECK(noted(made.report.layers[1], "weather_bad_time") == 2);
    CHECK(noted(made.report.layers[1], "weather_same_time") == 1);
    CHECK(noted(made.report.layers[1], "weather_zone") == 1);
}

TEST_CASE("units in the column's name are turned into ours; one that is not known is not used") {
    std::vector<std::string> days{"2010-01-01", "2010-01-02"};
    CHECK(weather_of(table(days, "T (°F)", {32, 212 - 180}, "air_temperature_c")).air_temperature_c[0] == Approx(0.0).margin(1e-5));
    CHECK(weather_of(table(days, "T [K]", {300, 300}, "air_temperature_c")).air_temperature_c[0] == Approx(26.85));
    CHECK(weather_of(table(days, "평균현지기압(hPa)", {1013.25, 1000}, "pressure_pa")).pressure_pa[0] == Approx(101'325.0));
    CHECK(weather_of(table(days, "wind (km/h)", {36, 0}, "wind_speed_m_s")).wind_speed_m_s[0] == Approx(10.0));
    CHECK(weather_of(table(days, "합계 일사량(MJ/m2)", {8.64, 0}, "global_w_m2")).global_w_m2[0] == Approx(100.0)); // over a day
    auto made = assembled({frame(), table(days, "풍속(Beaufort)", {3, 4}, "wind_speed_m_s")});
    CHECK(std::isnan(made.city.weather[0].wind_speed_m_s[0]));
    CHECK(noted(made.report.layers[1], "weather_unit") == 1);
}

TEST_CASE("what cannot be is missing, never another number") {
    auto made = assembled({frame(), table({"2010-01-01", "2010-01-02", "2010-01-03"}, "상대습도(%)", {-9, 50, 1000}, "relative_humidity_pct")});
    const auto& h = made.city.weather[0].relative_humidity_pct;
    CHECK((std::isnan(h[0]) && h[1] == 50.0F && std::isnan(h[2])));
    CHECK(noted(made.report.layers[1], "weather_impossible") == 2);
    auto weeks = assembled({frame(), table({"2010-01-01", "2010-01-08", "2010-01-15"}, "기온", {1, 2, 3}, "air_temperature_c")});
    CHECK(weeks.city.weather.empty());
    CHECK(noted(weeks.report.layers[1], "weather_step") == 3);
}
