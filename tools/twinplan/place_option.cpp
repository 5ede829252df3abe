#include "twinplan/place_option.h"

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

Result<ModelPlace> place_given(const std::string& text) {
    auto equals = text.rfind('=');
    auto parts = equals == std::string::npos ? std::vector<std::string_view>{} : parts_of(std::string_view(text).substr(equals + 1));
    if (equals == std::string::npos || equals == 0 || parts.size() < 2 || parts.size() > 6) return fail(ErrorCode::usage, "import.place_form", {{"text", text}});
    struct Part {
        const char* name;
        double least, most;
    };
    static constexpr Part k_parts[] = {{"LON", -180, 180}, {"LAT", -90, 90}, {"HEIGHT", -1000, 10'000}, {"HEADING", -360, 360}, {"SCALE", 1e-6, 1e6}};
    ModelPlace out;
    out.file = text.substr(0, equals);
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 5); ++i) {
        if (i >= 2 && parts[i].empty()) continue;
        double value = 0.0;
        auto done = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), value);
        MessageArgs args{{"text", text}, {"part", k_parts[i].name}, {"value", std::string(parts[i])}};
        if (done.ec != std::errc{} || done.ptr != parts[i].data() + parts[i].size() || !std::isfinite(value)) return fail(ErrorCode::usage, "import.place_number", args);
        if (value < k_parts[i].least || value > k_parts[i].most) return fail(ErrorCode::usage, "import.place_range", args);
        if (i == 0) out.longitude_deg = value;
        else if (i == 1) out.latitude_deg = value;
        else if (i == 2) out.height_m = value;
        else if (i == 3) out.heading_deg = value;
        else out.scale = value;
    }
    if (parts.size() == 6 && !parts[5].empty()) {
        if (parts[5] != "x" && parts[5] != "y" && parts[5] != "z") return fail(ErrorCode::usage, "import.place_up", {{"text", text}, {"value", std::string(parts[5])}});
        out.up = parts[5].front();
    }
    return out;
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

} // namespace tp
