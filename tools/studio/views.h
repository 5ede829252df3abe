// studio/views.h - one view or two proposals beside one another: where each lies in the picture, and the panel to choose.
#pragma once

#include "city/colour_vision.h"
#include "studio/bookmarks.h"
#include "studio/panels.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tp {

enum class ViewMode : std::uint8_t { single, split, swipe, difference };

struct Compare {
    ViewMode mode = ViewMode::single;
    std::string left, right; // proposals, where mode is not single
    bool tied = true;        // split: both sides have one camera
    double handle = 0.5;     // swipe: where the right one begins
    bool two() const { return mode == ViewMode::split || mode == ViewMode::swipe; } // pictures
};

// The part of the picture that side 0 (left) or 1 has a camera for: its half in a split, else all of it.
PanelBox area_of(const Compare& compare, const PanelBox& picture, int side);
// What of it is seen: in a swipe as far as the handle.
PanelBox shown_of(const Compare& compare, const PanelBox& picture, int side);
int side_at(const Compare& compare, const PanelBox& picture, float x);
float divider_x(const Compare& compare, const PanelBox& picture);

struct ViewChoice { // how the picture is looked at
    bool labels = true, times = false; // names; what drawing costs
    ColourVision vision = ColourVision::normal;
    friend bool operator==(const ViewChoice&, const ViewChoice&) = default;
};

struct ViewActions {
    std::optional<ViewMode> mode;
    std::optional<std::string> left, right;
    bool change_tied = false, save_picture = false;
    std::optional<std::size_t> keep, fly; // a place of the nine
    ViewChoice look;
    std::optional<std::string> layer; // chosen: its id, empty for none
    SmallPlaces pictures; // "view 1" ...
};
struct ViewState {
    const DocumentState& document;
    const Compare& compare;
    const Bookmarks& bookmarks;
    ViewChoice look;
    const std::vector<std::string>& city_layers; // besides those of models
    std::string layer;
};
// A bar over the picture's upper left corner, of several lines where the picture is narrow; gives its box too.
ViewActions views_panel(const PanelText& text, const PanelBox& picture, const ViewState& state, PanelBox& bar);

} // namespace tp
