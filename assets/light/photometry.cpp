#include "light/photometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tp {
namespace {

constexpr double k_radian = std::numbers::pi / 180.0;

// Where `value` lies between ascending `at`: index of the lower one and the share of the next; nothing outside.
struct Between {
    std::size_t low = 0, high = 0;
    double share = 0;
    bool inside = false;
};
Between between(const std::vector<double>& at, double value) {
    if (at.empty() || !(value >= at.front() && value <= at.back())) return {};
    auto above = std::ranges::upper_bound(at, value);
    if (above == at.end()) return {at.size() - 1, at.size() - 1, 0.0, true};
    auto high = static_cast<std::size_t>(above - at.begin());
    return {high - 1, high, (value - at[high - 1]) / (at[high] - at[high - 1]), true};
}

// The integral of (linear from a at g0 to b at g1) sin(g), angles in radians.
double segment(double g0, double g1, double a, double b) {
    double slope = (b - a) / (g1 - g0);
    auto primitive = [&](double g, double value) { return -value * std::cos(g) + slope * std::sin(g); };
    return primitive(g1, b) - primitive(g0, a);
}

double lobe_value(const Lobe& lobe, double c_deg, double gamma_deg) {
    double g = gamma_deg * k_radian, axis = lobe.gamma_deg * k_radian;
    double turn = lobe.ring ? 1.0 : std::cos((c_deg - lobe.c_deg) * k_radian);
    double cosine = std::cos(g) * std::cos(axis) + std::sin(g) * std::sin(axis) * turn;
    return lobe.weight * std::pow(std::max(0.0, cosine), lobe.exponent);
}

} // namespace

double intensity_cd(const Photometry& photometry, double c_deg, double gamma_deg) {
    double turn = c_deg - 360.0 * std::floor(c_deg / 360.0);
    Between c = between(photometry.c_deg, turn), g = between(photometry.gamma_deg, gamma_deg);
    if (!c.inside || !g.inside) return 0.0;
    std::size_t angles = photometry.gamma_deg.size();
    auto plane = [&](std::size_t k) {
        return std::lerp(photometry.candela[k * angles + g.low], photometry.candela[k * angles + g.high], g.share);
    };
    return std::lerp(plane(c.low), plane(c.high), c.share);
}

double flux_lm(const Photometry& photometry) {
    std::size_t angles = photometry.gamma_deg.size();
    std::vector<double> plane(photometry.c_deg.size());
    for (std::size_t k = 0; k < plane.size(); ++k)
        for (std::size_t i = 0; i + 1 < angles; ++i)
            plane[k] += segment(photometry.gamma_deg[i] * k_radian, photometry.gamma_deg[i + 1] * k_radian,
                                photometry.candela[k * angles + i], photometry.candela[k * angles + i + 1]);
    double sum = 0;
    for (std::size_t k = 0; k + 1 < plane.size(); ++k)
        sum += 0.5 * (plane[k] + plane[k + 1]) * (photometry.c_deg[k + 1] - photometry.c_deg[k]) * k_radian;
    return sum;
}

PhotometricAngles photometric_angles(const std::array<double, 3>& d, const std::array<double, 2>& c90) {
    double along_90 = d[0] * c90[0] + d[1] * c90[1], along_0 = d[0] * c90[1] - d[1] * c90[0];
    double c = std::atan2(along_90, along_0) / k_radian;
    return {c < 0 ? c + 360.0 : c, std::atan2(std::hypot(d[0], d[1]), -d[2]) / k_radian};
}

Result<Photometry> made_photometry(const std::vector<Lobe>& lobes, double lumens, double watts) {
    auto bad = [](const Lobe& l) {
        return !std::isfinite(l.c_deg) || !(l.gamma_deg >= 0 && l.gamma_deg <= 180) || !(l.exponent >= 0 && l.exponent <= 200) ||
               !(l.weight > 0 && l.weight <= 1e6);
    };
    if (lobes.empty() || std::ranges::any_of(lobes, bad) || !(lumens > 0 && lumens <= 1e7) || !(watts > 0 && watts <= 1e6))
        return fail(ErrorCode::out_of_range, "light.lobes");
    Photometry out;
    out.lumens = lumens;
    out.watts = watts;
    for (int k = 0; k <= 72; ++k) out.c_deg.push_back(5.0 * k);
    for (int i = 0; i <= 36; ++i) out.gamma_deg.push_back(2.5 * i);
    for (double c : out.c_deg)
        for (double g : out.gamma_deg) {
            double t = std::clamp((90.0 - g) / 15.0, 0.0, 1.0), sum = 0;
            for (const Lobe& lobe : lobes) sum += lobe_value(lobe, c, g);
            out.candela.push_back(sum * t * t * (3 - 2 * t));
        }
    double flux = flux_lm(out);
    if (!(flux > 0)) return fail(ErrorCode::out_of_range, "light.lobes");
    for (double& v : out.candela) v *= lumens / flux;
    return out;
}

} // namespace tp
