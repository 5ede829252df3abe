#include "city/feature_layer.h"

#include <array>

namespace tp {
namespace {

constexpr std::array k_names{
    "none",   "buildings", "roads",       "crossings", "signals", "sidewalks", "stops",    "zones",     "crashes",        "population",
    "devices", "facilities", "parking",   "water",     "underpasses", "flood", "lamps",    "trees",     "counts",         "ridership",
    "parcels", "landuse",   "weather",    "orthophoto", "terrain", "boundary", "mesh",     "green",     "contours",       "spot_heights",
    "building_table"};
static_assert(k_names.size() == static_cast<std::size_t>(Role::building_table) + 1);

} // namespace

const char* role_name(Role role) { return k_names[static_cast<std::size_t>(role)]; }

bool role_from_name(const std::string& name, Role& role) {
    for (std::size_t i = 1; i < k_names.size(); ++i)
        if (name == k_names[i]) {
            role = static_cast<Role>(i);
            return true;
        }
    return false;
}

bool names_file(const std::string& given, const std::string& file) {
    if (given.empty() || !file.ends_with(given)) return false;
    return file.size() == given.size() || given.front() == '/' || file[file.size() - given.size() - 1] == '/';
}

} // namespace tp
