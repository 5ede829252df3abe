// scene/models.h - our own simple 3D models: solutions by Kind::model, and the stops and signals that stand already.
//
// A model stands at the origin: x to the right, y ahead (along the street), z up, metres. The street is on the left of one that
// stands beside it.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "proposal/proposal.h"
#include "scene/ground.h"
#include "scene/tiles.h"
#include "scene/vertex.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// Names of the models that exist; any other name gets "marker".
std::vector<std::string_view> model_names();
// `width_m`: carriageway that crossings, raised crossings and refuges span.
Mesh solution_model(std::string_view name, double width_m = 8.0);

// Of a solution, by its kind; a closed shelter is a component, not a kind of its own.
std::string_view model_of(const Kind* kind, const Solution& solution);
bool spans_crossing(std::string_view model); // lies on the nearest crossing, across its carriageway

struct ModelInstance {
    std::size_t model = 0; // index into SolutionScene::models
    std::array<double, 3> at_m{};
    double sine = 0, cosine = 1; // heading: the model's y axis points to (sine, cosine)
    std::uint32_t id = 0;
    double radius_m = 5;
};

struct SolutionScene {
    std::vector<Mesh> models;
    std::vector<ModelInstance> instances; // ordered by model, then as given
};
// Solutions without a place are left out. Where no heading is given, one lies along the nearest street; a kind that is
// placed at a crossing lies on the nearest one within 25 m and spans its carriageway.
SolutionScene solution_scene(const City& city, const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue);

// Stops and signals as they stand, per tile.
std::map<TileKey, Mesh> furniture_meshes(const City& city, const Ground& ground);

} // namespace tp
