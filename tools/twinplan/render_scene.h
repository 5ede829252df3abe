// twinplan/render_scene.h - what `render` was asked for, and what it draws: a city with no, one or two proposals.
#pragma once

#include "light/lamps.h"
#include "project/project.h"
#include "report/picture.h"
#include "report/sun_time.h"
#include "twinplan/commands.h"

#include <memory>
#include <string>
#include <vector>

namespace tp {

struct RenderWords {
    std::string document, proposal, layer, camera = "oblique", size = "1920x1080", time, shadow = "soft", ids, photometry, out, device;
    std::string check_view = "normal";
    bool textures = false, labels = false, people = false, coverage = false;
    std::vector<std::string> compare; // two proposals
    std::string view = "split";
    double handle = 0.5;
    int samples = 4; // 3 s for Pohang's city on two cores without a graphics card
};

struct Scene {
    std::shared_ptr<const City> city;
    std::shared_ptr<const TileSource> tiles;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<ProposalView> proposals; // one, of no name where none was asked for; or two that are compared
    std::vector<Lamps> lamps;            // of each; only where they are seen: at night, or in their layer
    SunAt sun;
};
// Errors: those of Project, CityModel, read_time and load_luminaires; not_found "render.no_proposal", "render.unknown_layer".
Result<Scene> load_scene(const Context& context, const RenderWords& words);

} // namespace tp
