#include "flip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace tp::test {
namespace {

using Rgb3 = std::array<double, 3>;

struct Plane { // one value per pixel; outside its border value goes on
    int width = 0, height = 0;
    std::vector<double> value;
    Plane(int w, int h) : width(w), height(h), value(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
};
using Planes = std::array<Plane, 3>;

double linear(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4); }

constexpr double k_matrix[3][3] = {{0.4123908, 0.3575843, 0.1804808}, {0.2126390, 0.7151687, 0.0721923}, {0.0193308, 0.1191948, 0.9505322}};
constexpr double k_inverse[3][3] = {{3.2409699, -1.5373832, -0.4986108}, {-0.9692436, 1.8759675, 0.0415551}, {0.0556301, -0.2039770, 1.0569715}};

Rgb3 times(const double (&m)[3][3], const Rgb3& v) {
    Rgb3 out{};
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 3; ++c) out[r] += m[r][c] * v[c];
    return out;
}
const Rgb3 k_white = times(k_matrix, {1, 1, 1});

Rgb3 ycxcz_of(const Rgb3& rgb) { // of linear RGB
    Rgb3 xyz = times(k_matrix, rgb);
    for (std::size_t k = 0; k < 3; ++k) xyz[k] /= k_white[k];
    return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}
Rgb3 rgb_of(const Rgb3& ycxcz) {
    double y = (ycxcz[0] + 16) / 116;
    Rgb3 xyz{(ycxcz[1] / 500 + y) * k_white[0], y * k_white[1], (y - ycxcz[2] / 200) * k_white[2]};
    Rgb3 rgb = times(k_inverse, xyz);
    for (double& c : rgb) c = std::clamp(c, 0.0, 1.0);
    return rgb;
}
Rgb3 hunt_lab_of(const Rgb3& rgb) { // CIE L*a*b* with the Hunt effect: dark colours look less colourful
    Rgb3 xyz = times(k_matrix, rgb), f{};
    constexpr double k_edge = 6.0 / 29;
    for (std::size_t k = 0; k < 3; ++k) {
        double t = xyz[k] / k_white[k];
        f[k] = t > k_edge * k_edge * k_edge ? std::cbrt(t) : t / (3 * k_edge * k_edge) + 4.0 / 29;
    }
    double l = 116 * f[1] - 16;
    return {l, 0.01 * l * 500 * (f[0] - f[1]), 0.01 * l * 200 * (f[1] - f[2])};
}
double hyab(const Rgb3& a, const Rgb3& b) { return std::abs(a[0] - b[0]) + std::hypot(a[1] - b[1], a[2] - b[2]); }

// A kernel of two dimensions as a product of two of one (of 2 radius + 1 values); a filter may be a sum of products.
struct Product {
    std::vector<double> across, down;
};
// out += weight * in, n values.
void add_scaled(double* out, const double* in, double weight, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) out[i] += weight * in[i];
}

Plane filtered(const Plane& in, const std::vector<Product>& sum) {
    Plane out(in.width, in.height), rows(in.width, in.height);
    auto width = static_cast<std::size_t>(in.width);
    for (const Product& product : sum) {
        std::size_t radius = product.across.size() / 2;
        std::ranges::fill(rows.value, 0.0);
        std::vector<double> wide(width + 2 * radius); // a row and its border going on
        for (std::size_t y = 0; y < static_cast<std::size_t>(in.height); ++y) {
            const double* row = in.value.data() + y * width;
            std::fill_n(wide.begin(), radius, row[0]);
            std::copy_n(row, width, wide.begin() + static_cast<std::ptrdiff_t>(radius));
            std::fill_n(wide.end() - static_cast<std::ptrdiff_t>(radius), radius, row[width - 1]);
            for (std::size_t d = 0; d <= 2 * radius; ++d) add_scaled(rows.value.data() + y * width, wide.data() + d, product.across[d], width);
        }
        for (int y = 0; y < in.height; ++y)
            for (std::size_t d = 0; d <= 2 * radius; ++d) {
                int from = std::clamp(y + static_cast<int>(d) - static_cast<int>(radius), 0, in.height - 1);
                add_scaled(out.value.data() + static_cast<std::size_t>(y) * width, rows.value.data() + static_cast<std::size_t>(from) * width, product.down[d], width);
            }
    }
    return out;
}

std::vector<double> sampled(int radius, const auto& function) {
    std::vector<double> out;
    for (int t = -radius; t <= radius; ++t) out.push_back(function(t));
    return out;
}
double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

struct Sensitivity { // table 1
    double a1, b1, a2, b2;
};
constexpr Sensitivity k_sensitivity[3] = {{1, 0.0047, 0, 1e-5}, {1, 0.0053, 0, 1e-5}, {34.1, 0.04, 13.5, 0.025}};

std::vector<Product> contrast_filter(const Sensitivity& s, double ppd) {
    constexpr double k_pi = std::numbers::pi;
    int radius = static_cast<int>(std::ceil(3 * std::sqrt(0.04 / (2 * k_pi * k_pi)) * ppd));
    std::vector<Product> out;
    double all = 0;
    for (auto [a, b] : {std::pair{s.a1, s.b1}, {s.a2, s.b2}}) {
        if (a == 0) continue;
        auto gauss = sampled(radius, [&, width = b](int t) { return std::exp(-k_pi * k_pi * (t / ppd) * (t / ppd) / width); });
        out.push_back({gauss, gauss});
        for (double& w : out.back().across) w *= a * std::sqrt(k_pi / b);
        all += total(out.back().across) * total(gauss);
    }
    for (Product& product : out)
        for (double& w : product.across) w /= all;
    return out;
}

// First (edges) or second (points) derivative of a Gaussian; positive and negative weights sum to 1 and -1.
Product feature_filter(bool points, double ppd) {
    double deviation = 0.5 * 0.082 * ppd;
    int radius = static_cast<int>(std::ceil(3 * deviation));
    auto gauss = sampled(radius, [&](int t) { return std::exp(-t * t / (2 * deviation * deviation)); });
    auto slope = sampled(radius, [&](int t) { return (points ? t * t / (deviation * deviation) - 1 : -t) * std::exp(-t * t / (2 * deviation * deviation)); });
    double plus = 0, minus = 0;
    for (double w : slope) (w > 0 ? plus : minus) += w;
    for (double& w : slope) w /= (w > 0 ? plus : -minus) * total(gauss);
    return {slope, gauss};
}

Planes planes_of(const Image& image) {
    Planes out{Plane(image.width, image.height), Plane(image.width, image.height), Plane(image.width, image.height)};
    for (std::size_t i = 0; i < out[0].value.size(); ++i) {
        Rgb3 rgb{};
        for (std::size_t c = 0; c < 3; ++c) rgb[c] = linear(image.rgba[4 * i + c] / 255.0);
        Rgb3 opponent = ycxcz_of(rgb);
        for (std::size_t c = 0; c < 3; ++c) out[c].value[i] = opponent[c];
    }
    return out;
}

std::vector<double> features(const Plane& luminance, bool points, double ppd) { // strength per pixel
    Plane grey = luminance;
    for (double& v : grey.value) v = (v + 16) / 116;
    Product across = feature_filter(points, ppd), down{across.down, across.across};
    Plane x = filtered(grey, {across}), y = filtered(grey, {down});
    std::vector<double> out(x.value.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::hypot(x.value[i], y.value[i]);
    return out;
}

} // namespace

std::vector<float> flip(const Image& reference, const Image& test, double ppd) {
    constexpr double k_qc = 0.7, k_pc = 0.4, k_pt = 0.95, k_qf = 0.5;
    Planes a = planes_of(reference), b = planes_of(test);
    std::vector<double> edge_a = features(a[0], false, ppd), edge_b = features(b[0], false, ppd);
    std::vector<double> point_a = features(a[0], true, ppd), point_b = features(b[0], true, ppd);
    for (std::size_t c = 0; c < 3; ++c) {
        auto filter = contrast_filter(k_sensitivity[c], ppd);
        a[c] = filtered(a[c], filter);
        b[c] = filtered(b[c], filter);
    }
    const double most = std::pow(hyab(hunt_lab_of({0, 1, 0}), hunt_lab_of({0, 0, 1})), k_qc), knee = k_pc * most;
    std::vector<float> out(edge_a.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        Rgb3 va{a[0].value[i], a[1].value[i], a[2].value[i]}, vb{b[0].value[i], b[1].value[i], b[2].value[i]};
        double colour = std::pow(hyab(hunt_lab_of(rgb_of(va)), hunt_lab_of(rgb_of(vb))), k_qc);
        colour = colour < knee ? colour * k_pt / knee : k_pt + (colour - knee) / (most - knee) * (1 - k_pt);
        double feature = std::max(std::abs(edge_a[i] - edge_b[i]), std::abs(point_a[i] - point_b[i]));
        feature = std::pow(feature / std::numbers::sqrt2, k_qf);
        out[i] = static_cast<float>(std::pow(std::max(colour, 0.0), 1 - std::clamp(feature, 0.0, 1.0)));
    }
    return out;
}

} // namespace tp::test
