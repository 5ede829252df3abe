// makecity/network.h - the street graph of a made city: lattice lines, streets of the superblocks, hill paths, bridges.
#pragma once

#include "makecity/fill.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tp::makecity {

// A street between two junctions, before it is split at the junctions' areas.
struct Link {
    std::uint32_t from = 0, to = 0; // nodes
    Street kind = Street::local1;
    bool bridge = false;
    bool lattice = false;           // a main street
    bool along_u = true;
    int line = 0;                   // lattice line index, or number of the superblock's line: names go by it
    int superblock = -1;            // of `chosen`, -1 for the lattice
    std::vector<LocalPoint> points; // first = node from, last = node to
    // edges of City::streets that it became, in order from `from`
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
};

struct Network {
    std::vector<PlanPoint> plan_node;
    std::vector<LocalPoint> node;                  // quantised
    std::vector<Link> link;
    std::vector<std::vector<std::uint32_t>> links; // at each node, ascending
};

// Chosen superblocks must be connected by their sides; bridges are added until the graph is one component.
Network make_network(const Plan& plan, const std::vector<Superblock>& chosen);

// Fills City::streets. As on official maps, a street is split where it enters a junction's area.
void add_streets(const Plan& plan, const Lists& lists, Network& network, City& city);

// The place `along_m` from node `from` of a link: the edge of City::streets, and the length along that edge.
struct OnEdge {
    std::uint32_t edge = 0;
    double along_m = 0;
    LocalPoint at;
    double east = 1, north = 0; // direction of the edge there
};
OnEdge on_link(const City& city, const Link& link, double along_m);

} // namespace tp::makecity
