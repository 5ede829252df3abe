// drawn_map.h - a city drawn by hand for tests: nodes by name, streets between them, crossings on them.
#pragma once

#include "city/city.h"

#include <map>
#include <string>
#include <vector>

namespace tp::test {

class DrawnMap {
public:
    // `rows` top to bottom; every letter or digit is a node of that name, one character is `cell_m` metres wide and high.
    DrawnMap(const std::vector<std::string>& rows, double cell_m) {
        for (std::size_t r = 0; r < rows.size(); ++r)
            for (std::size_t c = 0; c < rows[r].size(); ++c)
                if (std::isalnum(static_cast<unsigned char>(rows[r][c])) != 0) {
                    m_node[rows[r][c]] = static_cast<std::uint32_t>(city.streets.node.size());
                    city.streets.node.push_back({static_cast<double>(c) * cell_m, -static_cast<double>(r) * cell_m});
                }
    }
    LocalPoint at(char name) const { return city.streets.node[m_node.at(name)]; }
    // Straight streets along a chain of nodes: street("ABC", 4) makes AB and BC.
    void street(const std::string& chain, int lanes, RoadClass road_class = RoadClass::residential) {
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            Streets& s = city.streets;
            LocalPoint line[2] = {at(chain[i]), at(chain[i + 1])};
            s.line.add(line);
            s.from.push_back(m_node.at(chain[i]));
            s.to.push_back(m_node.at(chain[i + 1]));
            s.road_class.push_back(road_class);
            s.lanes.push_back(static_cast<std::int8_t>(lanes));
            s.speed_kmh.push_back(-1);
            s.width_m.push_back(NAN);
            s.sidewalk.push_back(Tri::unknown);
            s.level.push_back(0);
            s.volume_veh_per_day.push_back(NAN);
            s.one_way.push_back(OneWay::both);
            s.name.emplace_back();
            s.origin.push_back({});
        }
    }
    void crossing(std::int32_t edge, double along_m, double width_m = 13.0) {
        Crossings& c = city.crossings;
        c.at.push_back(point_along(city.streets.line[static_cast<std::size_t>(edge)], along_m));
        c.signal.push_back(Tri::yes);
        c.edge.push_back(edge);
        c.along_m.push_back(static_cast<float>(along_m));
        c.width_m.push_back(static_cast<float>(width_m));
        c.raised.push_back(Tri::unknown);
        c.refuge.push_back(Tri::unknown);
        c.origin.push_back({});
    }
    void sidewalk(const std::vector<LocalPoint>& line) {
        city.sidewalks.line.add(line);
        city.sidewalks.width_m.push_back(NAN);
        city.sidewalks.origin.push_back({});
    }
    City city;

private:
    std::map<char, std::uint32_t> m_node;
};

} // namespace tp::test
