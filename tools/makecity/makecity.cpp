#include "makecity/makecity.h"

#include "makecity/compose.h"
#include "makecity/crash_points.h"

namespace tp {

Result<MadeCity> make_city(const MakeCityOptions& options) {
    using namespace makecity;
    if (options.buildings < 1000 || options.buildings > 1000000)
        return fail(ErrorCode::out_of_range, "makecity.buildings", {{"count", std::to_string(options.buildings)}});
    auto lists = load_lists(options.data);
    if (!lists) return std::unexpected(lists.error());

    Plan plan = make_plan(options.buildings, options.seed);
    MadeCity made;
    City& city = made.city;
    city.synthetic = true;
    city.name = (options.name.empty() ? lists->word("city", mixed(options.seed)) + "시" : options.name) + " (가상)";
    city.frame = {5187, {230000.0, 380000.0}}; // a plausible place on the east coast's belt; nothing there is copied
    add_sources(city);

    std::vector<Superblock> blocks = grow(plan, *lists, options.buildings, options.threads);
    Network network = make_network(plan, blocks);
    add_streets(plan, *lists, network, city);
    add_water(plan, *lists, blocks, city);
    city.extent = extent_of(city);
    add_terrain(plan, city, options.threads);
    std::vector<std::int16_t> types = add_buildings(*lists, blocks, options.buildings, city);
    add_hills(plan, *lists, blocks, city);
    std::size_t first_park = city.areas.size();
    add_places(plan, *lists, blocks, city);
    std::size_t end_park = city.areas.size();
    add_people(plan, *lists, types, city);
    add_road_surfaces(network, city);
    add_crossings(plan, network, city);
    add_sidewalks(network, city);
    add_stops(plan, *lists, network, city);
    add_devices(plan, network, city);
    add_trees(plan, network, first_park, end_park, city);
    city.extent = extent_of(city);
    if (auto crashes = add_crashes(plan, options.data, options.threads, network, made); !crashes) return std::unexpected(crashes.error());
    return made;
}

} // namespace tp
