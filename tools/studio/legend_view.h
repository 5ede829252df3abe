// studio/legend_view.h - a layer's legend in the window: the rows of report/legend.h, drawn by Dear ImGui.
#pragma once

#include "city/colour_vision.h"
#include "city/layer.h"
#include "core/messages.h"

#include <imgui.h>

namespace tp {

// `right_top` is the panel's corner; gives its size. Swatches are shown as `vision` sees them, like the picture beside them.
ImVec2 draw_layer_legend(ImDrawList* draw, const Messages& messages, const Layer& layer, ImVec2 right_top, float scale,
                       ColourVision vision = ColourVision::normal);

} // namespace tp
