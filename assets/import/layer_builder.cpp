#include "import/layer_builder.h"

#include "geo/valid.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tp {
namespace {

constexpr double k_coordinate_limit = 1e9;

std::string text_of(double value) {
    if (std::isnan(value)) return {};
    std::array<char, 32> buffer{};
    auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), done.ptr};
}

void become_text(Column& column) {
    column.numeric = false;
    column.text.reserve(column.number.size());
    for (double value : column.number) column.text.push_back(text_of(value));
    column.number.clear();
    column.number.shrink_to_fit();
}

void pad(Column& column, std::size_t size) {
    if (column.numeric)
        column.number.resize(size, std::numeric_limits<double>::quiet_NaN());
    else
        column.text.resize(size);
}

} // namespace

void add_note(std::vector<ReportNote>& notes, std::string_view code, const std::string& where, std::string_view done,
              std::int64_t count) {
    for (auto& note : notes)
        if (note.code == code && note.done == done) {
            note.count += count;
            return;
        }
    notes.push_back({std::string(code), where, count, std::string(done)});
}

void add_feature_note(std::vector<ReportNote>& notes, std::string_view code, std::uint32_t row, const std::string& where,
                      std::string_view done) {
    add_note(notes, code, where, done);
    auto note = std::ranges::find_if(notes, [&](const ReportNote& n) { return n.code == code && n.done == done; });
    if (note->rows.size() < k_note_rows) note->rows.push_back(row);
}

std::size_t LayerBuilder::column(std::string_view name) {
    if (auto found = m_index.find(name); found != m_index.end()) return found->second;
    m_names.emplace_back(name);
    m_index.emplace(m_names.back(), m_names.size() - 1);
    return m_names.size() - 1;
}

void LayerBuilder::begin(std::uint32_t row, std::uint64_t key) {
    m_row = row;
    m_key = key;
    m_value_count = 0;
    m_place.clear();
    m_x.clear();
    m_y.clear();
    m_z.clear();
    m_ring_begin.clear();
    m_part_begin.clear();
    m_feature_notes.clear();
    m_repaired = false;
}

void LayerBuilder::text(std::size_t column, std::string_view value) {
    if (m_value_count == m_values.size()) m_values.emplace_back();
    Value& slot = m_values[m_value_count++];
    slot.column = column;
    slot.is_text = true;
    slot.text.assign(value);
    std::erase(slot.text, '\0');
}

void LayerBuilder::number(std::size_t column, double value) {
    if (m_value_count == m_values.size()) m_values.emplace_back();
    Value& slot = m_values[m_value_count++];
    slot.column = column;
    slot.is_text = false;
    slot.number = std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

void LayerBuilder::part() { m_part_begin.push_back(m_ring_begin.size()); }
void LayerBuilder::ring() { m_ring_begin.push_back(m_x.size()); }

void LayerBuilder::point(double x, double y, float z) {
    m_x.push_back(x);
    m_y.push_back(y);
    m_z.push_back(std::isinf(z) ? k_no_z : z);
}

void LayerBuilder::note(std::string_view code, std::string_view done) {
    for (const auto& [known, ignored] : m_feature_notes)
        if (known == code) return;
    m_feature_notes.emplace_back(code, done);
    if (!done.empty()) m_repaired = true;
}

std::string LayerBuilder::where() const { return m_place.empty() ? "feature " + std::to_string(m_row + 1) : m_place; }

void LayerBuilder::leave_out(std::string_view code) {
    ++m_in;
    ++m_left_out;
    add_feature_note(m_left_notes, code, m_row, where(), "left_out");
}

// Copies points [begin, end) without repeats to the clean arrays; drops what is no ring or line.
void LayerBuilder::clean_ring(std::size_t begin, std::size_t end, GeometryKind kind) {
    std::size_t start = m_clean_x.size();
    bool duplicate = false;
    for (std::size_t i = begin; i < end; ++i) {
        if (kind != GeometryKind::point && m_clean_x.size() > start && m_clean_x.back() == m_x[i] &&
            m_clean_y.back() == m_y[i]) {
            duplicate = true;
            continue;
        }
        m_clean_x.push_back(m_x[i]);
        m_clean_y.push_back(m_y[i]);
        m_clean_z.push_back(m_z[i]);
    }
    std::size_t size = m_clean_x.size() - start;
    if (kind == GeometryKind::polygon && size > 1) {
        if (m_clean_x[start] == m_clean_x.back() && m_clean_y[start] == m_clean_y.back()) {
            m_clean_x.pop_back();
            m_clean_y.pop_back();
            m_clean_z.pop_back();
            --size;
        } else {
            note("open_ring", "closed");
        }
    }
    std::size_t least = kind == GeometryKind::polygon ? 3 : kind == GeometryKind::line ? 2 : 1;
    if (size < least) {
        m_clean_x.resize(start);
        m_clean_y.resize(start);
        m_clean_z.resize(start);
        if (end > begin) note("degenerate_ring", "dropped");
        return;
    }
    if (duplicate) note("duplicate_vertex", "dropped");
    m_clean_rings.push_back(static_cast<std::uint32_t>(m_clean_x.size()));
}

bool LayerBuilder::clean_geometry(GeometryKind kind) {
    m_clean_x.clear();
    m_clean_y.clear();
    m_clean_z.clear();
    m_clean_rings.clear();
    m_clean_parts.clear();
    for (std::size_t i = 0; i < m_x.size(); ++i)
        if (!(std::abs(m_x[i]) <= k_coordinate_limit && std::abs(m_y[i]) <= k_coordinate_limit)) {
            leave_out("bad_coordinate");
            return false;
        }
    for (std::size_t p = 0; p < m_part_begin.size(); ++p) {
        std::size_t ring_end = p + 1 < m_part_begin.size() ? m_part_begin[p + 1] : m_ring_begin.size();
        std::size_t rings_before = m_clean_rings.size();
        for (std::size_t r = m_part_begin[p]; r < ring_end; ++r) {
            clean_ring(m_ring_begin[r], r + 1 < m_ring_begin.size() ? m_ring_begin[r + 1] : m_x.size(), kind);
            // Without its outer ring a polygon has no holes either.
            if (kind == GeometryKind::polygon && r == m_part_begin[p] && m_clean_rings.size() == rings_before) break;
        }
        if (m_clean_rings.size() > rings_before)
            m_clean_parts.push_back(static_cast<std::uint32_t>(m_clean_rings.size()));
    }
    if (m_clean_parts.empty()) {
        leave_out(m_x.empty() ? "no_geometry" : "degenerate");
        return false;
    }
    return kind != GeometryKind::polygon || valid_rings();
}

// Rings that cross, touch or overlap are rebuilt (geo/valid.h); false: the feature is left out.
bool LayerBuilder::valid_rings() {
    FlatPolygonView drawn{m_clean_x, m_clean_y, m_clean_rings, m_clean_parts};
    RingCheck check = check_rings(drawn);
    if (check == RingCheck::valid) return true;
    if (check == RingCheck::tangled) {
        leave_out("tangled");
        return false;
    }
    auto made = rebuild(drawn);
    if (!made) return true;
    if (made->polygon.part_end.empty()) {
        leave_out("degenerate");
        return false;
    }
    if (made->self_intersection) note("self_intersection", "rebuilt");
    if (made->hole_outside) note("hole_outside", "own_part");
    if (made->duplicate_ring) note("duplicate_ring", "dropped");
    std::vector<float> z(made->polygon.x.size(), k_no_z);
    if (std::ranges::any_of(m_clean_z, [](float v) { return !std::isnan(v); })) {
        std::map<std::pair<double, double>, float> known; // points that are new have no height
        for (std::size_t i = 0; i < m_clean_x.size(); ++i) known.emplace(std::pair(m_clean_x[i], m_clean_y[i]), m_clean_z[i]);
        for (std::size_t i = 0; i < z.size(); ++i)
            if (auto at = known.find({made->polygon.x[i], made->polygon.y[i]}); at != known.end()) z[i] = at->second;
    }
    m_clean_x = std::move(made->polygon.x);
    m_clean_y = std::move(made->polygon.y);
    m_clean_z = std::move(z);
    m_clean_rings = std::move(made->polygon.ring_end);
    m_clean_parts = std::move(made->polygon.part_end);
    return true;
}

void LayerBuilder::store_value(Target& target, const Value& value) {
    auto& columns = target.layer.columns;
    while (columns.size() <= value.column) columns.push_back({m_names[columns.size()], true, {}, {}});
    Column& column = columns[value.column];
    std::size_t index = target.layer.row.size() - 1;
    if (value.is_text && column.numeric) {
        if (value.text.empty()) return;
        become_text(column);
    }
    pad(column, index + 1); // a key given twice in a feature: the last value stays
    if (column.numeric)
        column.number[index] = value.number;
    else
        column.text[index] = value.is_text ? value.text : text_of(value.number);
}

void LayerBuilder::store(Target& target, GeometryKind kind) {
    FeatureLayer& layer = target.layer;
    layer.row.push_back(m_row);
    if (m_key != 0 || !layer.key.empty()) {
        layer.key.resize(layer.row.size() - 1, 0);
        layer.key.push_back(m_key);
    }
    for (std::size_t i = 0; i < m_value_count; ++i) store_value(target, m_values[i]);
    ++layer.in;
    if (m_repaired) ++layer.repaired;
    for (const auto& [code, done] : m_feature_notes) add_feature_note(layer.notes, code, m_row, where(), done);
    if (kind == GeometryKind::none) return;

    auto point_base = static_cast<std::uint32_t>(layer.x.size());
    auto ring_base = static_cast<std::uint32_t>(layer.ring_begin.size() - 1);
    layer.x.insert(layer.x.end(), m_clean_x.begin(), m_clean_x.end());
    layer.y.insert(layer.y.end(), m_clean_y.begin(), m_clean_y.end());
    bool z = std::ranges::any_of(m_clean_z, [](float v) { return !std::isnan(v); });
    if (z && !target.has_z) {
        target.has_z = true;
        layer.z.assign(point_base, k_no_z);
    }
    if (target.has_z) layer.z.insert(layer.z.end(), m_clean_z.begin(), m_clean_z.end());
    for (std::uint32_t ring_end : m_clean_rings) layer.ring_begin.push_back(point_base + ring_end);
    for (std::uint32_t part_end : m_clean_parts) layer.part_begin.push_back(ring_base + part_end);
    layer.feature_begin.push_back(static_cast<std::uint32_t>(layer.part_begin.size() - 1));
}

void LayerBuilder::end(GeometryKind kind) {
    if (kind != GeometryKind::none && !clean_geometry(kind)) return;
    ++m_in;
    store(m_targets[static_cast<std::size_t>(kind)], kind);
}

std::vector<FeatureLayer> LayerBuilder::finish() {
    std::vector<FeatureLayer> layers;
    for (auto kind : {GeometryKind::polygon, GeometryKind::line, GeometryKind::point, GeometryKind::none}) {
        FeatureLayer& layer = m_targets[static_cast<std::size_t>(kind)].layer;
        if (layer.row.empty()) continue;
        layer.layer = m_layer;
        layer.geometry = kind;
        while (layer.columns.size() < m_names.size())
            layer.columns.push_back({m_names[layer.columns.size()], true, {}, {}});
        for (auto& column : layer.columns) pad(column, layer.row.size());
        if (!layer.key.empty()) layer.key.resize(layer.row.size(), 0);
        layers.push_back(std::move(layer));
    }
    if (layers.empty()) {
        layers.emplace_back();
        layers.front().layer = m_layer;
        for (const auto& name : m_names) layers.front().columns.push_back({name, true, {}, {}});
    }
    // What was left out belongs to the kind that most features have.
    auto& main = *std::ranges::max_element(layers, {}, [](const FeatureLayer& l) { return l.in; });
    main.in += m_left_out;
    main.left_out = m_left_out;
    for (const auto& note : m_left_notes) main.notes.push_back(note);
    return layers;
}

} // namespace tp
