#include "project/geopackage.h"

#include "core/check.h"
#include "project/geometry_blob.h"
#include "project/rtree.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <memory>
#include <proj.h>

namespace tp {
namespace {

constexpr std::size_t k_exact_points = 1U << 19U; // in one blob of exact_coordinates: 8 MiB

constexpr const char* k_schema = R"(
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
 definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS',-1,'NONE',-1,'undefined',NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic SRS',0,'NONE',0,'undefined',NULL);
)";

struct CrsText {
    std::string name, wkt; // empty: PROJ does not know the code
};

CrsText crs_text(int epsg) {
    std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context(proj_context_create(), &proj_context_destroy);
    proj_log_level(context.get(), PJ_LOG_NONE);
    std::unique_ptr<PJ, decltype(&proj_destroy)> crs(proj_create(context.get(), fmt::format("EPSG:{}", epsg).c_str()),
                                                     &proj_destroy);
    if (!crs) return {};
    const char* options[] = {"MULTILINE=NO", nullptr};
    const char* wkt = proj_as_wkt(context.get(), crs.get(), PJ_WKT1_GDAL, options);
    const char* name = proj_get_name(crs.get());
    return {name ? name : "", wkt ? wkt : ""};
}

Result<void> write_crs(Database& database, int epsg) {
    CrsText text = crs_text(epsg);
    if (text.wkt.empty()) text = {fmt::format("EPSG:{}", epsg), "undefined"};
    auto insert = database.prepare("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,'EPSG',?,?,NULL)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    insert->bind(1, text.name);
    insert->bind(2, std::int64_t{epsg});
    insert->bind(3, std::int64_t{epsg});
    insert->bind(4, text.wkt);
    return insert->run();
}

const char* geometry_name(Shape shape) {
    switch (shape) {
    case Shape::point:
        return "POINT";
    case Shape::line:
        return "LINESTRING";
    case Shape::polygon:
        return "POLYGON";
    case Shape::area_or_point:
        break;
    }
    return "GEOMETRY";
}

bool has_ring(const Polygons& area, std::size_t i) { return area.first_ring(i) != area.end_ring(i); }

void encode(const LocalFrame& frame, const Geom& geom, std::size_t i, Bytes& blob, LocalBox& box) {
    bool point = geom.shape == Shape::point || (geom.shape == Shape::area_or_point && !has_ring(*geom.area, i));
    if (point)
        write_point(frame, (*geom.at)[i], blob, box);
    else if (geom.shape == Shape::line)
        write_line(frame, (*geom.line)[i], blob, box);
    else
        write_polygon(frame, *geom.area, i, blob, box);
}

// The points of a table's geometry that have no other exact copy (an anchor has its own columns).
const std::vector<LocalPoint>& points_of(const Geom& geom) {
    if (geom.shape == Shape::point) return *geom.at;
    return geom.shape == Shape::line ? geom.line->points : geom.area->rings.points;
}
std::vector<LocalPoint>& points_of_out(const Geom& geom) {
    if (geom.shape == Shape::point) return *geom.at_out;
    return geom.shape == Shape::line ? geom.line_out->points : geom.area_out->rings.points;
}

Result<void> write_exact(Database& database, const LocalFrame& frame, const FeatureTable& table) {
    const auto& points = points_of(table.geom);
    bool exact = true;
    for (LocalPoint p : points) {
        if (!std::isfinite(p.x_m) || !std::isfinite(p.y_m))
            return fail(ErrorCode::out_of_range, "project.not_finite", {{"table", table.name}});
        exact = exact && comes_back(frame, p);
    }
    if (exact) return {};
    auto insert = database.prepare("INSERT INTO exact_coordinates(table_name,chunk,xy) VALUES(?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (std::size_t at = 0; at < points.size(); at += k_exact_points) {
        auto part = std::span(points).subspan(at, std::min(k_exact_points, points.size() - at));
        insert->bind(1, table.name);
        insert->bind(2, static_cast<std::int64_t>(at / k_exact_points));
        insert->bind(3, std::as_bytes(part));
        TP_TRY(insert->run());
    }
    return {};
}

std::unexpected<Error> corrupt(const Database& database, const std::string& reason) {
    return fail(ErrorCode::bad_format, "project.corrupt", {{"file", database.name()}, {"reason", reason}});
}

Result<void> read_exact(Database& database, const FeatureTable& table) {
    auto select = database.prepare("SELECT xy FROM exact_coordinates WHERE table_name=? ORDER BY chunk");
    if (!select) return std::unexpected(std::move(select.error()));
    select->bind(1, table.name);
    auto& points = points_of_out(table.geom);
    std::size_t at = 0;
    for (;;) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) break;
        auto blob = select->blob(0);
        if (blob.size() % sizeof(LocalPoint) != 0 || blob.size() / sizeof(LocalPoint) > points.size() - at)
            return corrupt(database, table.name);
        std::memcpy(points.data() + at, blob.data(), blob.size());
        for (std::size_t end = at + blob.size() / sizeof(LocalPoint); at < end; ++at)
            if (!std::isfinite(points[at].x_m) || !std::isfinite(points[at].y_m)) return corrupt(database, table.name);
    }
    return at == 0 || at == points.size() ? Result<void>{} : corrupt(database, table.name);
}

Result<void> register_features(Database& database, const LocalFrame& frame, const FeatureTable& table,
                               const LocalBox& box) {
    auto contents =
        database.prepare("INSERT INTO gpkg_contents(table_name,data_type,identifier,last_change,min_x,min_y,"
                         "max_x,max_y,srs_id) VALUES(?1,'features',?1,?2,?3,?4,?5,?6,?7)");
    if (!contents) return std::unexpected(std::move(contents.error()));
    std::string now = utc_now();
    contents->bind(1, table.name);
    contents->bind(2, now);
    if (!box.empty()) {
        contents->bind(3, box.min.x_m);
        contents->bind(4, box.min.y_m);
        contents->bind(5, box.max.x_m);
        contents->bind(6, box.max.y_m);
    }
    contents->bind(7, std::int64_t{frame.epsg});
    TP_TRY(contents->run());
    return database.execute(fmt::format("INSERT INTO gpkg_geometry_columns VALUES('{}','geom','{}',{},0,0)", table.name,
                                        geometry_name(table.geom.shape), frame.epsg)
                                .c_str());
}

// Columns that an older program did not write, and those that have nothing to say now, are not there.
FeatureTable with_columns(const FeatureTable& table, const std::function<bool(const Field&)>& there) {
    FeatureTable out{table.name, table.geom, table.size, {}};
    for (const Field& field : table.fields)
        if (!field.optional || there(field)) out.fields.push_back(field);
    return out;
}

Result<bool> has_column(Database& database, const std::string& table, const char* column) {
    auto count = database.integer(fmt::format("SELECT count(*) FROM pragma_table_info('{}') WHERE name='{}'", table, column));
    if (!count) return std::unexpected(std::move(count.error()));
    return *count == 1;
}

std::string insert_sql(const FeatureTable& table) {
    std::string sql = "INSERT INTO " + table.name + " VALUES(?,?";
    for (std::size_t i = 0; i < table.fields.size(); ++i) sql += ",?";
    return sql + ')';
}

Result<void> make_feature_table(Database& database, const FeatureTable& table) {
    std::string sql = fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {}",
                                  table.name, geometry_name(table.geom.shape));
    for (const Field& field : table.fields) sql += fmt::format(", {} {}", field.name, field.type);
    return database.execute((sql + ')').c_str());
}

} // namespace

std::string utc_now() {
    std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

Result<void> make_geopackage(Database& database, int epsg) {
    TP_TRY(database.execute(fmt::format("PRAGMA page_size=4096; PRAGMA application_id={}; PRAGMA user_version={};",
                                        k_geopackage_id, k_geopackage_version)
                                .c_str()));
    // The file has no other reader yet and is flushed and checked as a whole before it gets its name.
    TP_TRY(database.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; "
                            "PRAGMA cache_size=-65536;"));
    TP_TRY(database.execute("BEGIN"));
    TP_TRY(database.execute(k_schema));
    TP_TRY(write_crs(database, 4326));
    if (epsg > 0) TP_TRY(write_crs(database, epsg));
    return database.execute("COMMIT");
}

Result<void> make_own_table(Database& database, const std::string& name, const std::string& columns) {
    TP_TRY(database.execute(fmt::format("CREATE TABLE {} {}", name, columns).c_str()));
    return database.execute(fmt::format("INSERT OR IGNORE INTO gpkg_extensions VALUES('{}',NULL,'twinplan_project',"
                                        "'twinplan project/project.h','read-write')",
                                        name)
                                .c_str());
}

Result<void> write_features(Database& database, const LocalFrame& frame, const FeatureTable& whole) {
    FeatureTable table = with_columns(whole, [](const Field& field) { return field.count > 0; });
    for (const Field& field : table.fields) TP_CHECK(field.count == table.size);
    TP_TRY(make_feature_table(database, table));
    auto insert = database.prepare(insert_sql(table));
    if (!insert) return std::unexpected(std::move(insert.error()));
    Bytes blob;
    LocalBox box, all;
    std::vector<RtreeEntry> entries;
    entries.reserve(table.size);
    for (std::size_t i = 0; i < table.size; ++i) {
        auto fid = static_cast<std::int64_t>(i + 1);
        encode(frame, table.geom, i, blob, box);
        insert->bind(1, fid);
        insert->bind(2, std::span<const std::byte>(blob));
        for (std::size_t f = 0; f < table.fields.size(); ++f) table.fields[f].put(*insert, static_cast<int>(f) + 3, i);
        TP_TRY(insert->run());
        if (box.empty()) continue;
        all.add(box.min);
        all.add(box.max);
        entries.push_back(rtree_entry(fid, box));
    }
    TP_TRY(register_features(database, frame, table, all));
    TP_TRY(write_rtree(database, table.name, std::move(entries)));
    return write_exact(database, frame, table);
}

Result<void> read_features(Database& database, const LocalFrame& frame, FeatureTable& whole) {
    std::vector<std::string> missing;
    for (const Field& field : whole.fields) {
        if (!field.optional) continue;
        auto there = has_column(database, whole.name, field.name);
        if (!there) return std::unexpected(std::move(there.error()));
        if (!*there) missing.emplace_back(field.name);
    }
    FeatureTable table = with_columns(whole, [&](const Field& field) { return std::ranges::find(missing, field.name) == missing.end(); });
    std::string sql = "SELECT fid,geom";
    for (const Field& field : table.fields) sql += fmt::format(",{}", field.name);
    auto select = database.prepare(sql + " FROM " + table.name + " ORDER BY fid");
    if (!select) return std::unexpected(std::move(select.error()));
    bool mixed = table.geom.shape == Shape::area_or_point;
    std::vector<LocalPoint> unused; // the point of an area_or_point: its anchor has it exactly
    BlobOut out{mixed ? &unused : table.geom.at_out, table.geom.line_out, table.geom.area_out};
    for (std::int64_t fid = 1;; ++fid) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) break;
        auto where = [&] { return fmt::format("{} {}", table.name, fid); };
        if (select->integer(0) != fid) return corrupt(database, where());
        BlobKind kind = read_geometry(frame, select->blob(1), out);
        if (kind == BlobKind::bad) return corrupt(database, where());
        if (mixed && kind == BlobKind::point) table.geom.area_out->end_polygon();
        unused.clear();
        for (std::size_t f = 0; f < table.fields.size(); ++f)
            if (!table.fields[f].take(*select, static_cast<int>(f) + 2)) return corrupt(database, where());
    }
    return read_exact(database, table);
}

} // namespace tp
