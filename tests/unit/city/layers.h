// tests/unit/city/layers.h - feature layers drawn by hand, in EPSG:5187 metres around (200000, 400000).
#pragma once

#include "city/assemble.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace tp::test {

using Ring = std::vector<LocalPoint>; // relative to (200000, 400000)

class Draw {
public:
    Draw(const std::string& file, Role role, GeometryKind geometry) {
        m_layer.file = file;
        m_layer.layer = file;
        m_layer.role = role;
        m_layer.geometry = geometry;
        m_layer.epsg = 5187;
        m_layer.crs = "EPSG:5187";
    }
    Draw& part(const std::vector<Ring>& rings) { // of the feature that feature() ends
        for (const Ring& ring : rings) {
            for (LocalPoint p : ring) m_layer.x.push_back(200000.0 + p.x_m), m_layer.y.push_back(400000.0 + p.y_m);
            m_layer.ring_begin.push_back(static_cast<std::uint32_t>(m_layer.x.size()));
        }
        m_layer.part_begin.push_back(static_cast<std::uint32_t>(m_layer.ring_begin.size() - 1));
        return *this;
    }
    Draw& feature() {
        m_layer.feature_begin.push_back(static_cast<std::uint32_t>(m_layer.part_begin.size() - 1));
        m_layer.row.push_back(static_cast<std::uint32_t>(m_layer.row.size()));
        ++m_layer.in;
        return *this;
    }
    Draw& add(const Ring& ring) { return part({ring}).feature(); }
    Draw& box(double x, double y, double w, double h) { return add({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}); }
    Draw& number(const std::string& name, std::vector<double> values) {
        m_layer.columns.push_back({name, true, {}, std::move(values)});
        m_layer.canonical[name] = name;
        return *this;
    }
    Draw& text(const std::string& name, std::vector<std::string> values) {
        m_layer.columns.push_back({name, false, std::move(values), {}});
        m_layer.canonical[name] = name;
        return *this;
    }
    FeatureLayer& layer() { return m_layer; }
    operator FeatureLayer() const { return m_layer; }

private:
    FeatureLayer m_layer;
};

inline Assembled assembled(std::vector<FeatureLayer> layers, const AssembleOptions& options = {}) {
    auto made = assemble(std::move(layers), options, {});
    if (!made) FAIL(made.error().key);
    for (const LayerReport& r : made->report.layers) CHECK(r.in == r.kept + r.merged + r.left_out);
    return std::move(*made);
}

inline std::int64_t noted(const LayerReport& report, const std::string& code) {
    for (const ReportNote& note : report.notes)
        if (note.code == code) return note.count;
    return 0;
}

// A street that spans the test area, so that the extent is known.
inline Draw frame() { return Draw("frame", Role::roads, GeometryKind::line).add({{-500, -500}, {500, -500}}).add({{-500, 500}, {500, 500}}); }

} // namespace tp::test
