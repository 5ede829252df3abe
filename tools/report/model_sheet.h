// report/model_sheet.h - one picture of all models: each solution of the catalogue, each device and tree that a city may hold,
// at the oblique view with its name.
#pragma once

#include "catalogue/catalogue.h"
#include "core/messages.h"
#include "core/result.h"
#include "view/view.h"

namespace tp {

// Replaces the renderer's city. Kinds without a place have no model and are left out; a body that a component changes (an
// enclosed shelter) is shown too. Errors: renderer.*.
Result<Image> model_sheet(Renderer& renderer, const Messages& messages, const Catalogue& catalogue);

} // namespace tp
