// import/face_set.h - faces of a 3D object as a file has them: rings in space, with materials and texture coordinates.
#pragma once

#include "city/models.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace tp {

enum class SurfaceKind : std::uint8_t { other, ground, roof, wall, hidden }; // hidden: not seen from outside (closure, interior)

struct FaceSet {
    struct Face { // rings [ring_begin, ring_end), the outer one first
        std::uint32_t ring_begin = 0, ring_end = 0;
        std::uint32_t material = 0; // of the document; 0: the file says nothing about its look
        SurfaceKind surface = SurfaceKind::other;
        bool flipped = false; // its other side is the outer one
    };
    std::vector<std::array<double, 3>> points;   // x (east, longitude), y, height; NaN height: none given
    std::vector<std::array<float, 2>> uv;        // one per point; v grows downwards; NaN where there is no texture
    std::vector<std::uint32_t> ring_begin{0};    // rings are not closed
    std::vector<Face> faces;
    std::vector<std::uint32_t> shell_begin;      // first face of each shell (a solid, an installation)

    void point(const std::array<double, 3>& at, std::array<float, 2> texture = {k_no_uv, k_no_uv}) {
        points.push_back(at);
        uv.push_back(texture);
    }
    void end_ring() { ring_begin.push_back(static_cast<std::uint32_t>(points.size())); }
    std::uint32_t rings() const { return static_cast<std::uint32_t>(ring_begin.size() - 1); }
    void begin_shell() { shell_begin.push_back(static_cast<std::uint32_t>(faces.size())); }
    bool empty() const { return faces.empty(); }

    static constexpr float k_no_uv = std::numeric_limits<float>::quiet_NaN();
};

// What a file says about the look of a face.
struct SourceMaterial {
    std::array<float, 4> colour{0.8f, 0.8f, 0.8f, 1.0f}; // sRGB and opacity
    std::int32_t picture = -1;                           // index into PictureStore (import/picture_store.h)
    bool coloured = true;
    friend bool operator==(const SourceMaterial&, const SourceMaterial&) = default;
};

// Metres per unit of the file's x and y near the object: 1, 1 for projected coordinates.
struct MetricScale {
    double x = 1.0, y = 1.0;
};
// Of degrees at a latitude: good to 0.5 % (sphere of 6,371 km), for shapes only.
MetricScale scale_of_degrees(double latitude_deg);

} // namespace tp
