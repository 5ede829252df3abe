#include "city/colour_map.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

constexpr std::string_view k_table =
#include "tables/maps.inc"
    ;
constexpr std::size_t k_maps = 6;
constexpr std::uint32_t k_grey = 0x808080;

struct Map {
    std::string_view name, source;
    bool diverging = false;
    std::size_t count = 0;
    std::array<std::uint32_t, 256> stops{};
};

constexpr std::string_view next(std::string_view& text, char end) {
    std::size_t at = std::min(text.find(end), text.size());
    std::string_view word = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return word;
}

// Not a constant expression, so that a bad table does not compile.
inline void bad_table() {}

constexpr std::uint32_t hex(std::string_view word) {
    if (word.size() != 6) bad_table();
    std::uint32_t value = 0;
    for (char c : word) {
        bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'f';
        if (!digit && !letter) bad_table();
        value = value * 16 + static_cast<std::uint32_t>(digit ? c - '0' : c - 'a' + 10);
    }
    return value;
}

// Rows stand in the order of ColourMap.
consteval std::array<Map, k_maps> read_maps() {
    std::array<Map, k_maps> maps{};
    std::string_view text = k_table;
    if (next(text, '\n') != "map,kind,source,colours") bad_table();
    for (Map& map : maps) {
        std::string_view row = next(text, '\n');
        map.name = next(row, ',');
        std::string_view kind = next(row, ',');
        if (kind != "sequential" && kind != "diverging") bad_table();
        map.diverging = kind == "diverging";
        map.source = next(row, ',');
        while (!row.empty()) map.stops[map.count++] = hex(next(row, ' '));
        if (map.count < 2) bad_table();
    }
    if (!text.empty()) bad_table();
    return maps;
}

constexpr std::array<Map, k_maps> k_all = read_maps();
static_assert(k_all[static_cast<std::size_t>(ColourMap::batlow)].name == "batlow" && k_all[static_cast<std::size_t>(ColourMap::viridis)].name == "viridis");
static_assert(k_all[static_cast<std::size_t>(ColourMap::cividis)].name == "cividis" && k_all[static_cast<std::size_t>(ColourMap::orrd)].name == "orrd");
static_assert(k_all[static_cast<std::size_t>(ColourMap::vik)].name == "vik" && k_all[static_cast<std::size_t>(ColourMap::puor)].name == "puor");

const Map& table_of(ColourMap map) { return k_all[std::min(static_cast<std::size_t>(map), k_maps - 1)]; }
std::uint8_t channel(std::uint32_t colour, int shift) { return static_cast<std::uint8_t>((colour >> shift) & 0xffU); }
std::uint32_t packed_rgb(Rgb c) { return (std::uint32_t{c[0]} << 16) | (std::uint32_t{c[1]} << 8) | c[2]; }

} // namespace

std::span<const std::uint32_t> colour_stops(ColourMap map) { return std::span(table_of(map).stops).first(table_of(map).count); }
std::string_view colour_map_name(ColourMap map) { return table_of(map).name; }
std::string_view colour_map_source(ColourMap map) { return table_of(map).source; }
bool is_diverging(ColourMap map) { return table_of(map).diverging; }

Rgb colour_at(ColourMap map, double t, bool reversed) {
    if (std::isnan(t)) return {128, 128, 128};
    t = std::clamp(t, 0.0, 1.0);
    if (reversed) t = 1.0 - t;
    auto stops = colour_stops(map);
    double place = t * static_cast<double>(stops.size() - 1);
    auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    double share = place - static_cast<double>(below);
    Rgb out{};
    for (std::size_t c = 0; c < 3; ++c) {
        int shift = 16 - 8 * static_cast<int>(c);
        double a = channel(stops[below], shift), b = channel(stops[below + 1], shift);
        out[c] = static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
    }
    return out;
}

std::size_t class_count(const Layer& layer) { return layer.breaks.empty() ? 0 : layer.breaks.size() + 1; }

ColourScale::ColourScale(const Layer& layer) : m_breaks(layer.breaks), m_low(layer.low) {
    for (std::size_t i = 0; i < class_count(layer); ++i)
        m_classes.push_back(packed_rgb(colour_at(layer.map, static_cast<double>(i) / static_cast<double>(m_breaks.size()), layer.reversed)));
    if (!m_classes.empty()) return;
    auto last = static_cast<double>(m_ramp.size() - 1);
    for (std::size_t i = 0; i < m_ramp.size(); ++i) m_ramp[i] = packed_rgb(colour_at(layer.map, static_cast<double>(i) / last, layer.reversed));
    double span = static_cast<double>(layer.high) - static_cast<double>(layer.low);
    if (span > 0 && std::isfinite(span)) m_steps_per_unit = static_cast<float>(last / span);
    else m_ramp.fill(packed_rgb(colour_at(layer.map, 0.5, layer.reversed)));
}

std::uint32_t ColourScale::packed(float value) const {
    if (!std::isfinite(value)) return k_grey;
    if (m_classes.empty()) {
        if (m_steps_per_unit == 0.0F) return m_ramp.front();
        float step = (value - m_low) * m_steps_per_unit + 0.5F;
        return m_ramp[static_cast<std::size_t>(std::clamp(step, 0.0F, static_cast<float>(m_ramp.size() - 1)))];
    }
    std::size_t above = 0;
    for (float border : m_breaks) above += value >= border ? 1 : 0;
    return m_classes[above];
}

Rgb colour_of(const Layer& layer, double value) {
    std::uint32_t c = ColourScale(layer).packed(static_cast<float>(value));
    return {channel(c, 16), channel(c, 8), channel(c, 0)};
}

} // namespace tp
