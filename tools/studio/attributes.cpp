// What the attribute panel says about an object of the city, and which row of which file it came from.
#include "report/text.h"
#include "studio/panels.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

struct Writer {
    const PanelText& text;
    const City& city;
    Lines lines;

    std::string unknown() const { return text("studio.unknown"); }
    void add(std::string_view key, const std::string& value) { lines.emplace_back(text(key), value.empty() ? unknown() : value); }
    void metres(std::string_view key, double value, const std::string& note = {}) {
        add(key, std::isnan(value) ? unknown() : significant_text(value) + " m" + (note.empty() ? "" : " (" + note + ")"));
    }
    void tri(std::string_view key, Tri value) {
        add(key, text(value == Tri::yes ? "studio.yes" : value == Tri::no ? "studio.no" : "studio.unknown"));
    }
    void origin(const Origin& origin) {
        if (origin.source >= city.sources.size()) return;
        const Source& source = city.sources[origin.source];
        std::string file = source.layer.empty() || source.layer == source.file ? source.file : source.file + " · " + source.layer;
        add("studio.attribute.file", file);
        add("studio.attribute.feature", std::to_string(std::uint64_t{origin.feature} + 1));
    }
};

void building(Writer& w, std::size_t i) {
    const Buildings& b = w.city.buildings;
    w.add("studio.attribute.name", b.name[i]);
    w.add("studio.attribute.use", w.text(fmt::format("studio.use.{}", static_cast<int>(b.use[i]))));
    std::uint8_t derived = b.derived[i];
    std::string note = derived & k_height_from_levels ? w.text("studio.derived.from_levels")
                       : derived & k_height_assumed   ? w.text("studio.derived.assumed") : "";
    w.metres("studio.attribute.height", static_cast<double>(b.height_m[i]), note);
    w.add("studio.attribute.levels", b.levels[i] == 0 ? "" : std::to_string(b.levels[i]));
    w.add("studio.attribute.area", significant_text(std::abs(signed_area_m2(b.footprint.outer(i)))) + " m²");
    if (i < b.residual_m.size() && !std::isnan(b.residual_m[i])) w.metres("studio.attribute.residual", static_cast<double>(b.residual_m[i]));
    w.origin(b.origin[i]);
}

void street(Writer& w, std::size_t i) {
    const Streets& s = w.city.streets;
    w.add("studio.attribute.name", s.name[i]);
    w.add("studio.attribute.class", w.text(fmt::format("studio.road.{}", static_cast<int>(s.road_class[i]))));
    w.add("studio.attribute.lanes", s.lanes[i] < 0 ? "" : std::to_string(s.lanes[i]));
    w.add("studio.attribute.speed", s.speed_kmh[i] < 0 ? "" : fmt::format("{} km/h", s.speed_kmh[i]));
    w.metres("studio.attribute.width", static_cast<double>(s.width_m[i]));
    w.metres("studio.attribute.length", length_m(s.line[i]));
    w.tri("studio.attribute.sidewalk", s.sidewalk[i]);
    float volume = s.volume_veh_per_day[i];
    w.add("studio.attribute.volume", std::isnan(volume) ? w.text("studio.not_counted") : significant_text(static_cast<double>(volume)));
    w.origin(s.origin[i]);
}

void crossing(Writer& w, const CityModel* model, std::size_t i) {
    const Crossings& c = w.city.crossings;
    w.tri("studio.attribute.signal", c.signal[i]);
    w.metres("studio.attribute.width", static_cast<double>(c.width_m[i]));
    w.tri("studio.attribute.raised", c.raised[i]);
    w.tri("studio.attribute.refuge", c.refuge[i]);
    if (model && i < model->crossing_risk().median.size()) {
        const auto& risk = model->crossing_risk();
        IntervalText value = interval_text(w.text.messages, static_cast<double>(risk.median[i]), static_cast<double>(risk.p05[i]),
                                           static_cast<double>(risk.p95[i]), "", 10.0);
        w.add("studio.attribute.risk", value.median + " (" + value.interval + ")");
        if (risk.rank_only) w.add("studio.attribute.risk_note", w.text("studio.rank_only"));
    }
    w.origin(c.origin[i]);
}

void stop(Writer& w, std::size_t i) {
    const Stops& s = w.city.stops;
    w.add("studio.attribute.name", s.name[i]);
    float boardings = s.boardings_per_day[i];
    w.add("studio.attribute.boardings", std::isnan(boardings) ? w.text("studio.not_counted") : significant_text(static_cast<double>(boardings)));
    w.tri("studio.attribute.shelter", s.shelter[i]);
    w.origin(s.origin[i]);
}

} // namespace

std::optional<Origin> origin_of(const City& city, std::uint32_t object_id) {
    const auto* all = object_origins(city, object_role(object_id));
    std::size_t i = object_index(object_id);
    return all && i < all->size() ? std::optional((*all)[i]) : std::nullopt;
}

std::uint32_t object_from(const City& city, const Origin& origin) {
    for (auto role : {ObjectRole::building, ObjectRole::street, ObjectRole::crossing, ObjectRole::stop, ObjectRole::signal, ObjectRole::device, ObjectRole::tree, ObjectRole::model, ObjectRole::sidewalk, ObjectRole::area}) {
        const auto& all = *object_origins(city, role);
        auto found = std::ranges::find_if(all, [&](const Origin& o) { return o.source == origin.source && o.feature == origin.feature; });
        if (found != all.end()) return tp::object_id(role, static_cast<std::uint32_t>(found - all.begin()));
    }
    return 0;
}

Lines attributes(const PanelText& text, const City& city, const CityModel* model, std::uint32_t object_id) {
    Writer w{text, city, {}};
    std::size_t i = object_index(object_id);
    switch (object_role(object_id)) {
    case ObjectRole::building:
        if (i < city.buildings.size()) w.add("studio.object", text("studio.object.building")), building(w, i);
        break;
    case ObjectRole::street:
        if (i < city.streets.size()) w.add("studio.object", text("studio.object.street")), street(w, i);
        break;
    case ObjectRole::crossing:
        if (i < city.crossings.size()) w.add("studio.object", text("studio.object.crossing")), crossing(w, model, i);
        break;
    case ObjectRole::stop:
        if (i < city.stops.size()) w.add("studio.object", text("studio.object.stop")), stop(w, i);
        break;
    case ObjectRole::area:
        if (i < city.areas.size()) {
            w.add("studio.object", text(fmt::format("studio.area.{}", static_cast<int>(city.areas.kind[i]))));
            w.add("studio.attribute.name", city.areas.name[i]);
            w.origin(city.areas.origin[i]);
        }
        break;
    case ObjectRole::sidewalk:
        if (i < city.sidewalks.size()) {
            w.add("studio.object", text("studio.object.sidewalk"));
            w.metres("studio.attribute.width", static_cast<double>(city.sidewalks.width_m[i]));
            w.origin(city.sidewalks.origin[i]);
        }
        break;
    case ObjectRole::device:
        if (i < city.devices.size()) {
            w.add("studio.object", text(fmt::format("studio.device.{}", static_cast<int>(city.devices.kind[i]))));
            w.add("studio.attribute.name", city.devices.name[i]);
            w.origin(city.devices.origin[i]);
        }
        break;
    case ObjectRole::signal:
        if (i < city.signals.size()) w.add("studio.object", text("studio.object.signal")), w.origin(city.signals.origin[i]);
        break;
    case ObjectRole::tree:
        if (i < city.trees.size()) {
            w.add("studio.object", text("studio.object.tree"));
            w.metres("studio.attribute.height", static_cast<double>(city.trees.height_m[i]));
            w.metres("studio.attribute.crown", static_cast<double>(city.trees.crown_m[i]));
            w.origin(city.trees.origin[i]);
        }
        break;
    case ObjectRole::model:
        if (i < city.models.size()) {
            w.add("studio.object", text("studio.object.model"));
            w.add("studio.attribute.name", city.models.name[i]);
            w.origin(city.models.origin[i]);
        }
        break;
    default: break;
    }
    return std::move(w.lines);
}

} // namespace tp
