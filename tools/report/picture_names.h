// report/picture_names.h - the names on a picture: streets, stops, places, buildings, what is proposed; set by Pango.
#pragma once

#include "report/canvas.h"
#include "view/label_view.h"

#include <array>
#include <cstddef>
#include <vector>

namespace tp {

// What may be named on a picture, and the camera that made it.
struct PictureNames {
    std::vector<Label> labels = {};
    Camera camera = {};
    std::size_t most = k_labels_most;
};
PictureNames picture_names(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language, const Camera& camera);

TextStyle name_style(const Label& label, double u); // dark grey with a halo of 2 px, at a picture of 720 rows
// Draws them where `image.depth_m` shows that they are in sight (all of them without depth) and `reserved` (x, y, width,
// height) is free.
void draw_names(Canvas& canvas, const Image& image, const PictureNames& names, double u, const std::vector<std::array<double, 4>>& reserved);

} // namespace tp
