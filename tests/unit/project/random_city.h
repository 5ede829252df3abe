// A city with every kind of object and every kind of gap, drawn from a seed; on the grid or off it.
#pragma once

#include "city/city.h"
#include "project/project.h"

#include <limits>
#include <random>

namespace tp::test {

struct RandomCity {
    std::mt19937 random;
    bool on_grid = true;

    double metres(double range) {
        double v = range * (static_cast<double>(random()) / 4294967291.0 - 0.5);
        return on_grid ? std::nearbyint(v * 4096.0) / 4096.0 : v;
    }
    LocalPoint point() { return {metres(20000), metres(20000)}; }
    int whole(int low, int high) { return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)); }
    float real_or_gap() {
        return random() % 3 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(metres(50));
    }
    double number_or_gap() { return random() % 4 == 0 ? std::numeric_limits<double>::quiet_NaN() : metres(500); }
    Tri tri() { return static_cast<Tri>(whole(-1, 1)); }
    Origin origin() { return {static_cast<std::uint16_t>(random() % 65536), static_cast<std::uint32_t>(random())}; }
    std::string name() {
        const char* names[] = {"", "시장 앞", "a'b\"c", "line\nbreak", "=1+1"};
        return names[random() % 5];
    }
    void ring(std::vector<LocalPoint>& out, LocalPoint at, double size) {
        int corners = whole(3, 9);
        for (int c = 0; c < corners; ++c) out.push_back({at.x_m + metres(size), at.y_m + metres(size)});
    }
    void polygon(Polygons& out, int max_rings) {
        LocalPoint at = point();
        for (int r = whole(max_rings > 1 ? 0 : 1, max_rings); r > 0; --r) {
            std::vector<LocalPoint> points;
            ring(points, at, 40.0);
            out.rings.add(points);
        }
        out.end_polygon();
    }
    void line(Rings& out) {
        std::vector<LocalPoint> points;
        for (int n = whole(2, 12); n > 0; --n) points.push_back(point());
        out.add(points);
    }

    City make(int size) {
        City city;
        city.name = "무작위 도시";
        city.frame = {5187, {on_grid ? 229000.0 : 229000.123456789, 400000.0}};
        city.extent = {{-10000.0, -10000.0}, {10000.0, 10000.0}};
        city.synthetic = random() % 2 == 0;
        city.heights_derived = random() % 2 == 0;
        if (random() % 2) city.population = 1'000'000;
        city.level = "시";
        if (random() % 3) {
            city.terrain.shape = {whole(1, 40), whole(1, 40), 5.0, point()};
            for (std::size_t i = 0; i < city.terrain.shape.cell_count(); ++i)
                city.terrain.height_m.push_back(real_or_gap());
        }
        built(city, size);
        ways(city, size);
        places(city, size);
        if (random() % 4) extras(city);
        city.sources = {{"a.shp", "a", "buildings", "KOGL-1", "00"}, {"나.csv", "", "stops", "", ""}};
        return city;
    }
    Texture texture() {
        Texture t{static_cast<std::uint32_t>(4 * whole(1, 8)), static_cast<std::uint32_t>(4 * whole(1, 8)), static_cast<std::uint32_t>(whole(1, 3)), random() % 2 == 0, {}};
        t.blocks.resize(texture_bytes(t.width, t.height, t.levels, t.alpha));
        for (auto& b : t.blocks) b = static_cast<std::uint8_t>(random());
        return t;
    }
    void extras(City& city, int least = 0) { // models, pictures, weather, how heights are known
        for (std::size_t i = 0; i < city.buildings.size(); ++i) city.buildings.residual_m.push_back(real_or_gap());
        for (std::size_t i = 0; i < city.terrain.height_m.size(); ++i) city.terrain.known.push_back(static_cast<std::uint8_t>(whole(0, 2)));
        Models& m = city.models;
        m.textures = {texture(), texture(), texture()};
        m.textures.push_back(m.textures[1]); // the same content twice
        for (int i = 0; i < 5; ++i)
            m.materials.push_back({{0.25f, 0.5f, 1.0f, 0.0f}, whole(-1, 3), static_cast<std::uint8_t>(whole(0, 1)), static_cast<std::uint8_t>(whole(0, 1))});
        for (int i = 0; i < 30; ++i) m.position.push_back({static_cast<float>(metres(50)), static_cast<float>(metres(50)), static_cast<float>(metres(50))});
        if (random() % 2)
            for (int i = 0; i < 30; ++i) m.uv.push_back({static_cast<float>(metres(4)), static_cast<float>(metres(4))});
        for (int g = 0; g < 3; ++g) {
            for (int p = whole(0, 2); p > 0; --p) {
                auto begin = static_cast<std::uint32_t>(m.index.size());
                for (int k = 3 * whole(1, 5); k > 0; --k) m.index.push_back(static_cast<std::uint32_t>(whole(0, 29)));
                m.parts.push_back({begin, static_cast<std::uint32_t>(m.index.size()), static_cast<std::uint32_t>(whole(0, 4))});
            }
            m.geometry_begin.push_back(static_cast<std::uint32_t>(m.parts.size()));
        }
        for (int i = whole(1, 9); i > 0; --i) {
            m.geometry.push_back(static_cast<std::uint32_t>(whole(0, 2)));
            m.at.push_back(point());
            m.z_m.push_back(metres(300) + 1e-9);
            m.turn.push_back({0.1f, 2, 3, 4, 5, 6, 7, 8, static_cast<float>(metres(3))});
            m.role.push_back(static_cast<ModelRole>(whole(0, 6)));
            m.building.push_back(whole(-1, static_cast<int>(city.buildings.size()) - 1));
            m.name.push_back(name());
            m.origin.push_back(origin());
        }
        for (int i = whole(least, 2); i > 0; --i) city.pictures.push_back({texture(), point(), 100.5, 33.25, 7});
        for (int i = whole(least, 2); i > 0; --i) {
            Weather w;
            w.place = name();
            if (random() % 2) w.at = {129.5, 36.0}, w.elevation_m = 12.5f;
            w.step_h = random() % 2 ? 1 : 24;
            w.source = 3;
            for (int k = 0; k < 5; ++k) {
                w.time_s.push_back(1'000'000'000LL + 3600 * k);
                for (auto* v : {&w.air_temperature_c, &w.relative_humidity_pct, &w.wind_speed_m_s, &w.wind_direction_deg, &w.pressure_pa,
                                &w.precipitation_mm, &w.global_w_m2, &w.direct_normal_w_m2, &w.diffuse_w_m2})
                    v->push_back(real_or_gap());
            }
            city.weather.push_back(w);
        }
    }
    void built(City& city, int size) {
        for (int i = 0; i < size; ++i) {
            auto& b = city.buildings;
            polygon(b.footprint, i % 5 == 0 ? 4 : 1);
            b.base_m.push_back(static_cast<float>(metres(100)));
            b.height_m.push_back(static_cast<float>(whole(1, 90)) / 3.0f);
            b.levels.push_back(static_cast<std::uint16_t>(whole(0, 60)));
            b.use.push_back(static_cast<BuildingUse>(whole(0, 9)));
            b.derived.push_back(static_cast<std::uint8_t>(whole(0, 31)));
            b.name.push_back(name());
            b.origin.push_back(origin());
            auto& a = city.areas;
            a.kind.push_back(static_cast<AreaKind>(whole(0, 6)));
            polygon(a.area, 3);
            a.name.push_back(name());
            a.origin.push_back(origin());
        }
    }
    void ways(City& city, int size) {
        auto& s = city.streets;
        for (int i = 0; i < size; ++i) s.node.push_back(point());
        for (int i = 0; i < size; ++i) {
            line(s.line);
            s.from.push_back(static_cast<std::uint32_t>(whole(0, size - 1)));
            s.to.push_back(static_cast<std::uint32_t>(whole(0, size - 1)));
            s.road_class.push_back(static_cast<RoadClass>(whole(0, 8)));
            s.lanes.push_back(static_cast<std::int8_t>(whole(-1, 12)));
            s.speed_kmh.push_back(static_cast<std::int16_t>(whole(-1, 110)));
            s.width_m.push_back(real_or_gap());
            s.sidewalk.push_back(tri());
            s.level.push_back(static_cast<std::uint8_t>(whole(0, 2)));
            s.volume_veh_per_day.push_back(real_or_gap());
            s.one_way.push_back(static_cast<OneWay>(whole(-1, 1)));
            s.name.push_back(name());
            s.origin.push_back(origin());
            auto& c = city.crossings;
            c.at.push_back(point());
            c.signal.push_back(tri());
            c.edge.push_back(whole(-1, size - 1));
            c.along_m.push_back(static_cast<float>(metres(100)));
            c.width_m.push_back(real_or_gap());
            c.raised.push_back(tri());
            c.refuge.push_back(tri());
            c.origin.push_back(origin());
            line(city.sidewalks.line);
            city.sidewalks.width_m.push_back(real_or_gap());
            city.sidewalks.origin.push_back(origin());
        }
    }
    void places(City& city, int size) {
        for (int i = 0; i < size; ++i) {
            city.signals.at.push_back(point());
            city.signals.origin.push_back(origin());
            auto& t = city.stops;
            t.at.push_back(point());
            t.name.push_back(name());
            t.boardings_per_day.push_back(real_or_gap());
            t.shelter.push_back(tri());
            t.origin.push_back(origin());
            auto& z = city.zones;
            z.kind.push_back(static_cast<ZoneKind>(whole(0, 3)));
            z.at.push_back(point());
            z.radius_m.push_back(300.0f);
            polygon(z.area, 2);
            z.name.push_back(name());
            z.origin.push_back(origin());
            auto& p = city.people;
            p.at.push_back(point());
            p.cell_m.push_back(100.0f);
            for (auto* v : {&p.total, &p.children, &p.working, &p.older}) v->push_back(number_or_gap());
            p.origin.push_back(origin());
            auto& x = city.crashes;
            x.kind.push_back(static_cast<CrashKind>(whole(0, 1)));
            x.group.push_back(static_cast<CrashGroup>(whole(0, 8)));
            x.at.push_back(point());
            polygon(x.area, 2);
            x.year.push_back(static_cast<std::int16_t>(whole(0, 1) * 2023));
            for (auto* v : {&x.count, &x.deaths, &x.serious, &x.slight}) v->push_back(whole(-1, 30));
            x.origin.push_back(origin());
            auto& d = city.devices;
            d.kind.push_back(static_cast<DeviceKind>(whole(0, 6)));
            d.at.push_back(point());
            d.count.push_back(whole(0, 9));
            d.name.push_back(name());
            d.origin.push_back(origin());
            auto& tree = city.trees;
            tree.at.push_back(point());
            tree.height_m.push_back(whole(0, 1) ? static_cast<float>(whole(1, 300)) / 10.0f : std::nanf(""));
            tree.crown_m.push_back(whole(0, 1) ? static_cast<float>(whole(1, 120)) / 7.0f : std::nanf(""));
            tree.leaf.push_back(static_cast<Leaf>(whole(0, 2)));
            tree.origin.push_back(origin());
            auto& f = city.facilities;
            f.kind.push_back(name());
            f.at.push_back(point());
            f.name.push_back(name());
            f.origin.push_back(origin());
        }
    }
};

inline City random_city(unsigned seed, int size = 60, bool on_grid = true) {
    return RandomCity{std::mt19937(seed), on_grid}.make(size);
}

inline Solution solution(std::uint32_t id, double x_m = 0.1) {
    Solution s;
    s.id = SolutionId{id};
    s.kind = "smart_pole";
    s.at = LocalPoint{x_m, 1.0 / 3.0};
    s.components = {"cctv", "led"};
    s.note = "메모";
    return s;
}

} // namespace tp::test
