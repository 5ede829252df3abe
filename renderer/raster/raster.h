// raster/raster.h - what is seen where, drawn by the processor: look, object id and depth of every pixel, as the shaders
// solid.glsl and ground.glsl give them. For machines without a graphics device: a software driver needs several times as long
// for triangles this small, because it brings each through stages that these two do without.
//
// Triangles are cut at the near plane, projected and sorted into bands of rows in parts of a fixed size, then each band is
// filled. Which thread does what changes nothing: a band takes its triangles in the order in which they were given. A pixel
// belongs to a triangle when its centre does; of an edge that two triangles share, both compute the same crossings.
#pragma once

#include "scene/vertex.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace tp {

struct RasterMesh {
    const SceneVertex* vertices = nullptr;
    const void* indices = nullptr; // 32 bits where `wide`, else 16
    bool wide = false;
    std::uint32_t index_count = 0;
    std::array<float, 3> offset{}; // of the mesh's centre from the eye, metres
    float step_m = 0;
    friend bool operator==(const RasterMesh&, const RasterMesh&) = default;
};

struct RasterView {
    std::array<float, 16> clip_from_eye{};                               // column major, reverse-Z, y down
    std::array<float, static_cast<std::size_t>(Material::count)> pull{}; // share of the distance by which a material is drawn nearer
    friend bool operator==(const RasterView&, const RasterView&) = default;
};

// Rows of `stride` words, a multiple of 8 and at least width + 8: what is beyond the width is written to.
struct RasterImage {
    int width = 0, height = 0, stride = 0;
    std::uint32_t* look = nullptr;
    std::uint32_t* id = nullptr;
    float* depth = nullptr;
    std::uint16_t* shadow = nullptr; // in place of the three: a depth image of 16 bits in which nearer is smaller
    static int stride_for(int width) { return (width + 15) / 8 * 8; }
};

enum class RasterKind {
    solid, // closed: from behind not drawn; flat look of the first corner, height above the foot; the nearer one shows
    ground, // from both sides; normals between the corners'; drawn nearer by its material; of equals the later one shows
    caster, // into a shadow image, from both sides; a little deeper, the more the steeper, so that nothing shades itself
    closed_caster // the same; from behind not drawn
};

class Raster {
public:
    Raster();
    ~Raster();
    Raster(Raster&&) noexcept;
    Raster& operator=(Raster&&) noexcept;

    // Empties the image (id and depth; the look only where something is drawn) and keeps view and image for what follows. The
    // view of a shadow image has nearer at smaller depths and no perspective.
    void begin(const RasterView& view, const RasterImage& image);
    // Precondition: begin. Vertices and indices stay until it returns.
    void draw(std::span<const RasterMesh> meshes, RasterKind kind);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tp
