#include "report/picture_names.h"

namespace tp {

PictureNames picture_names(const City& city, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language, const Camera& camera) {
    Ground ground(city);
    PictureNames names{city_labels(city, ground), camera, k_labels_most};
    auto proposed = solution_labels(ground, solutions, catalogue, language);
    names.labels.insert(names.labels.end(), proposed.begin(), proposed.end());
    return names;
}

TextStyle name_style(const Label& label, double u) { return {.size_px = (label.kind == LabelKind::street ? 12.0 : 13.0) * u, .halo_px = 2 * u}; }

void draw_names(Canvas& canvas, const Image& image, const PictureNames& names, double u, const std::vector<std::array<double, 4>>& reserved) {
    LabelPicture picture{names.camera, image.width, image.height, u, false, names.most, reserved, &image};
    std::vector<const Label*> labels;
    for (const Label& label : names.labels) labels.push_back(&label);
    auto measure = [&](const Label& label) {
        TextExtent size = canvas.measure(label.text, name_style(label, u));
        return std::array{size.width_px, size.height_px};
    };
    LabelMemory memory;
    for (const LabelPlace& place : place_labels(labels, picture, measure, memory)) canvas.text(place.x, place.y, place.label->text, name_style(*place.label, u));
}

} // namespace tp
