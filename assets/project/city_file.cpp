#include "project/city_file.h"

#include "core/version.h"
#include "project/city_tables.h"
#include "project/extra_tables.h"
#include "project/geopackage.h"
#include "project/source_tables.h"

#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace tp {
namespace {

constexpr std::size_t k_terrain_chunk = 1U << 20U; // heights in one blob: 4 MiB
constexpr std::int64_t k_max_side = 1 << 20;       // of a terrain grid

std::unexpected<Error> corrupt(const Database& database, const std::string& reason) {
    return fail(ErrorCode::bad_format, "project.corrupt", {{"file", database.name()}, {"reason", reason}});
}

// meta holds numbers as REAL or INTEGER, so that they come back bit for bit; a missing key is a broken file.
struct Meta {
    Database& database;
    Error error;
    bool ok = true;

    template <class T>
    void put(const char* key, T value) {
        if (!ok) return;
        auto insert = database.prepare("INSERT OR REPLACE INTO meta(key,value) VALUES(?,?)");
        if (insert) {
            insert->bind(1, std::string_view(key));
            insert->bind(2, value);
            if (auto done = insert->run(); !done) ok = false, error = done.error();
        } else {
            ok = false, error = insert.error();
        }
    }
    template <class Take>
    bool get(const char* key, Take take) {
        auto select = database.prepare("SELECT value FROM meta WHERE key=?");
        if (!select) return ok = false, error = select.error(), false;
        select->bind(1, std::string_view(key));
        auto row = select->step();
        if (!row) return ok = false, error = row.error(), false;
        if (*row) take(*select);
        return *row;
    }
    void need(const char* key) {
        if (ok) ok = false, error = corrupt(database, fmt::format("meta {}", key)).error();
    }
    double number(const char* key) {
        double value = std::nan("");
        get(key, [&](Statement& s) { value = s.is_null(0) ? value : s.number(0); });
        if (!std::isfinite(value)) need(key);
        return value;
    }
    std::int64_t integer(const char* key, std::int64_t low, std::int64_t high) {
        std::optional<std::int64_t> value;
        get(key, [&](Statement& s) {
            if (s.is_integer(0)) value = s.integer(0);
        });
        if (!value || *value < low || *value > high) need(key);
        return value.value_or(low);
    }
    std::string text(const char* key) {
        std::string value;
        if (!get(key, [&](Statement& s) { value = s.text(0); })) need(key);
        return value;
    }
    Result<void> result() const { return ok ? Result<void>{} : std::unexpected(error); }
};

Result<void> put_meta(Database& database, const City& city) {
    Meta meta{database, {}};
    auto flag = [](bool value) { return std::int64_t{value ? 1 : 0}; };
    meta.put("document_version", std::int64_t{k_document_version});
    meta.put("generator", std::string_view("twinplan"));
    meta.put("generator_version", k_version);
    meta.put("name", std::string_view(city.name));
    meta.put("epsg", std::int64_t{city.frame.epsg});
    meta.put("origin_easting_m", city.frame.origin.easting_m);
    meta.put("origin_northing_m", city.frame.origin.northing_m);
    meta.put("has_extent", flag(!city.extent.empty()));
    if (!city.extent.empty()) {
        meta.put("extent_min_x_m", city.extent.min.x_m);
        meta.put("extent_min_y_m", city.extent.min.y_m);
        meta.put("extent_max_x_m", city.extent.max.x_m);
        meta.put("extent_max_y_m", city.extent.max.y_m);
    }
    meta.put("synthetic", flag(city.synthetic));
    meta.put("heights_derived", flag(city.heights_derived));
    if (city.population) meta.put("population", *city.population);
    meta.put("level", std::string_view(city.level));
    const GridShape& grid = city.terrain.shape;
    meta.put("terrain_columns", std::int64_t{grid.columns});
    meta.put("terrain_rows", std::int64_t{grid.rows});
    meta.put("terrain_cell_m", grid.cell_m);
    meta.put("terrain_x_m", grid.south_west.x_m);
    meta.put("terrain_y_m", grid.south_west.y_m);
    meta.put("city_hash", std::string_view(fmt::format("{:016x}", city_hash(city))));
    return meta.result();
}

CityHeader get_header(Meta& meta) {
    CityHeader header;
    header.name = meta.text("name");
    header.frame.epsg = static_cast<int>(meta.integer("epsg", 0, 1'000'000));
    header.frame.origin = {meta.number("origin_easting_m"), meta.number("origin_northing_m")};
    if (meta.integer("has_extent", 0, 1) == 1)
        header.extent = {{meta.number("extent_min_x_m"), meta.number("extent_min_y_m")},
                         {meta.number("extent_max_x_m"), meta.number("extent_max_y_m")}};
    header.synthetic = meta.integer("synthetic", 0, 1) == 1;
    meta.get("population", [&](Statement& s) { header.population = s.integer(0); });
    header.level = meta.text("level");
    return header;
}

Result<void> get_meta(Database& database, City& city) {
    Meta meta{database, {}};
    CityHeader header = get_header(meta);
    city.name = std::move(header.name);
    city.frame = header.frame;
    city.extent = header.extent;
    city.synthetic = header.synthetic;
    city.population = header.population;
    city.level = std::move(header.level);
    city.heights_derived = meta.integer("heights_derived", 0, 1) == 1;
    GridShape& grid = city.terrain.shape;
    grid.columns = static_cast<int>(meta.integer("terrain_columns", 0, k_max_side));
    grid.rows = static_cast<int>(meta.integer("terrain_rows", 0, k_max_side));
    grid.cell_m = meta.number("terrain_cell_m");
    grid.south_west = {meta.number("terrain_x_m"), meta.number("terrain_y_m")};
    return meta.result();
}

Result<void> put_terrain(Database& database, const HeightGrid& terrain) {
    TP_TRY(make_own_table(database, "terrain", "(chunk INTEGER PRIMARY KEY, height_m BLOB NOT NULL)"));
    auto insert = database.prepare("INSERT INTO terrain VALUES(?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    std::span<const float> heights(terrain.height_m);
    for (std::size_t at = 0; at < heights.size(); at += k_terrain_chunk) {
        insert->bind(1, static_cast<std::int64_t>(at / k_terrain_chunk));
        insert->bind(2, std::as_bytes(heights.subspan(at, std::min(k_terrain_chunk, heights.size() - at))));
        TP_TRY(insert->run());
    }
    return {};
}

Result<void> get_terrain(Database& database, HeightGrid& terrain) {
    auto select = database.prepare("SELECT height_m FROM terrain ORDER BY chunk");
    if (!select) return std::unexpected(std::move(select.error()));
    std::size_t wanted = terrain.shape.cell_count();
    for (;;) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) break;
        auto blob = select->blob(0);
        std::size_t have = terrain.height_m.size(), more = blob.size() / sizeof(float);
        if (blob.size() % sizeof(float) != 0 || more > wanted - have) return corrupt(database, "terrain");
        terrain.height_m.resize(have + more);
        std::memcpy(terrain.height_m.data() + have, blob.data(), blob.size());
    }
    bool empty = terrain.height_m.empty();
    if (!empty && (terrain.height_m.size() != wanted || !(terrain.shape.cell_m > 0)))
        return corrupt(database, "terrain");
    return {};
}

Result<void> put_sources(Database& database, const std::vector<Source>& sources) {
    TP_TRY(database.execute("CREATE TABLE sources (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, file TEXT NOT NULL, "
                            "layer TEXT, role TEXT, licence TEXT, hash TEXT);"
                            "INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) "
                            "VALUES('sources','attributes','sources',0);"));
    auto insert = database.prepare("INSERT INTO sources(file,layer,role,licence,hash) VALUES(?,?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (const Source& source : sources) {
        int parameter = 0;
        for (const std::string* text : {&source.file, &source.layer, &source.role, &source.licence, &source.hash})
            insert->bind(++parameter, std::string_view(*text));
        TP_TRY(insert->run());
    }
    return {};
}

Result<void> get_sources(Database& database, std::vector<Source>& sources) {
    auto select = database.prepare("SELECT file,layer,role,licence,hash FROM sources ORDER BY fid");
    if (!select) return std::unexpected(std::move(select.error()));
    for (;;) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) return {};
        auto text = [&](int column) { return std::string(select->text(column)); };
        sources.push_back({text(0), text(1), text(2), text(3), text(4)});
    }
}

// Indices of one table into another, which a file of somebody else may hold wrongly.
Result<void> check_indices(Database& database, const City& city) {
    const Streets& s = city.streets;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (s.from[i] >= s.node.size() || s.to[i] >= s.node.size())
            return corrupt(database, fmt::format("street_edges {}", i + 1));
    for (std::size_t i = 0; i < city.crossings.size(); ++i)
        if (city.crossings.edge[i] < -1 || city.crossings.edge[i] >= static_cast<std::int64_t>(s.size()))
            return corrupt(database, fmt::format("crossings {}", i + 1));
    return {};
}

} // namespace

Result<std::string> meta_text(Database& database, const std::string& key) {
    Meta meta{database, {}};
    std::string value;
    meta.get(key.c_str(), [&](Statement& s) { value = s.text(0); });
    if (!meta.ok) return std::unexpected(meta.error);
    return value;
}

Result<void> set_meta(Database& database, const std::string& key, const std::string& value) {
    Meta meta{database, {}};
    meta.put(key.c_str(), std::string_view(value));
    return meta.result();
}

Result<void> write_city(Database& database, const City& city, const ImportReport& report,
                        std::span<const SourceTable> tables_of_files, const Progress& progress) {
    auto cancelled = [] { return fail(ErrorCode::cancelled, "core.cancelled"); };
    Transaction transaction(database);
    TP_TRY(transaction.begin());
    TP_TRY(make_own_table(database, "meta", "(key TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID"));
    TP_TRY(put_meta(database, city));
    TP_TRY(make_own_table(database, "exact_coordinates",
                          "(table_name TEXT NOT NULL, chunk INTEGER NOT NULL, xy BLOB NOT NULL, "
                          "PRIMARY KEY(table_name, chunk))"));
    database.shadow_tables_writable();
    auto tables = feature_tables(city);
    std::size_t rows = 1, done = 0;
    for (const FeatureTable& table : tables) rows += table.size;
    for (const FeatureTable& table : tables) {
        if (!still_wanted(progress, "project.writing", static_cast<double>(done) / static_cast<double>(rows)))
            return cancelled();
        if (table.optional && table.size == 0) continue;
        TP_TRY(write_features(database, city.frame, table));
        done += table.size;
    }
    TP_TRY(put_terrain(database, city.terrain));
    TP_TRY(put_sources(database, city.sources));
    TP_TRY(write_source_tables(database, tables_of_files));
    TP_TRY(write_extras(database, city));
    TP_TRY(make_own_table(database, "import_report", "(id INTEGER PRIMARY KEY, report TEXT NOT NULL)"));
    auto insert = database.prepare("INSERT INTO import_report VALUES(1,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    std::string json = report_to_json(report);
    insert->bind(1, std::string_view(json));
    TP_TRY(insert->run());
    if (!still_wanted(progress, "project.writing", 1.0)) return cancelled();
    return transaction.commit();
}

Result<City> read_city(Database& database) {
    City city;
    TP_TRY(get_meta(database, city));
    for (FeatureTable& table : feature_tables(city)) {
        if (table.optional) {
            auto there = database.integer("SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='" + table.name + '\'');
            if (!there) return std::unexpected(std::move(there.error()));
            if (*there == 0) continue;
        }
        TP_TRY(read_features(database, city.frame, table));
    }
    TP_TRY(get_terrain(database, city.terrain));
    TP_TRY(get_sources(database, city.sources));
    TP_TRY(check_indices(database, city));
    TP_TRY(read_extras(database, city));
    return city;
}

Result<CityHeader> read_header(Database& database) {
    Meta meta{database, {}};
    CityHeader header = get_header(meta);
    if (!meta.ok) return std::unexpected(meta.error);
    return header;
}

Result<ImportReport> read_report(Database& database) {
    auto select = database.prepare("SELECT report FROM import_report WHERE id=1");
    if (!select) return std::unexpected(std::move(select.error()));
    auto row = select->step();
    if (!row) return std::unexpected(std::move(row.error()));
    return report_from_json(*row ? std::string(select->text(0)) : "{}", database.name());
}

} // namespace tp
