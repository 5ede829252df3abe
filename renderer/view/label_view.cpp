#include "view/label_view.h"

#include "view/projection.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace tp {
namespace {

constexpr double k_long_enough_px = 46; // of the thing in the picture, at a unit of 1
constexpr double k_leeway = 0.7;        // what is shown already may be this much shorter
constexpr std::size_t k_measured_most = 400;

// How many of five pixels round a place show something at least as far as the place: 0..5.
int seen_of_five(const Image& image, double u, double v, double distance_m) {
    double tolerance_m = 2.5 + 0.01 * distance_m;
    int count = 0;
    constexpr std::array<std::array<int, 2>, 5> k_around{{{0, 0}, {-4, 0}, {4, 0}, {0, -3}, {0, 3}}};
    for (auto [dx, dy] : k_around) {
        int x = std::clamp(static_cast<int>(u * image.width) + dx, 0, image.width - 1), y = std::clamp(static_cast<int>(v * image.height) + dy, 0, image.height - 1);
        auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x);
        count += static_cast<double>(image.depth_m[at]) >= distance_m - tolerance_m ? 1 : 0;
    }
    return count;
}

struct Seen { // a label in the picture
    std::size_t index = 0;
    LabelBox box;
};

bool over_its_place(LabelKind kind) { return kind == LabelKind::street || kind == LabelKind::area; } // others stand above it

std::optional<Seen> seen_label(const Label& label, const Projection3& view, const LabelPicture& picture) {
    auto p = view.project(label.at);
    if (!p || std::abs((*p)[0]) > 1.3 || std::abs((*p)[1]) > 1.3) return std::nullopt;
    double metres_per_pixel = 2 * view.half_y / picture.height * (view.orthographic ? 1.0 : (*p)[2]);
    double size_px = static_cast<double>(label.size_m) / metres_per_pixel / picture.unit_px;
    if (size_px < k_leeway * k_long_enough_px) return std::nullopt;
    Seen seen;
    seen.box.key = label.key;
    double u = 0.5 * ((*p)[0] + 1), v = 0.5 * ((*p)[1] + 1);
    seen.box.x = u * picture.width;
    seen.box.y = v * picture.height;
    seen.box.score = static_cast<double>(label.importance) + std::clamp(5 * std::log2(size_px / k_long_enough_px), -4.0, 14.0);
    seen.box.may_come = size_px >= k_long_enough_px;
    bool has_depth = picture.depth && picture.depth->width > 0 && !picture.depth->depth_m.empty();
    if (has_depth && u >= 0 && u <= 1 && v >= 0 && v <= 1) {
        int clear = seen_of_five(*picture.depth, u, v, (*p)[2]);
        seen.box.may_come = seen.box.may_come && clear >= 3;
        seen.box.may_stay = clear >= 1;
    }
    return seen;
}

} // namespace

std::vector<LabelPlace> place_labels(std::span<const Label* const> labels, const LabelPicture& picture, const MeasureLabel& measure, LabelMemory& memory) {
    auto view = make_projection(picture.camera, static_cast<double>(picture.width) / std::max(picture.height, 1));
    if (!view || picture.width < 1 || picture.height < 1 || !(picture.unit_px > 0)) return {};
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (auto one = seen_label(*labels[i], *view, picture)) {
            one->index = i;
            seen.push_back(*one);
        }
    // Only what may win a place is measured: the best ones, and what was shown before.
    auto was_shown = [&](const Seen& one) { return std::ranges::find(memory.shown, one.box.key) != memory.shown.end(); };
    auto rest = std::stable_partition(seen.begin(), seen.end(), was_shown);
    std::ranges::sort(rest, seen.end(), [](const Seen& a, const Seen& b) {
        return a.box.score != b.box.score ? a.box.score > b.box.score : a.box.key < b.box.key;
    });
    seen.resize(std::min(seen.size(), static_cast<std::size_t>(rest - seen.begin()) + k_measured_most));
    std::vector<LabelBox> boxes;
    for (Seen& one : seen) {
        const Label& label = *labels[one.index];
        auto [width, height] = measure(label);
        one.box.width = width, one.box.height = height;
        if (!over_its_place(label.kind)) one.box.y -= height / 2 + 4 * picture.unit_px;
        one.box.text = static_cast<std::uint32_t>(std::hash<std::string>{}(label.text));
        boxes.push_back(one.box);
    }
    LabelSpace space;
    space.width = picture.width, space.height = picture.height;
    space.reserved = picture.reserved;
    space.moving = picture.moving;
    space.most = std::min(picture.most, k_labels_most);
    std::vector<LabelPlace> places;
    for (std::size_t i : lay_out(boxes, space, memory)) {
        const LabelBox& box = boxes[i];
        places.push_back({labels[seen[i].index], box.x - box.width / 2, box.y - box.height / 2, box.width, box.height});
    }
    return places;
}

} // namespace tp
