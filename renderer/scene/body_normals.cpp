#include "scene/body_normals.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace tp {
namespace {

using Vec = std::array<double, 3>;
constexpr double k_gentle = 0.8660254037844386; // cosine of 30 degrees
constexpr std::size_t k_most_faces = 64;        // at a corner; where more meet, faces stay flat
constexpr double k_least_area_m2 = 1e-10;       // twice the area of a triangle that is none

double dot(const Vec& a, const Vec& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

struct PlaceHash {
    std::size_t operator()(const std::array<float, 3>& p) const {
        std::uint64_t h = 0xcbf29ce484222325ULL;
        for (float v : p) h = (h ^ std::bit_cast<std::uint32_t>(v + 0.0f)) * 0x9E3779B97F4A7C15ULL, h ^= h >> 29U;
        return static_cast<std::size_t>(h);
    }
};

} // namespace

std::vector<Vec> corner_normals(std::span<const std::array<float, 3>> position, std::span<const std::uint32_t> corners) {
    std::size_t faces = corners.size() / 3;
    std::vector<Vec> cross(faces), unit(faces), out(corners.size());
    for (std::size_t f = 0; f < faces; ++f) {
        const auto &a = position[corners[3 * f]], &b = position[corners[3 * f + 1]], &c = position[corners[3 * f + 2]];
        Vec u{}, v{};
        for (std::size_t k = 0; k < 3; ++k) {
            u[k] = static_cast<double>(b[k]) - static_cast<double>(a[k]);
            v[k] = static_cast<double>(c[k]) - static_cast<double>(a[k]);
        }
        cross[f] = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        double length = std::sqrt(dot(cross[f], cross[f]));
        if (length < k_least_area_m2) cross[f] = {};
        else unit[f] = {cross[f][0] / length, cross[f][1] / length, cross[f][2] / length};
    }
    // Faces by place, whatever the numbers of their vertices.
    std::unordered_map<std::array<float, 3>, std::uint32_t, PlaceHash> places;
    places.reserve(corners.size() / 2);
    std::vector<std::uint32_t> place(corners.size()), begin;
    for (std::size_t k = 0; k < corners.size(); ++k) {
        place[k] = places.try_emplace(position[corners[k]], static_cast<std::uint32_t>(places.size())).first->second;
        if (place[k] == begin.size()) begin.push_back(0);
        ++begin[place[k]];
    }
    std::uint32_t sum = 0;
    for (std::uint32_t& b : begin) sum += std::exchange(b, sum);
    begin.push_back(sum);
    std::vector<std::uint32_t> next(begin.begin(), begin.end()), around(corners.size());
    for (std::size_t k = 0; k < corners.size(); ++k) around[next[place[k]]++] = static_cast<std::uint32_t>(k / 3);
    for (std::size_t k = 0; k < corners.size(); ++k) {
        const Vec& own = unit[k / 3];
        out[k] = own;
        std::uint32_t first = begin[place[k]], end = begin[place[k] + 1];
        if (own == Vec{} || end - first > k_most_faces) continue;
        Vec mean{};
        for (std::uint32_t i = first; i < end; ++i)
            if (dot(unit[around[i]], own) > k_gentle)
                for (std::size_t c = 0; c < 3; ++c) mean[c] += cross[around[i]][c];
        double length = std::sqrt(dot(mean, mean));
        if (length > 0)
            for (std::size_t c = 0; c < 3; ++c) out[k][c] = mean[c] / length;
    }
    return out;
}

} // namespace tp
