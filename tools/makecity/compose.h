// makecity/compose.h - the parts of a City that follow from the plan, the superblocks and the street graph.
#pragma once

#include "makecity/fill.h"
#include "makecity/network.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tp::makecity {

// Superblocks from the middle outwards, each beside one before it, until the wanted number of buildings is reached.
std::vector<Superblock> grow(const Plan& plan, const Lists& lists, std::int64_t buildings, int threads);

// City::sources in this order; Origin::source is one of these.
enum SourceIndex : std::uint16_t { k_streets, k_buildings, k_crossings, k_signals, k_stops, k_sidewalks, k_zones, k_people, k_crashes,
                                   k_devices, k_facilities, k_areas, k_terrain, k_trees, k_source_count };
void add_sources(City& city);

LocalBox extent_of(const City& city);
void add_terrain(const Plan& plan, City& city, int threads); // needs the extent
// Exactly `wanted` buildings (fewer only where there are not enough sheds); returns the type of each, of Lists::types.
std::vector<std::int16_t> add_buildings(const Lists& lists, const std::vector<Superblock>& blocks, std::int64_t wanted, City& city);
void add_water(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city);
void add_hills(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city);
void add_green(City& city, std::string name, std::span<const LocalPoint> ring);
void add_road_surfaces(const Network& network, City& city);
// Facilities, parks and protection zones; lower limits on the lesser streets inside school zones.
void add_places(const Plan& plan, const Lists& lists, const std::vector<Superblock>& blocks, City& city);
// Residents of the dwellings, by 100 m cell and age; sets population and level.
void add_people(const Plan& plan, const Lists& lists, std::span<const std::int16_t> types, City& city);
void add_crossings(const Plan& plan, const Network& network, City& city); // and signals
void add_sidewalks(const Network& network, City& city);
void add_stops(const Plan& plan, const Lists& lists, const Network& network, City& city); // needs people and facilities
void add_devices(const Plan& plan, const Network& network, City& city);                   // needs stops and zones
// Along the sidewalks of wider streets, and in parks: areas [first_park, end_park). Needs stops and crossings.
void add_trees(const Plan& plan, const Network& network, std::size_t first_park, std::size_t end_park, City& city);

// A line moved to the left (right where negative), with mitred corners; quantised.
std::vector<LocalPoint> offset_line(std::span<const LocalPoint> line, double left_m);

} // namespace tp::makecity
