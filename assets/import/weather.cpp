// Weather files with a form of their own: EPW ("Auxiliary Programs", EnergyPlus 22.2, section 2.9), the typical year of
// PVGIS as CSV, and TMY3 (Wilcox and Marion, NREL/TP-581-43156, 2008).
#include "import/layer_builder.h"
#include "import/readers.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace tp {
namespace {

constexpr std::size_t k_most_rows = 1'000'000; // a century of hours
constexpr double k_none = std::numeric_limits<double>::quiet_NaN();

enum Quantity { temperature, humidity, wind, direction, pressure, rain, global, direct, diffuse, quantities };
constexpr std::array<const char*, quantities> k_names{"air_temperature_c", "relative_humidity_pct", "wind_speed_m_s", "wind_direction_deg", "pressure_pa",
                                                      "precipitation_mm",  "global_w_m2",           "direct_normal_w_m2", "diffuse_w_m2"};

std::string_view next_line(std::string_view& rest) {
    auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '"')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '"')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> out;
    for (;;) {
        auto end = line.find(',');
        out.push_back(trimmed(line.substr(0, end)));
        if (end == std::string_view::npos) return out;
        line.remove_prefix(end + 1);
    }
}

double number_at(const std::vector<std::string_view>& cells, std::size_t i) {
    if (i >= cells.size()) return k_none;
    std::string_view cell = cells[i];
    if (cell.starts_with('+')) cell.remove_prefix(1);
    double value = 0.0;
    auto done = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    bool whole = done.ec == std::errc{} && done.ptr == cell.data() + cell.size();
    return whole && std::isfinite(value) ? value : k_none;
}

// Seconds since 1970 UTC of an hour that the file's clock calls so; NaN where there is no such day or hour.
double time_of(double year, double month, double day, double hour, double zone_h) {
    if (!(year >= 1800 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour <= 23)) return k_none;
    using namespace std::chrono;
    auto date = std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day);
    if (!date.ok()) return k_none;
    return static_cast<double>(sys_days(date).time_since_epoch().count()) * 86'400.0 + (std::floor(hour) - zone_h) * 3600.0;
}

struct Station {
    std::string place;
    double latitude = k_none, longitude = k_none, elevation_m = k_none;
};

using Values = std::array<double, quantities>;

class Rows { // become a table of role weather
public:
    void add(double time_s, const Values& values) {
        auto row = static_cast<std::uint32_t>(m_in++);
        if (std::isnan(time_s)) {
            add_note(m_layer.notes, "weather_bad_time", "feature " + std::to_string(row + 1), "left_out");
            ++m_layer.left_out;
            return;
        }
        m_layer.row.push_back(row);
        m_time.push_back(time_s);
        for (std::size_t q = 0; q < quantities; ++q) m_values[q].push_back(values[q]);
    }
    std::int64_t size() const { return m_in; }

    FeatureLayer finish(const SourceFile& source, const Station& station) {
        m_layer.layer = source.name.substr(0, source.name.find_last_of('.'));
        m_layer.role = Role::weather;
        m_layer.encoding = "UTF-8";
        m_layer.in = m_in;
        column("time_s", std::move(m_time));
        for (std::size_t q = 0; q < quantities; ++q) column(k_names[q], std::move(m_values[q]));
        std::size_t count = m_layer.row.size();
        column("latitude", std::vector<double>(count, station.latitude));
        column("longitude", std::vector<double>(count, station.longitude));
        column("elevation_m", std::vector<double>(count, station.elevation_m));
        m_layer.columns.push_back({"name", false, std::vector<std::string>(count, station.place), {}});
        m_layer.canonical["name"] = "name";
        return std::move(m_layer);
    }

private:
    void column(const char* name, std::vector<double> values) {
        m_layer.columns.push_back({name, true, {}, std::move(values)});
        m_layer.canonical[name] = name;
    }

    FeatureLayer m_layer;
    std::vector<double> m_time;
    std::array<std::vector<double>, quantities> m_values;
    std::int64_t m_in = 0;
};

// Which column of an EPW row holds a quantity, and from which value on it means "missing".
struct EpwField {
    Quantity quantity;
    std::size_t column;
    double missing;
};
constexpr EpwField k_epw[] = {{temperature, 6, 99.9}, {humidity, 8, 999}, {pressure, 9, 999'999}, {global, 13, 9999}, {direct, 14, 9999},
                              {diffuse, 15, 9999},    {direction, 20, 999}, {wind, 21, 999},     {rain, 33, 999}};

// A column of a CSV: its name in lower case without spaces, what makes its unit ours, and its code for "missing".
struct CsvField {
    const char* name;
    Quantity quantity;
    double factor = 1.0;
};
constexpr CsvField k_pvgis[] = {{"t2m", temperature}, {"rh", humidity}, {"g(h)", global},      {"gb(n)", direct},
                                {"gd(h)", diffuse},   {"ws10m", wind},  {"wd10m", direction}, {"sp", pressure}};
constexpr CsvField k_tmy3[] = {{"dry-bulb(c)", temperature}, {"rhum(%)", humidity},          {"pressure(mbar)", pressure, 100.0},
                               {"wdir(degrees)", direction}, {"wspd(m/s)", wind},            {"ghi(w/m^2)", global},
                               {"dni(w/m^2)", direct},       {"dhi(w/m^2)", diffuse},        {"lprecipdepth(mm)", rain}};

template <std::size_t N>
std::vector<std::pair<std::size_t, CsvField>> match(const CsvField (&fields)[N], const std::vector<std::string_view>& header) {
    std::vector<std::pair<std::size_t, CsvField>> out;
    for (const CsvField& field : fields)
        for (std::size_t c = 0; c < header.size(); ++c)
            if (normal_name(header[c]) == field.name) {
                out.emplace_back(c, field);
                break;
            }
    return out;
}

Values values_at(const std::vector<std::string_view>& cells, const std::vector<std::pair<std::size_t, CsvField>>& fields, double missing) {
    Values values;
    values.fill(k_none);
    for (const auto& [column, field] : fields)
        if (double v = number_at(cells, column); v != missing) values[field.quantity] = v * field.factor;
    return values;
}

bool is_tmy3(std::string_view bytes) {
    next_line(bytes);
    return bytes.starts_with("Date (MM/DD/YYYY),Time (HH:MM),");
}

constexpr std::string_view k_pvgis_start = "Latitude (decimal degrees)";

LayersOrRefusal read_pvgis(const SourceFile& source) {
    std::string_view rest = source.bytes;
    Station station;
    station.place = "PVGIS";
    std::vector<std::pair<std::size_t, CsvField>> fields;
    while (!rest.empty() && fields.empty()) {
        std::string_view line = next_line(rest);
        auto value = [&] { return number_at({trimmed(line.substr(std::min(line.find(':') + 1, line.size())))}, 0); };
        if (line.starts_with(k_pvgis_start)) station.latitude = value();
        if (line.starts_with("Longitude (decimal degrees)")) station.longitude = value();
        if (line.starts_with("Elevation (m)")) station.elevation_m = value();
        if (line.starts_with("time")) fields = match(k_pvgis, cells_of(line));
    }
    Rows rows;
    while (!rest.empty() && !fields.empty()) {
        auto cells = cells_of(next_line(rest));
        if (cells.size() < 2 || static_cast<std::size_t>(rows.size()) >= k_most_rows) break; // a legend follows
        std::string_view stamp = cells[0]; // 20180101:0000, UTC
        auto part = [&](std::size_t at, std::size_t size) { return stamp.size() >= at + size ? number_at({stamp.substr(at, size)}, 0) : k_none; };
        rows.add(time_of(part(0, 4), part(4, 2), part(6, 2), part(9, 2), 0.0), values_at(cells, fields, k_none));
    }
    if (rows.size() == 0) return refuse("cannot_read", "time");
    return std::vector{rows.finish(source, station)};
}

LayersOrRefusal read_tmy3(const SourceFile& source) {
    std::string_view rest = source.bytes;
    auto first = cells_of(next_line(rest));
    Station station{std::string(first.size() > 1 ? first[1] : ""), number_at(first, 4), number_at(first, 5), number_at(first, 6)};
    double zone_h = number_at(first, 3);
    auto fields = match(k_tmy3, cells_of(next_line(rest)));
    Rows rows;
    while (!rest.empty() && !fields.empty() && static_cast<std::size_t>(rows.size()) < k_most_rows) {
        auto cells = cells_of(next_line(rest));
        if (cells.size() < 3) continue;
        std::string_view date = cells[0], hour = cells[1]; // 01/31/1988, 01:00 to 24:00: the end of the hour
        auto part = [](std::string_view text, std::size_t at, std::size_t size) { return text.size() >= at + size ? number_at({text.substr(at, size)}, 0) : k_none; };
        rows.add(time_of(part(date, 6, 4), part(date, 0, 2), part(date, 3, 2), part(hour, 0, 2) - 1.0, zone_h), values_at(cells, fields, -9900.0));
    }
    if (rows.size() == 0) return refuse("cannot_read", "Date");
    return std::vector{rows.finish(source, station)};
}

} // namespace

LayersOrRefusal read_epw(SourceFile& source, const ReadOptions&) {
    std::string_view rest = source.bytes;
    auto location = cells_of(next_line(rest));
    if (location.size() < 10) return refuse("cannot_read", "LOCATION");
    Station station{std::string(location[1]), number_at(location, 6), number_at(location, 7), number_at(location, 9)};
    double zone_h = number_at(location, 8);
    if (!(std::abs(zone_h) <= 14.0)) return refuse("cannot_read", "LOCATION");
    for (bool found = false; !found;) {
        if (rest.empty()) return refuse("cannot_read", "DATA PERIODS");
        auto cells = cells_of(next_line(rest));
        found = cells[0] == "DATA PERIODS";
        if (found && number_at(cells, 2) > 1.0) return refuse("weather_step", "DATA PERIODS");
    }
    Rows rows;
    while (!rest.empty() && static_cast<std::size_t>(rows.size()) < k_most_rows) {
        auto cells = cells_of(next_line(rest));
        if (cells.size() < 2) continue;
        Values values;
        values.fill(k_none);
        for (const EpwField& field : k_epw)
            if (double v = number_at(cells, field.column); v < field.missing) values[field.quantity] = v;
        // Hours run from 1 to 24 and end at that time.
        rows.add(time_of(number_at(cells, 0), number_at(cells, 1), number_at(cells, 2), number_at(cells, 3) - 1.0, zone_h), values);
    }
    if (rows.size() == 0) return refuse("cannot_read", "DATA PERIODS");
    return std::vector{rows.finish(source, station)};
}

bool is_weather_csv(std::string_view bytes) { return bytes.starts_with(k_pvgis_start) || is_tmy3(bytes.substr(0, 4096)); }

LayersOrRefusal read_weather_csv(SourceFile& source, const ReadOptions&) {
    return source.bytes.starts_with(k_pvgis_start) ? read_pvgis(source) : read_tmy3(source);
}

} // namespace tp
