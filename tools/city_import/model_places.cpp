#include "city_import/model_places.h"

#include "geo/crs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace tp {
namespace {

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t start = 0; start <= text.size();) {
        std::size_t end = std::min(text.find(',', start), text.size());
        out.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

std::optional<double> number(std::string_view text) {
    double value = 0.0;
    auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    if (done.ec != std::errc{} || done.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

// `text`: as the user gave it all.
Result<ModelPlace> place_from(const std::string& file, const std::vector<std::string_view>& parts, const std::string& text) {
    struct Part {
        const char* name;
        double least, most;
    };
    static constexpr Part k_parts[] = {{"LON", -180, 180}, {"LAT", -90, 90}, {"HEIGHT", -1000, 10'000}, {"HEADING", -360, 360}, {"SCALE", 1e-6, 1e6}};
    ModelPlace out;
    out.file = file;
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 5); ++i) {
        if (i >= 2 && parts[i].empty()) continue;
        auto value = number(parts[i]);
        MessageArgs args{{"text", text}, {"part", k_parts[i].name}, {"value", std::string(parts[i])}};
        if (!value) return fail(ErrorCode::usage, "import.place_number", args);
        if (*value < k_parts[i].least || *value > k_parts[i].most) return fail(ErrorCode::usage, "import.place_range", args);
        if (i == 0) out.longitude_deg = *value;
        else if (i == 1) out.latitude_deg = *value;
        else if (i == 2) out.height_m = *value;
        else if (i == 3) out.heading_deg = *value;
        else out.scale = *value;
    }
    if (parts.size() == 6 && !parts[5].empty()) {
        if (parts[5] != "x" && parts[5] != "y" && parts[5] != "z")
            return fail(ErrorCode::usage, "import.place_up", {{"text", text}, {"part", "UP"}, {"value", std::string(parts[5])}});
        out.up = parts[5].front();
    }
    return out;
}

Result<ModelPlace> place_given(const std::string& text) {
    auto equals = text.rfind('=');
    auto parts = equals == std::string::npos ? std::vector<std::string_view>{} : parts_of(std::string_view(text).substr(equals + 1));
    if (equals == std::string::npos || equals == 0 || parts.size() < 2 || parts.size() > 6) return fail(ErrorCode::usage, "import.place_form", {{"text", text}});
    return place_from(text.substr(0, equals), parts, text);
}

} // namespace

Result<std::vector<ModelPlace>> places_given(const std::vector<std::string>& texts) {
    std::vector<ModelPlace> out;
    for (const std::string& text : texts) {
        auto place = place_given(text);
        if (!place) return std::unexpected(place.error());
        out.push_back(std::move(*place));
    }
    return out;
}

Result<ModelPlace> place_of(const std::string& file, const PlaceForm& form) {
    constexpr const char* k_between = ", \t";
    std::string_view both = form.coordinates;
    auto trimmed = [&](std::string_view part) {
        part.remove_prefix(std::min(part.find_first_not_of(k_between), part.size()));
        return part.substr(0, part.find_last_not_of(k_between) + 1);
    };
    both = trimmed(both);
    auto split = std::min(both.find_first_of(k_between), both.size());
    std::string_view first = both.substr(0, split), second = trimmed(both.substr(split));
    auto a = number(first), b = number(second);
    if (a && b && std::abs(*a) <= 90.0 && std::abs(*b) > 90.0) std::swap(first, second);
    std::string_view up(&form.up, 1);
    return place_from(file, {first, second, trimmed(form.height), trimmed(form.heading), trimmed(form.scale), up}, form.coordinates);
}

std::vector<PlaceOffer> place_offers(const Assembled& made) {
    std::optional<GeoPoint> middle;
    if (const LocalBox& box = made.city.extent; !box.empty())
        if (auto projection = Projection::to_epsg(made.city.frame.epsg))
            if (auto at = projection->inverse(made.city.frame.to_map({(box.min.x_m + box.max.x_m) / 2, (box.min.y_m + box.max.y_m) / 2}))) middle = *at;
    std::vector<PlaceOffer> out;
    for (const LayerReport& layer : made.report.layers)
        for (const ReportNote& note : layer.notes) {
            if (note.code != "needs_place" || note.done != "left_out") continue;
            auto same = std::ranges::find(out, layer.file, &PlaceOffer::file);
            if (same == out.end()) same = out.insert(same, {layer.file, 0, middle});
            same->models += note.count;
        }
    return out;
}

} // namespace tp
