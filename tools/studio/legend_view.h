// studio/legend_view.h - a layer's legend in the window: the rows of report/legend.h, drawn by Dear ImGui.
#pragma once

#include "city/colour_vision.h"
#include "city/layer.h"
#include "core/messages.h"
#include "studio/panels.h"

namespace tp {

// Over the picture, its upper right corner at (right, top); gives the box it takes. Swatches are shown as `vision` sees them,
// like the picture beside them.
PanelBox draw_layer_legend(const Messages& messages, const Layer& layer, float right, float top, float scale,
                           ColourVision vision = ColourVision::normal);

} // namespace tp
