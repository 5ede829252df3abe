// Weather: tables of hours or days become steps with a time, in our units; a value that cannot be is missing, never 0.
#include "city/assemble_parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

namespace tp::assembly {
namespace {

struct Unit { // of a column, as it stands in its name in brackets
    const char* name;
    double factor, offset; // ours = theirs * factor + offset
};
struct Quantity {
    const char* canonical;
    std::vector<float> Weather::*values;
    double least, most; // what can be
    std::initializer_list<Unit> units;
};

constexpr double k_per_step = -1.0; // energy over the step, MJ/m2: a power once the step is known
const Quantity k_quantities[] = {
    {"air_temperature_c", &Weather::air_temperature_c, -90.0, 60.0, {{"°c", 1, 0}, {"℃", 1, 0}, {"c", 1, 0}, {"°f", 5.0 / 9.0, -160.0 / 9.0}, {"℉", 5.0 / 9.0, -160.0 / 9.0}, {"k", 1, -273.15}}},
    {"relative_humidity_pct", &Weather::relative_humidity_pct, 0.0, 110.0, {{"%", 1, 0}}},
    {"wind_speed_m_s", &Weather::wind_speed_m_s, 0.0, 110.0, {{"m/s", 1, 0}, {"㎧", 1, 0}, {"km/h", 1 / 3.6, 0}, {"kt", 0.514444, 0}, {"knot", 0.514444, 0}}},
    {"wind_direction_deg", &Weather::wind_direction_deg, 0.0, 360.0, {{"°", 1, 0}, {"deg", 1, 0}, {"degrees", 1, 0}, {"도", 1, 0}, {"16방위", 1, 0}}},
    {"pressure_pa", &Weather::pressure_pa, 31'000.0, 120'000.0, {{"pa", 1, 0}, {"hpa", 100, 0}, {"mb", 100, 0}, {"mbar", 100, 0}, {"kpa", 1000, 0}}},
    {"precipitation_mm", &Weather::precipitation_mm, 0.0, 2'000.0, {{"mm", 1, 0}, {"㎜", 1, 0}, {"cm", 10, 0}}},
    {"global_w_m2", &Weather::global_w_m2, 0.0, 1'600.0, {{"w/m2", 1, 0}, {"w/m²", 1, 0}, {"w/㎡", 1, 0}, {"mj/m2", k_per_step, 0}, {"mj/m²", k_per_step, 0}, {"mj/㎡", k_per_step, 0}}},
    {"direct_normal_w_m2", &Weather::direct_normal_w_m2, 0.0, 1'600.0, {{"w/m2", 1, 0}, {"w/m²", 1, 0}, {"w/㎡", 1, 0}, {"mj/m2", k_per_step, 0}}},
    {"diffuse_w_m2", &Weather::diffuse_w_m2, 0.0, 1'600.0, {{"w/m2", 1, 0}, {"w/m²", 1, 0}, {"w/㎡", 1, 0}, {"mj/m2", k_per_step, 0}}},
};

// "평균 풍속(m/s)" -> "m/s"; empty where the name has no brackets.
std::string unit_of(const std::string& name) {
    auto open = name.find_last_of("(["), close = name.find_last_of(")]");
    if (open == std::string::npos || close == std::string::npos || close < open) return {};
    std::string out;
    for (char c : name.substr(open + 1, close - open - 1))
        if (c != ' ' && c != '^') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

struct Stamp { // as the file's clock says it
    std::chrono::sys_seconds time;
    bool has_hour = false;
};

// "2010/01/01", "2010-01-01 13:00", "2010년 1월 1일", "20100101", "2010010113"; nullopt where there is no such time.
std::optional<Stamp> stamp_of(const std::string& text) {
    std::vector<int> numbers;
    std::vector<std::size_t> digits;
    bool in_number = false;
    for (char c : text) {
        bool digit = c >= '0' && c <= '9';
        if (digit && !in_number) numbers.push_back(0), digits.push_back(0);
        if (digit && digits.back() < 9) numbers.back() = numbers.back() * 10 + (c - '0');
        if (digit) ++digits.back();
        in_number = digit;
    }
    if (numbers.size() > 7) return std::nullopt;
    if (!digits.empty() && digits[0] == 8) {
        int n = numbers[0];
        numbers.erase(numbers.begin());
        numbers.insert(numbers.begin(), {n / 10'000, n / 100 % 100, n % 100});
    } else if (!digits.empty() && (digits[0] == 10 || digits[0] == 12)) {
        auto at = text.find_first_of("0123456789");
        auto part = [&](std::size_t from, std::size_t size) { return std::stoi(text.substr(at + from, size)); };
        numbers = {part(0, 4), part(4, 2), part(6, 2), part(8, 2)};
    }
    if (numbers.size() < 3) return std::nullopt;
    using namespace std::chrono;
    auto date = year(numbers[0]) / numbers[1] / numbers[2];
    bool has_hour = numbers.size() > 3;
    int hour = has_hour ? numbers[3] : 0, minute = numbers.size() > 4 ? numbers[4] : 0;
    if (numbers[0] < 1800 || numbers[0] > 2200 || !date.ok() || hour > 24 || minute > 59) return std::nullopt;
    return Stamp{sys_days(date) + hours(hour) + minutes(minute), has_hour};
}

// Where the city is, the clock is set to: within Korea and Japan UTC+9, else the nearest hour by longitude.
int zone_h(const Job& job) {
    auto projection = Projection::to_epsg(job.city.frame.epsg);
    auto at = projection ? projection->inverse(job.city.frame.origin) : fail(ErrorCode::unsupported, "geo.unknown_crs");
    if (!at) return 0;
    bool east_asia = at->longitude_deg >= 124.0 && at->longitude_deg <= 146.0 && at->latitude_deg >= 24.0 && at->latitude_deg <= 46.0;
    return east_asia ? 9 : static_cast<int>(std::lround(at->longitude_deg / 15.0));
}

// The start of each step, and the step; rows without a usable time, or with one that was there before, are left out.
bool find_times(Job& job, Placed& layer, Weather& out, std::vector<std::size_t>& rows) {
    Field seconds(layer, "time_s"), date(layer, "date");
    bool hours = seconds.there();
    int zone = seconds.there() ? 0 : zone_h(job);
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        if (layer.fate[i] != Fate::open) continue;
        std::int64_t time = 0;
        bool known = false;
        if (seconds.there()) {
            double v = seconds.number(i);
            known = std::abs(v) < 1e11;
            if (known) time = std::llround(v);
        } else if (auto stamp = stamp_of(date.text(i))) {
            time = stamp->time.time_since_epoch().count() - zone * 3600;
            known = true;
            hours = hours || stamp->has_hour;
        }
        if (!known) leave_out(layer, i, "weather_bad_time");
        else if (!seen.insert(time).second) leave_out(layer, i, "weather_same_time");
        else out.time_s.push_back(time), rows.push_back(i);
    }
    std::vector<std::int64_t> steps;
    for (std::size_t k = 1; k < out.time_s.size(); ++k) steps.push_back(std::abs(out.time_s[k] - out.time_s[k - 1]));
    std::int64_t usual = hours ? 3600 : 86'400;
    if (!steps.empty()) {
        auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
        std::ranges::nth_element(steps, middle);
        usual = *middle;
    }
    out.step_h = static_cast<int>(usual / 3600);
    if (!seconds.there()) add_note(layer, "weather_zone", "guessed", (zone < 0 ? "UTC" : "UTC+") + std::to_string(zone));
    return usual == 3600 || usual == 86'400;
}

void read_quantity(Placed& layer, const Quantity& quantity, Weather& out, const std::vector<std::size_t>& rows) {
    std::vector<float>& values = out.*quantity.values;
    values.assign(rows.size(), std::nanf(""));
    Field field(layer, quantity.canonical);
    if (!field.there()) return;
    const std::string& name = layer.in->canonical_column(quantity.canonical)->name;
    std::string unit = unit_of(name);
    const auto* known = std::ranges::find(quantity.units, unit, [](const Unit& u) { return std::string(u.name); });
    if (!unit.empty() && known == quantity.units.end()) return add_note(layer, "weather_unit", "left_out", name);
    Unit to_ours = unit.empty() ? Unit{"", 1, 0} : *known;
    if (to_ours.factor == k_per_step) to_ours.factor = 1e6 / (out.step_h * 3600.0);
    std::int64_t missing = 0, impossible = 0;
    std::size_t first = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        double v = field.number(rows[k]) * to_ours.factor + to_ours.offset;
        if (std::isnan(v)) {
            ++missing;
        } else if (v < quantity.least || v > quantity.most) {
            if (impossible++ == 0) first = rows[k];
        } else {
            values[k] = static_cast<float>(v);
        }
    }
    if (missing > 0) add_note(layer, "weather_missing", "missing", name, missing);
    if (impossible > 0) add_note(layer, "weather_impossible", "missing", layer.where(first) + ": " + name, impossible);
    if (to_ours.factor != 1.0 || to_ours.offset != 0.0) add_note(layer, "weather_converted", "converted", name);
}

} // namespace

void assemble_weather(Job& job) {
    for (Placed& layer : job.layers) {
        if (layer.in->role != Role::weather || layer.size() == 0) continue;
        Weather out;
        std::vector<std::size_t> rows;
        bool usable = find_times(job, layer, out, rows);
        for (std::size_t i : rows) {
            if (usable) keep(layer, i);
            else leave_out(layer, i, "weather_step");
        }
        if (!usable || rows.empty()) continue;
        for (const Quantity& quantity : k_quantities) read_quantity(layer, quantity, out, rows);
        std::size_t first = rows.front();
        out.place = Field(layer, "name").text(first);
        if (out.place.empty()) out.place = layer.in->layer;
        out.at = {Field(layer, "longitude").number(first), Field(layer, "latitude").number(first)};
        out.elevation_m = static_cast<float>(Field(layer, "elevation_m").number(first));
        out.source = layer.source;
        job.city.weather.push_back(std::move(out));
    }
}

} // namespace tp::assembly
