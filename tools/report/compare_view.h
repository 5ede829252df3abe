// report/compare_view.h - two proposals through one camera: side by side, as a swipe, or as the difference of a layer.
//
// A is the left one in #E4572E, B the right one in #2E6FE4; layers of both have one colour range.
#pragma once

#include "report/picture.h"
#include "view/still.h"

#include <array>
#include <cstdint>
#include <functional>

namespace tp {

enum class CompareMode : std::uint8_t { split, swipe, difference };

// A part of a picture that begins at pixel x of the whole; its rows are those of the whole.
struct PictureStrip {
    const Image* image = nullptr;
    int x = 0;
};
// Columns before `divider` from `left`, the others from `right`; paper where a strip does not reach.
Image joined(int width, int height, int divider, const PictureStrip& left, const PictureStrip& right);

struct CompareOptions {
    CompareMode mode = CompareMode::split;
    double handle = 0.5; // swipe: where B begins, share of the width
    FrameOptions frame;  // size of the whole picture, sun, shadow
    StillOptions still;
    std::string time_iso;
    std::string remark; // under the titles
    // What else a side is drawn with, after its solutions and layer: lamps, volumes. Empty: nothing.
    std::function<Result<void>(Renderer&, std::size_t side)> dress;
    std::optional<Camera> other_camera; // split: of B, where it has its own
};

// The camera of a split sees half the width: make it for that aspect.
constexpr double aspect_share(CompareMode mode) { return mode == CompareMode::split ? 0.5 : 1.0; }

// Renders and annotates. The renderer must have had set_city(city). Errors: renderer.*; usage "layer.not_comparable",
// "compare.no_layer" (a difference without layers); cancelled.
Result<Image> compare_picture(Renderer& renderer, const Messages& messages, const City& city, const Catalogue& catalogue,
                              const std::array<ProposalView, 2>& proposals, const Camera& camera, const CompareOptions& options,
                              const Progress& progress = {});

} // namespace tp
