// view/label_view.h - the names of a picture: projects what could be named and lays it out (scene/labels.h).
#pragma once

#include "scene/labels.h"
#include "view/view.h"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tp {

struct LabelPlace {
    const Label* label = nullptr; // of the list given
    double x = 0, y = 0, width = 0, height = 0; // left, top and size in the picture, pixels
};

// What a picture's names are made from.
struct LabelPicture {
    Camera camera;
    int width = 0, height = 0;          // of the picture
    double unit_px = 1;                 // of text: its height / 720, times the screen's scale
    bool moving = false;                // what had to go rests until the camera stands still
    std::size_t most = k_labels_most;
    std::vector<std::array<double, 4>> reserved; // x, y, width, height of what is written already
    const Image* depth = nullptr;       // of the same camera, any size, with depth_m: names behind something are left out
};

// Width and height in pixels of a name as it will be drawn.
using MeasureLabel = std::function<std::array<double, 2>(const Label&)>;

// Places in the order of drawing. `memory`: what was shown before; becomes what to give the next time.
// Errors: none; a camera that cannot be used shows no names.
std::vector<LabelPlace> place_labels(std::span<const Label* const> labels, const LabelPicture& picture, const MeasureLabel& measure, LabelMemory& memory);

} // namespace tp
