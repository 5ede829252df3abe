#include "import/tiles3d_content.h"

#include "geo/crs.h"
#include "import/mesh.h"
#include "import/gltf_models.h"
#include "import/source_file.h"
#include "import/tiles3d_table.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace tp {
namespace {

using Vector = std::array<double, 3>;

std::uint32_t u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    if (at + 4 <= bytes.size()) std::memcpy(&value, bytes.data() + at, 4);
    return value;
}

Vector cross(const Vector& a, const Vector& b) { return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]}; }

TileMatrix moved(const Vector& by) { return {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, by[0], by[1], by[2], 1}; }

Vector point(const TileMatrix& m, const Vector& p) {
    return {m[0] * p[0] + m[4] * p[1] + m[8] * p[2] + m[12], m[1] * p[0] + m[5] * p[1] + m[9] * p[2] + m[13], m[2] * p[0] + m[6] * p[1] + m[10] * p[2] + m[14]};
}

TileMatrix from_columns(const Vector& x, const Vector& y, const Vector& z, const Vector& at) {
    return {x[0], x[1], x[2], 0, y[0], y[1], y[2], 0, z[0], z[1], z[2], 0, at[0], at[1], at[2], 1};
}

// 3D Tiles 1.0, section 10.3.2.3.1 (Meyer et al. 2010): two numbers of 16 bits -> a unit vector.
Vector from_oct(double a, double b) {
    double x = a / 65535.0 * 2.0 - 1.0, y = b / 65535.0 * 2.0 - 1.0, z = 1.0 - std::abs(x) - std::abs(y);
    if (z < 0.0) {
        double old = x;
        x = (1.0 - std::abs(y)) * (old < 0.0 ? -1.0 : 1.0);
        y = (1.0 - std::abs(old)) * (y < 0.0 ? -1.0 : 1.0);
    }
    double length = std::sqrt(x * x + y * y + z * z);
    return {x / length, y / length, z / length};
}

// The parts of a b3dm or i3dm behind its header.
struct Body {
    TileTable features, batch;
    std::string_view model;
};

Result<Body> split(std::string_view bytes, std::size_t header) {
    if (bytes.size() < header) return refuse("tile_bad", "header");
    std::size_t length = u32(bytes, 8);
    if (u32(bytes, 4) != 1) return refuse("tile_bad", "version " + std::to_string(u32(bytes, 4)));
    if (length > bytes.size() || length < header) return refuse("tile_bad", "byteLength");
    bytes = bytes.substr(0, length);
    std::array<std::string_view, 4> parts; // JSON and binary of the feature table, of the batch table
    std::size_t at = header;
    for (std::size_t i = 0; i < 4; ++i) {
        std::size_t size = u32(bytes, 12 + i * 4);
        if (size > bytes.size() - at) return refuse("tile_bad", "table lengths");
        parts[i] = bytes.substr(at, size);
        at += size;
    }
    Body out;
    if (!out.features.read(parts[0], parts[1])) return refuse("tile_bad", "feature table");
    if (!out.batch.read(parts[2], parts[3])) return refuse("tile_bad", "batch table");
    out.model = bytes.substr(at);
    return out;
}

// Where instance i stands and how it is turned, in the tile's axes.
class InstanceTable {
public:
    InstanceTable(const TileTable& table, std::size_t count) : m_count(count) {
        m_position = table.numbers("POSITION", k_gltf_float, count * 3);
        auto quantized = table.numbers("POSITION_QUANTIZED", k_gltf_ushort, count * 3);
        auto offset = table.global("QUANTIZED_VOLUME_OFFSET", 3), scale = table.global("QUANTIZED_VOLUME_SCALE", 3);
        if (m_position.empty() && !quantized.empty() && offset.size() == 3 && scale.size() == 3) {
            m_position = quantized;
            for (std::size_t i = 0; i < m_position.size(); ++i) m_position[i] = m_position[i] / 65535.0 * scale[i % 3] + offset[i % 3];
        }
        m_up = table.numbers("NORMAL_UP", k_gltf_float, count * 3);
        m_right = table.numbers("NORMAL_RIGHT", k_gltf_float, count * 3);
        m_oct_up = table.numbers("NORMAL_UP_OCT32P", k_gltf_ushort, count * 2);
        m_oct_right = table.numbers("NORMAL_RIGHT_OCT32P", k_gltf_ushort, count * 2);
        m_scale = table.numbers("SCALE", k_gltf_float, count);
        m_scales = table.numbers("SCALE_NON_UNIFORM", k_gltf_float, count * 3);
        m_east_north_up = table.flag("EAST_NORTH_UP");
        if (auto centre = table.global("RTC_CENTER", 3); centre.size() == 3) std::ranges::copy(centre, m_centre.begin());
    }
    bool ok() const { return m_position.size() == m_count * 3 && std::ranges::all_of(m_position, [](double v) { return std::isfinite(v); }); }

    TileMatrix at(std::size_t i) const {
        Vector p{m_position[i * 3] + m_centre[0], m_position[i * 3 + 1] + m_centre[1], m_position[i * 3 + 2] + m_centre[2]};
        Vector x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
        if (!m_up.empty() && !m_right.empty()) {
            x = {m_right[i * 3], m_right[i * 3 + 1], m_right[i * 3 + 2]};
            y = {m_up[i * 3], m_up[i * 3 + 1], m_up[i * 3 + 2]};
            z = cross(x, y);
        } else if (!m_oct_up.empty() && !m_oct_right.empty()) {
            x = from_oct(m_oct_right[i * 2], m_oct_right[i * 2 + 1]);
            y = from_oct(m_oct_up[i * 2], m_oct_up[i * 2 + 1]);
            z = cross(x, y);
        } else if (m_east_north_up) {
            std::array<double, 1> lon{p[0]}, lat{p[1]}, height{p[2]};
            geocentric_to_geographic(lon, lat, height);
            if (std::isfinite(lon[0])) east_north_up(lon[0], lat[0], x, y, z);
        }
        for (std::size_t k = 0; k < 3; ++k) {
            double all = m_scale.empty() ? 1.0 : m_scale[i];
            x[k] *= all * (m_scales.empty() ? 1.0 : m_scales[i * 3]);
            y[k] *= all * (m_scales.empty() ? 1.0 : m_scales[i * 3 + 1]);
            z[k] *= all * (m_scales.empty() ? 1.0 : m_scales[i * 3 + 2]);
        }
        return from_columns(x, y, z, p);
    }

private:
    std::size_t m_count;
    std::vector<double> m_position, m_up, m_right, m_oct_up, m_oct_right, m_scale, m_scales;
    Vector m_centre{};
    bool m_east_north_up = false;
};

std::vector<double> batch_ids(const TileTable& table, std::size_t count) {
    for (int component : {k_gltf_ubyte, k_gltf_ushort, k_gltf_uint})
        if (table.component("BATCH_ID", k_gltf_ushort) == component) return table.numbers("BATCH_ID", component, count);
    return {};
}

} // namespace

void east_north_up(double longitude_deg, double latitude_deg, std::array<double, 3>& east, std::array<double, 3>& north, std::array<double, 3>& up) {
    double lon = longitude_deg * std::numbers::pi / 180.0, lat = latitude_deg * std::numbers::pi / 180.0;
    east = {-std::sin(lon), std::cos(lon), 0};
    north = {-std::sin(lat) * std::cos(lon), -std::sin(lat) * std::sin(lon), std::cos(lat)};
    up = {std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
}

bool is_on_earth(const std::array<double, 3>& p) {
    double r = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    return r >= 6.3e6 && r <= 6.45e6;
}

void TileContents::leave_out(const Error& why, const std::string& uri) {
    m_builder.note(why.key, why.where.empty() || why.where == uri ? uri : uri + ' ' + why.where, "left_out");
}

bool TileContents::add(const TileContent& content) {
    auto bytes = m_read(content.uri);
    if (!bytes) return leave_out(bytes.error(), content.uri), false;
    std::size_t before = m_features.size();
    add_bytes(*bytes, content, 0);
    return m_features.size() > before;
}

void TileContents::add_bytes(std::string_view bytes, const TileContent& content, std::size_t depth) {
    if (bytes.starts_with("b3dm")) return add_batched(bytes, content);
    if (bytes.starts_with("i3dm")) return add_instanced(bytes, content);
    if (bytes.starts_with("cmpt")) return add_composite(bytes, content, depth);
    if (bytes.starts_with("pnts")) return m_builder.note("mesh_no_surface", content.uri, "left_out");
    TileFeature feature;
    feature.tile = content.uri;
    feature.geometry = m_geometries;
    if (!add_model(bytes, content.uri, content.up, content.transform, m_geometries, 1)) return;
    ++m_geometries;
    m_features.push_back(std::move(feature));
}

bool TileContents::add_model(std::string_view bytes, const std::string& uri, char up, const TileMatrix& matrix, std::uint32_t geometry, std::uint32_t features) {
    std::string folder = folder_of_uri(uri);
    ReadBeside beside = [&](const std::string& reference) { return m_read(folder + reference); };
    std::size_t first = m_builder.vertices();
    auto document = read_gltf(bytes, beside);
    if (!document) return leave_out(document.error(), uri), false;
    note_problems(m_builder, *document, uri);
    if (document->metadata) m_builder.note("mesh_metadata", uri, "");
    if (document->draco) {
        auto nodes = add_mesh(m_builder, {FileKind::gltf, bytes, uri, beside}, geometry);
        if (!nodes) return leave_out(nodes.error(), uri), false;
    } else {
        GltfLook look;
        look.beside = beside;
        look.place = uri;
        look.up = up;
        look.keep_features = features > 1;
        look.first_geometry = geometry;
        look.features = features;
        add_gltf(m_builder, *document, look);
    }
    if (m_builder.full()) return m_builder.note("mesh_too_large", uri, "left_out"), false;
    for (std::size_t i = first; i < m_builder.vertices(); ++i) {
        MeshVertex& v = m_builder.at(static_cast<std::uint32_t>(i));
        auto [x, y, z] = point(matrix, {v.x, v.y, v.z});
        v.x = x, v.y = y, v.z = z;
    }
    return true;
}

void TileContents::add_batched(std::string_view bytes, const TileContent& content) {
    auto body = split(bytes, 28);
    if (!body) return leave_out(body.error(), content.uri);
    Vector centre{};
    if (auto rtc = body->features.global("RTC_CENTER", 3); rtc.size() == 3) std::ranges::copy(rtc, centre.begin());
    auto length = body->features.global("BATCH_LENGTH", 1);
    double batches = length.empty() ? 0.0 : length[0];
    constexpr double k_limit = 1e6;
    if (!(batches >= 0.0 && batches <= k_limit)) return leave_out({ErrorCode::bad_format, "tile_bad", {}, "BATCH_LENGTH"}, content.uri);
    auto count = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(batches));
    if (!add_model(body->model, content.uri, content.up, tile_product(content.transform, moved(centre)), m_geometries, count)) return;
    for (std::uint32_t i = 0; i < count; ++i) {
        TileFeature feature;
        feature.tile = content.uri;
        feature.geometry = m_geometries + i;
        if (batches > 0.0) feature.values = body->batch.row(i, count);
        m_features.push_back(std::move(feature));
    }
    m_geometries += count;
}

void TileContents::add_instanced(std::string_view bytes, const TileContent& content) {
    auto body = split(bytes, 32);
    if (!body) return leave_out(body.error(), content.uri);
    auto length = body->features.global("INSTANCES_LENGTH", 1);
    constexpr double k_smallest = 6; // bytes of a quantized position
    if (length.empty() || !(length[0] >= 0.0) || length[0] * k_smallest > static_cast<double>(bytes.size()))
        return leave_out({ErrorCode::bad_format, "tile_bad", {}, "INSTANCES_LENGTH"}, content.uri);
    auto count = static_cast<std::size_t>(length[0]);
    InstanceTable table(body->features, count);
    if (!table.ok()) return leave_out({ErrorCode::bad_format, "tile_bad", {}, "POSITION"}, content.uri);
    if (count == 0) return;
    std::string_view model = body->model;
    std::string uri = content.uri, outside;
    if (u32(bytes, 28) == 0) { // a reference, padded with blanks
        auto end = model.find_last_not_of(std::string_view(" \0", 2));
        uri = folder_of_uri(content.uri) + std::string(model.substr(0, end == std::string_view::npos ? 0 : end + 1));
        auto read = m_read(uri);
        if (!read) return leave_out(read.error(), uri);
        outside = std::move(*read);
        model = outside;
    }
    auto ids = batch_ids(body->features, count);
    std::size_t batches = 0;
    for (double id : ids) batches = std::max(batches, static_cast<std::size_t>(id) + 1);
    bool shared = is_on_earth(point(content.transform, {table.at(0)[12], table.at(0)[13], table.at(0)[14]}));
    std::uint32_t geometry = m_geometries;
    if (shared) {
        if (!add_model(model, uri, content.up, k_tile_identity, m_geometries, 1)) return;
        ++m_geometries;
    }
    for (std::size_t i = 0; i < count; ++i) {
        TileFeature feature;
        feature.tile = content.uri;
        feature.placed = shared;
        feature.matrix = tile_product(content.transform, table.at(i));
        feature.geometry = shared ? geometry : m_geometries;
        std::size_t id = ids.size() == count ? static_cast<std::size_t>(ids[i]) : i;
        feature.values = body->batch.row(id, ids.size() == count ? batches : count);
        if (!shared) { // nowhere yet: each a copy where it stands
            if (!add_model(model, uri, content.up, feature.matrix, m_geometries, 1)) return;
            ++m_geometries;
        }
        m_features.push_back(std::move(feature));
    }
}

void TileContents::add_composite(std::string_view bytes, const TileContent& content, std::size_t depth) {
    constexpr std::size_t k_header = 16, k_depth = 8;
    if (bytes.size() < k_header || u32(bytes, 4) != 1 || depth > k_depth) return leave_out({ErrorCode::bad_format, "tile_bad", {}, "header"}, content.uri);
    std::size_t at = k_header, count = u32(bytes, 12);
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t size = at + 12 <= bytes.size() ? u32(bytes, at + 8) : 0;
        if (size < 12 || size > bytes.size() - at) return leave_out({ErrorCode::bad_format, "tile_bad", {}, "byteLength"}, content.uri);
        add_bytes(bytes.substr(at, size), content, depth + 1);
        at += size;
    }
}

} // namespace tp
