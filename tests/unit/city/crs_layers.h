// tests/unit/city/crs_layers.h - a town drawn in true longitude/latitude, written into layers of any coordinate system by PROJ.
#pragma once

#include "unit/city/layers.h"

#include <proj.h>

#include <string>

namespace tp::test {

// x, y (metres in EPSG:5186 or another base plane) -> the numbers of another system. PROJ itself, not our geo/crs.
class Turn {
public:
    Turn(const std::string& from, const std::string& to) : m_context(proj_context_create()) {
        PJ* raw = proj_create_crs_to_crs(m_context, from.c_str(), to.c_str(), nullptr);
        REQUIRE(raw);
        m_pj = proj_normalize_for_visualization(m_context, raw);
        proj_destroy(raw);
    }
    ~Turn() {
        proj_destroy(m_pj);
        proj_context_destroy(m_context);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    void operator()(double& x, double& y) const {
        PJ_COORD out = proj_trans(m_pj, PJ_FWD, proj_coord(x, y, 0, 0));
        x = out.xy.x, y = out.xy.y;
    }

private:
    PJ_CONTEXT* m_context;
    PJ* m_pj = nullptr;
};

// A town of 2 x 2 km around (x0, y0) of `plane`: streets every 100 m with bends, houses of 12 m that keep 8 m off them,
// written in the numbers of `as`.
struct Town {
    double x0 = 200'000.0, y0 = 550'000.0; // near Seoul in EPSG:5186
    std::string plane = "EPSG:5186";

    static double bend(double along) { return 12.0 * std::sin(along / 90.0); }

    FeatureLayer streets(const std::string& as) const {
        Draw d("streets", Role::roads, GeometryKind::line);
        for (int k = 0; k <= 20; ++k) {
            Ring across, along;
            for (int i = 0; i <= 80; ++i) {
                double t = i * 25.0, s = k * 100.0 + (k % 3) * 17.0;
                across.push_back({t, s + bend(t)});
                along.push_back({s + bend(t), t});
            }
            d.add(across).add(along);
        }
        return written(d, as);
    }
    FeatureLayer houses(const std::string& as) const {
        Draw d("houses", Role::buildings, GeometryKind::polygon);
        for (int k = 0; k < 20; ++k)
            for (int i = 0; i < 66; ++i) {
                double t = i * 30.0, s = k * 100.0 + (k % 3) * 17.0 + 8.0;
                if (near_street(t, s + bend(t)) || near_street(t + 12.0, s + bend(t) + 12.0)) continue;
                d.box(t, s + bend(t), 12.0, 12.0);
            }
        return written(d, as);
    }
    FeatureLayer crossings(const std::string& as) const {
        Draw d("crossings", Role::crossings, GeometryKind::point);
        for (int k = 0; k <= 20; ++k)
            for (int i = 0; i < 20; ++i) d.add({{i * 100.0 + 40.0, k * 100.0 + (k % 3) * 17.0 + bend(i * 100.0 + 40.0)}});
        return written(d, as);
    }
    // Draw's coordinates start at (200000, 400000).
    FeatureLayer written(Draw& d, const std::string& as) const {
        FeatureLayer layer = d;
        Turn turn(plane, as);
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            layer.x[i] += x0 - 200'000.0, layer.y[i] += y0 - 400'000.0;
            if (as != plane) turn(layer.x[i], layer.y[i]);
        }
        return layer;
    }

private:
    static bool near_street(double x, double y) { // of those that run along y
        for (int k = 0; k <= 20; ++k)
            if (std::abs(x - (k * 100.0 + (k % 3) * 17.0 + bend(y))) < 16.0) return true;
        return false;
    }
};

inline FeatureLayer stating(FeatureLayer layer, int epsg, CrsFrom from = CrsFrom::stated) {
    layer.epsg = epsg;
    layer.crs = epsg > 0 ? "EPSG:" + std::to_string(epsg) : "";
    layer.crs_from = epsg > 0 ? from : CrsFrom::nothing;
    return layer;
}

inline std::string where_of(const LayerReport& report, const std::string& code) {
    for (const ReportNote& note : report.notes)
        if (note.code == code) return note.where;
    return {};
}

} // namespace tp::test
