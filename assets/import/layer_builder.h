// import/layer_builder.h - features as a reader meets them become feature layers, one per geometry kind, repaired and
// counted.
//
// Use: column() once per attribute name; then per feature begin(), values, part() ring() point()..., end(). What end()
// mends: a ring that is not closed (note open_ring), a vertex given twice in a row (duplicate_vertex), a ring of fewer
// than three different points (degenerate_ring: dropped); of polygons also rings that cross, touch or overlap
// (self_intersection: rebuilt as geo/valid.h says), a hole outside its ring (hole_outside: own_part), a ring given twice
// (duplicate_ring: dropped). What it leaves out: no geometry, no part that is left, a coordinate that is not finite or
// beyond 1e9 (note bad_coordinate), an outline that crosses itself more often than it has points (tangled). Closing
// points are dropped silently: rings are stored open.
#pragma once

#include "city/feature_layer.h"

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

inline constexpr float k_no_z = std::numeric_limits<float>::quiet_NaN();

// Whole numbers from here on are not exact as doubles: identifiers such as parcel numbers (19 digits) stay text.
inline constexpr double k_exact_whole = 9007199254740992.0; // 2^53

// Adds to a note of the same code and done, or makes one; `where` is that of the first.
void add_note(std::vector<ReportNote>& notes, std::string_view code, const std::string& where, std::string_view done,
              std::int64_t count = 1);
// Of one feature, whose row is remembered (ReportNote::rows).
void add_feature_note(std::vector<ReportNote>& notes, std::string_view code, std::uint32_t row, const std::string& where,
                      std::string_view done);

class LayerBuilder {
public:
    explicit LayerBuilder(std::string layer) : m_layer(std::move(layer)) {}

    std::size_t column(std::string_view name); // its index; made where it does not exist

    void begin(std::uint32_t row, std::uint64_t key = 0);
    void place(std::string where) { m_place = std::move(where); } // of this feature in notes, instead of its row
    void text(std::size_t column,
              std::string_view value);             // UTF-8; NUL characters are dropped, an empty text is missing
    void number(std::size_t column, double value); // not finite: missing
    void part();
    void ring();
    void point(double x, double y, float z = k_no_z);
    void end(GeometryKind kind);           // none: a row of a table
    void leave_out(std::string_view code); // instead of end: the feature counts as in and left out
    void note(std::string_view code,
              std::string_view done); // of this feature; done other than "" counts it as repaired

    std::int64_t count() const { return m_in; }
    // Layers by kind in the order polygon, line, point, none. Where no feature was kept, one layer with the account.
    std::vector<FeatureLayer> finish();

private:
    struct Value {
        std::size_t column;
        bool is_text;
        double number;
        std::string text;
    };
    struct Target {
        FeatureLayer layer;
        bool has_z = false;
    };
    void clean_ring(std::size_t begin, std::size_t end, GeometryKind kind);
    bool clean_geometry(GeometryKind kind);
    bool valid_rings();
    void store(Target& target, GeometryKind kind);
    void store_value(Target& target, const Value& value);
    std::string where() const;

    std::string m_layer;
    std::vector<std::string> m_names;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::array<Target, 4> m_targets; // by GeometryKind
    std::vector<ReportNote> m_left_notes;
    std::int64_t m_in = 0, m_left_out = 0;

    std::uint32_t m_row = 0;
    std::uint64_t m_key = 0;
    std::string m_place;
    std::vector<Value> m_values;
    std::size_t m_value_count = 0;
    std::vector<double> m_x, m_y, m_clean_x, m_clean_y;
    std::vector<float> m_z, m_clean_z;
    std::vector<std::size_t> m_ring_begin, m_part_begin;              // as met
    std::vector<std::uint32_t> m_clean_rings, m_clean_parts;          // ends, after cleaning
    std::vector<std::pair<std::string, std::string>> m_feature_notes; // code, done
    bool m_repaired = false;
};

} // namespace tp
