#include "report/canvas.h"
#include "report/legend.h"
#include "report/picture.h"
#include "report/picture_names.h"
#include "report/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace tp {
namespace {

bool contains(std::string text, std::string_view part) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find(part) != std::string::npos;
}

// Message key of the credit a source asks for; empty where its licence is not one of the known ones.
std::string credit_key(const Source& source) {
    const std::string& licence = source.licence;
    if (contains(licence, "openstreetmap") || contains(licence, "odbl") || contains(source.file, ".osm")) return "report.credit.osm";
    if (contains(licence, "plateau")) return "report.credit.plateau";
    return {};
}

Rgb rgb_of(const std::array<float, 3>& colour) {
    Rgb out{};
    for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>(std::lround(255.0F * std::clamp(colour[c], 0.0F, 1.0F)));
    return out;
}

// 1, 2 or 5 times a power of ten, at most `limit_m`.
double round_length_m(double limit_m) {
    double power = std::pow(10.0, std::floor(std::log10(limit_m)));
    return limit_m >= 5 * power ? 5 * power : limit_m >= 2 * power ? 2 * power : power;
}

} // namespace

void draw_scale_bar(Canvas& canvas, double x, double bottom, double u, double metres_per_pixel) {
    double length_m = round_length_m(150 * u * metres_per_pixel), length_px = length_m / metres_per_pixel;
    std::string text = length_m >= 1000 ? number_text(length_m / 1000) + " km" : number_text(length_m) + " m";
    double y = bottom - 5 * u;
    Rgb ink = canvas.is_dark() ? k_paper : k_ink;
    canvas.fill(x - 1.5 * u, y - 1.5 * u, length_px + 3 * u, 7 * u, canvas.is_dark() ? k_night : k_white, 0.9);
    canvas.fill(x, y, length_px / 2, 4 * u, ink);
    canvas.frame(x, y, length_px, 4 * u, ink, u);
    canvas.text(x + length_px + 6 * u, y - 6 * u, text, {.size_px = 12 * u, .halo_px = 2 * u});
}

void draw_north(Canvas& canvas, double x, double y, double u, double north_deg) {
    double a = north_deg * std::numbers::pi / 180, s = std::sin(a), c = std::cos(a);
    auto at = [&](double right, double up) { return std::array{x + (right * c + up * s) * u, y + (right * s - up * c) * u}; };
    auto tip = at(0, 18), left = at(-7, -8), right = at(7, -8), middle = at(0, -3);
    canvas.triangle(tip[0], tip[1], left[0], left[1], middle[0], middle[1], canvas.is_dark() ? k_paper : k_ink);
    canvas.triangle(tip[0], tip[1], right[0], right[1], middle[0], middle[1], Rgb{0xb5, 0xb2, 0xac});
    auto letter = at(0, 30);
    canvas.text(letter[0], letter[1] - 10 * u, "N", {.size_px = 13 * u, .bold = true, .halo_px = 2 * u, .align = Align::centre});
}

void annotate(Image& image, const Messages& messages, const PictureNotes& notes) {
    Canvas canvas(image);
    double u = image.height / 720.0 * notes.text_scale, width = image.width, height = image.height, edge = 18 * u;
    double x = edge, y = edge, bottom = height - edge, right_bottom = height - edge;
    std::vector<std::array<double, 4>> taken;
    auto text = [&](double at_x, double at_y, const std::string& what, const TextStyle& style) {
        TextExtent size = canvas.text(at_x, at_y, what, style);
        taken.push_back({style.align == Align::right ? at_x - size.width_px : at_x, at_y, size.width_px, size.height_px});
        return size;
    };
    if (notes.accent) {
        canvas.fill(x, y + 3 * u, 6 * u, 24 * u, rgb_of(*notes.accent));
        x += 15 * u;
    }
    if (!notes.title.empty())
        y += text(x, y, notes.title, {.size_px = 22 * u, .bold = true, .halo_px = 2.5 * u, .wrap_px = 0.6 * width}).height_px + 3 * u;
    TextStyle second{.size_px = 13 * u, .colour = k_soft_ink, .halo_px = 2 * u};
    if (notes.synthetic) y += text(x, y, messages.text("report.synthetic"), second).height_px + 2 * u;
    if (!notes.remark.empty()) text(x, y, notes.remark, second);
    if (notes.layer) {
        TextExtent box = legend_box(messages, *notes.layer, u);
        draw_legend(canvas, messages, *notes.layer, width - edge - box.width_px, edge, u);
        taken.push_back({width - edge - box.width_px, edge, box.width_px, box.height_px});
    }
    TextStyle small{.size_px = 12 * u, .halo_px = 2 * u, .wrap_px = 0.46 * width};
    if (!notes.date.empty()) {
        bottom -= canvas.measure(notes.date, small).height_px;
        text(edge, bottom, notes.date, small);
        bottom -= 6 * u;
    }
    if (notes.metres_per_pixel) {
        draw_scale_bar(canvas, edge, bottom, u, *notes.metres_per_pixel);
        taken.push_back({edge, bottom - 20 * u, 230 * u, 20 * u});
    }
    small.align = Align::right;
    if (!notes.attribution.empty()) {
        right_bottom -= canvas.measure(notes.attribution, small).height_px;
        text(width - edge, right_bottom, notes.attribution, small);
    }
    if (notes.north_deg) {
        draw_north(canvas, width - edge - 12 * u, right_bottom - 24 * u, u, *notes.north_deg);
        taken.push_back({width - edge - 36 * u, right_bottom - 60 * u, 48 * u, 60 * u});
    }
    if (notes.names) draw_names(canvas, image, *notes.names, u, taken);
}

std::string sun_text(const Messages& messages, const Sun& sun, const std::string& time_iso) {
    MessageArgs args{{"elevation", number_text(sun.elevation_deg, 1)}, {"azimuth", number_text(sun.azimuth_deg, 1)}, {"time", time_iso}};
    if (auto t = args[2].second.find('T'); t != std::string::npos) args[2].second[t] = ' ';
    return messages.text(time_iso.empty() ? "report.sun_schematic" : "report.sun", args);
}

std::string attribution_text(const Messages& messages, const City& city) {
    if (city.synthetic) return {};
    std::vector<std::string> credits;
    for (const Source& source : city.sources) {
        std::string key = credit_key(source);
        std::string credit = key.empty() ? source.licence : messages.text(key);
        if (!credit.empty() && std::ranges::find(credits, credit) == credits.end()) credits.push_back(credit);
    }
    if (credits.empty() && !city.sources.empty()) return messages.text("report.credit.not_stated");
    std::string out;
    for (const std::string& credit : credits) out += (out.empty() ? "" : " · ") + credit;
    return out;
}

PictureNotes notes_of(const Messages& messages, const City& city, const Camera& camera, const FrameOptions& options,
                      const std::string& time_iso) {
    PictureNotes notes;
    notes.date = options.shadow == ShadowMode::off && time_iso.empty() ? std::string{} : sun_text(messages, options.sun, time_iso);
    notes.attribution = attribution_text(messages, city);
    notes.synthetic = city.synthetic;
    if (camera.orthographic) notes.metres_per_pixel = camera.height_m / options.height;
    double east = camera.target[0] - camera.eye[0], north = camera.target[1] - camera.eye[1];
    // Straight down the view has no direction; north is up then.
    bool down = std::hypot(east, north) < 0.05 * std::abs(camera.target[2] - camera.eye[2]);
    notes.north_deg = down ? 0.0 : -std::atan2(east, north) * 180 / std::numbers::pi;
    return notes;
}

} // namespace tp
