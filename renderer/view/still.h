// view/still.h - what a still is made of: samples within a pixel and within the sun's disc, and tiles of large pictures.
//
// Sample 0 is the plain picture without FXAA: the middle of each pixel, the middle of the sun. Samples are averaged in
// linear light (pass/accumulate_pass.h); the first 4, 16 and 64 fill the pixel evenly.
#pragma once

#include "core/progress.h"
#include "core/result.h"
#include "view/view.h"

#include <array>

namespace tp {

constexpr int k_still_samples = 64;   // of a view that stands still
constexpr int k_samples_a_sun = 8;    // samples that share one direction of the sun, and so one shadow map

// Where in its pixel sample n lies, -0.5..0.5 from the middle, right and down: the first two dimensions of Sobol's
// sequence (Sobol 1967; direction numbers of Joe and Kuo 2008), moved by half a pixel around so that it begins in the middle.
std::array<double, 2> sample_place(int sample);
// The sun of sample n: the middle of its disc of 0.533 degrees first, then further points of a sunflower over it.
// The same sun below the horizon, where none of the disc is above it.
Sun sample_sun(const Sun& sun, int sample);

struct StillOptions {
    int samples = 1;      // 1: one picture with FXAA
    bool with_ids = false, with_depth = false;
    int tile_px = 0;      // sides of tiles, a multiple of 8; 0: tiles only where the picture has more than k_untiled_most pixels
};
constexpr double k_untiled_most = 10.0e6;

// A still, in tiles with a margin as wide as any pixel reads from its neighbours. Where device memory runs out, smaller
// tiles are tried. Errors: those of Renderer::render; cancelled by `progress`.
Result<Image> render_still(Renderer& renderer, const Camera& camera, const FrameOptions& options, const StillOptions& still,
                           const Progress& progress = {});

} // namespace tp
