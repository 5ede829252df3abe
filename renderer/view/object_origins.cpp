#include "view/view.h"

namespace tp {

const std::vector<Origin>* object_origins(const City& city, ObjectRole role) {
    switch (role) {
    case ObjectRole::building: return &city.buildings.origin;
    case ObjectRole::street: return &city.streets.origin;
    case ObjectRole::crossing: return &city.crossings.origin;
    case ObjectRole::stop: return &city.stops.origin;
    case ObjectRole::area: return &city.areas.origin;
    case ObjectRole::sidewalk: return &city.sidewalks.origin;
    case ObjectRole::device: return &city.devices.origin;
    case ObjectRole::model: return &city.models.origin;
    case ObjectRole::signal: return &city.signals.origin;
    case ObjectRole::tree: return &city.trees.origin;
    default: return nullptr;
    }
}

} // namespace tp
