// IES LM-63: keywords up to TILT=, then numbers in a free form.
#include "light/number_lines.h"
#include "light/planes.h"
#include "light/read_photometry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

struct Head {
    std::size_t tilt_line = 0;
    std::string_view tilt, luminaire;
    bool ballast_lamp_factor = true; // 1986 and 1991: what later standards call "future use"
};

std::optional<Head> head_of(const std::vector<std::string_view>& lines) {
    Head head;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (line.starts_with("TILT=")) {
            head.tilt_line = i;
            head.tilt = line.substr(5);
            while (head.tilt.starts_with(' ')) head.tilt.remove_prefix(1);
            return head;
        }
        if (i == 0 && (line.starts_with("IESNA:LM-63") || line.starts_with("IES:LM-63"))) head.ballast_lamp_factor = false;
        if (line.starts_with("[LUMINAIRE]")) head.luminaire = line.substr(11);
    }
    return std::nullopt;
}

// The multiplier of an untilted lamp; the pairs are angle and multiplier.
double tilt_multiplier(NumberLines& in) {
    in.count(1, 3); // how the lamp lies in the luminaire
    auto pairs = static_cast<std::size_t>(in.count(1, k_photometry_angles));
    std::vector<double> angle = in.angles(pairs, -360, 360), factor;
    in.intensities(pairs, 1.0, factor);
    if (!in.ok()) return 1.0;
    if (!(angle.front() <= 0 && angle.back() >= 0)) return factor.front();
    for (std::size_t i = 0; i + 1 < pairs; ++i)
        if (angle[i + 1] >= 0) return std::lerp(factor[i], factor[i + 1], -angle[i] / (angle[i + 1] - angle[i]));
    return factor.front();
}

// LM-63's planes (0; 0-90; 0-180; 90-270; 0-360) as a full turn.
bool whole_turn(Planes& planes) {
    double first = planes.c_deg.front(), last = planes.c_deg.back();
    if (planes.c_deg.size() == 1) return first == 0 && make_round(planes);
    if (first == 0 && last == 90) return mirror(planes, 90) && mirror(planes, 180);
    if (first == 0 && last == 180) return mirror(planes, 180);
    if (first == 90 && last == 270) return mirror(planes, 270) && turn(planes, 0);
    return first == 0 && last == 360;
}

} // namespace

Result<Photometry> parse_ies(std::string_view bytes, const std::string& name) {
    std::vector<std::string_view> lines = lines_of(bytes);
    auto head = head_of(lines);
    if (!head) return fail(ErrorCode::bad_format, "light.no_photometry", {{"file", name}});
    NumberLines in(lines, head->tilt_line + 1, NumberLines::Form::words, name);
    double scale = 1.0;
    if (head->tilt == "INCLUDE") scale = tilt_multiplier(in);
    else if (head->tilt != "NONE")
        return fail(ErrorCode::unsupported, "light.tilt_file", {}, name + ":" + std::to_string(head->tilt_line + 1));
    Photometry out;
    auto lamps = static_cast<double>(in.count(1, 10000));
    double lumens = in.number(), multiplier = in.number();
    auto angles = static_cast<std::size_t>(in.count(2, k_photometry_angles));
    auto planes_count = static_cast<std::size_t>(in.count(1, k_photometry_angles));
    std::int64_t type = in.count(1, 3);
    if (type != 1) in.complain(ErrorCode::unsupported, "light.type", {{"type", type == 2 ? "B" : "A"}});
    in.count(1, 2); // feet or metres, of the three sizes that follow
    for (int i = 0; i < 3; ++i) in.number();
    double ballast = in.number(), ballast_lamp = in.number();
    out.watts = in.number();
    if (!(multiplier >= 0 && ballast >= 0 && out.watts >= 0)) in.complain(ErrorCode::out_of_range, "light.negative", {{"value", "-"}});
    scale *= multiplier * ballast * (head->ballast_lamp_factor ? ballast_lamp : 1.0);
    if (lumens >= 0) out.lumens = lamps * lumens;
    out.gamma_deg = in.angles(angles, 0, 180);
    Planes planes{in.angles(planes_count, 0, 360), {}};
    for (std::size_t k = 0; k < planes_count && in.ok(); ++k) {
        planes.candela.emplace_back();
        in.intensities(angles, scale, planes.candela.back());
    }
    in.end();
    if (!in.ok()) return std::unexpected(in.error());
    std::string range = std::to_string(planes.c_deg.front()) + "-" + std::to_string(planes.c_deg.back());
    if (!whole_turn(planes)) return fail(ErrorCode::out_of_range, "light.angles", {{"angle", range}}, name);
    turn(planes, 90); // 0 looks into the street
    if (out.watts == 0) out.watts = std::numeric_limits<double>::quiet_NaN();
    out.name = luminaire_name(head->luminaire, name);
    store(std::move(planes), out);
    return out;
}

} // namespace tp
