#include "project/rtree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace tp {
namespace {

constexpr std::size_t k_cell_bytes = 24, k_head_bytes = 4;

// Distance along the Hilbert curve of order 16 through (x, y), each 0..65535.
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y) {
    std::uint32_t distance = 0;
    for (std::uint32_t side = 1U << 15U; side > 0; side >>= 1U) {
        std::uint32_t right = (x & side) > 0 ? 1U : 0U, up = (y & side) > 0 ? 1U : 0U;
        distance += side * side * ((3U * right) ^ up);
        if (up == 0) { // turn the quadrant
            if (right == 1) {
                x = 65535U - x;
                y = 65535U - y;
            }
            std::swap(x, y);
        }
    }
    return distance;
}

void sort_along_curve(std::vector<RtreeEntry>& entries) {
    if (entries.empty()) return;
    float min_x = entries[0].min_x, max_x = entries[0].max_x, min_y = entries[0].min_y, max_y = entries[0].max_y;
    for (const auto& e : entries) {
        min_x = std::min(min_x, e.min_x), max_x = std::max(max_x, e.max_x);
        min_y = std::min(min_y, e.min_y), max_y = std::max(max_y, e.max_y);
    }
    double span = std::max({static_cast<double>(max_x) - min_x, static_cast<double>(max_y) - min_y, 1e-9});
    auto step = [span](double middle, double low) {
        return static_cast<std::uint32_t>(std::clamp((middle - low) / span, 0.0, 1.0) * 65535.0);
    };
    std::vector<std::pair<std::uint32_t, RtreeEntry>> keyed;
    keyed.reserve(entries.size());
    for (const auto& e : entries) {
        double x = 0.5 * (static_cast<double>(e.min_x) + e.max_x), y = 0.5 * (static_cast<double>(e.min_y) + e.max_y);
        keyed.emplace_back(hilbert(step(x, min_x), step(y, min_y)), e);
    }
    std::ranges::sort(keyed, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second.row < b.second.row;
    });
    std::ranges::transform(keyed, entries.begin(), [](const auto& pair) { return pair.second; });
}

template <class T>
void put(std::byte* to, T value) {
    value = std::byteswap(value);
    std::memcpy(to, &value, sizeof value);
}

void fill_node(std::vector<std::byte>& node, int depth, std::span<const RtreeEntry> entries) {
    std::ranges::fill(node, std::byte{0});
    put(node.data(), static_cast<std::uint16_t>(depth));
    put(node.data() + 2, static_cast<std::uint16_t>(entries.size()));
    std::byte* cell = node.data() + k_head_bytes;
    for (const auto& e : entries) {
        put(cell, static_cast<std::uint64_t>(e.row));
        put(cell + 8, std::bit_cast<std::uint32_t>(e.min_x));
        put(cell + 12, std::bit_cast<std::uint32_t>(e.max_x));
        put(cell + 16, std::bit_cast<std::uint32_t>(e.min_y));
        put(cell + 20, std::bit_cast<std::uint32_t>(e.max_y));
        cell += k_cell_bytes;
    }
}

RtreeEntry cover(std::int64_t node, std::span<const RtreeEntry> entries) {
    RtreeEntry out = entries[0];
    out.row = node;
    for (const auto& e : entries) {
        out.min_x = std::min(out.min_x, e.min_x), out.max_x = std::max(out.max_x, e.max_x);
        out.min_y = std::min(out.min_y, e.min_y), out.max_y = std::max(out.max_y, e.max_y);
    }
    return out;
}

struct Pack {
    Database& database;
    Statement node, row, parent;
    std::vector<std::byte> buffer;
    std::int64_t next_node = 2; // 1 is the root

    Result<void> write_node(std::int64_t number, int depth, std::span<const RtreeEntry> entries) {
        fill_node(buffer, depth, entries);
        node.bind(1, number);
        node.bind(2, std::span<const std::byte>(buffer));
        return node.run();
    }
    // Writes the entries as nodes of one level; gives the entries of the level above.
    Result<std::vector<RtreeEntry>> level(std::span<const RtreeEntry> entries, bool leaf, std::size_t capacity) {
        std::size_t count = (entries.size() + capacity - 1) / capacity; // nodes, filled evenly
        std::vector<RtreeEntry> above;
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t begin = entries.size() * i / count, end = entries.size() * (i + 1) / count;
            auto part = entries.subspan(begin, end - begin);
            std::int64_t number = next_node++;
            TP_TRY(write_node(number, 0, part));
            TP_TRY(refer(part, number, leaf));
            above.push_back(cover(number, part));
        }
        return above;
    }
    Result<void> refer(std::span<const RtreeEntry> part, std::int64_t number, bool leaf) {
        Statement& statement = leaf ? row : parent;
        for (const auto& e : part) {
            statement.bind(1, e.row);
            statement.bind(2, number);
            TP_TRY(statement.run());
        }
        return {};
    }
};

Result<void> pack(Database& database, const std::string& name, std::vector<RtreeEntry> entries) {
    auto size = database.integer(fmt::format("SELECT length(data) FROM {}_node WHERE nodeno=1", name));
    if (!size) return std::unexpected(std::move(size.error()));
    auto node = database.prepare(fmt::format("INSERT OR REPLACE INTO {}_node(nodeno,data) VALUES(?,?)", name));
    auto row = database.prepare(fmt::format("INSERT INTO {}_rowid(rowid,nodeno) VALUES(?,?)", name));
    auto parent = database.prepare(fmt::format("INSERT INTO {}_parent(nodeno,parentnode) VALUES(?,?)", name));
    for (auto* statement : {&node, &row, &parent})
        if (!*statement) return std::unexpected(std::move(statement->error()));
    std::size_t capacity = (static_cast<std::size_t>(*size) - k_head_bytes) / k_cell_bytes;
    Pack pack{database, std::move(*node), std::move(*row), std::move(*parent),
              std::vector<std::byte>(static_cast<std::size_t>(*size))};

    sort_along_curve(entries);
    int depth = 0;
    for (bool leaf = true; entries.size() > capacity; leaf = false, ++depth) {
        auto above = pack.level(entries, leaf, capacity);
        if (!above) return std::unexpected(std::move(above.error()));
        entries = std::move(*above);
    }
    TP_TRY(pack.write_node(1, depth, entries));
    return pack.refer(entries, 1, depth == 0);
}

// The seven triggers of GeoPackage 1.3 (annex F.3), for programs that change a feature in place.
Result<void> triggers(Database& database, const std::string& table) {
    std::string sql = fmt::format(R"(
CREATE TRIGGER rtree_{0}_geom_insert AFTER INSERT ON {0}
 WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_{0}_geom VALUES (NEW.fid, {1}); END;
CREATE TRIGGER rtree_{0}_geom_update1 AFTER UPDATE OF geom ON {0}
 WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN INSERT OR REPLACE INTO rtree_{0}_geom VALUES (NEW.fid, {1}); END;
CREATE TRIGGER rtree_{0}_geom_update2 AFTER UPDATE OF geom ON {0}
 WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{0}_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_{0}_geom_update3 AFTER UPDATE ON {0}
 WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{0}_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_{0}_geom VALUES (NEW.fid, {1}); END;
CREATE TRIGGER rtree_{0}_geom_update4 AFTER UPDATE ON {0}
 WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN DELETE FROM rtree_{0}_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_{0}_geom_delete AFTER DELETE ON {0} WHEN old.geom NOT NULL
BEGIN DELETE FROM rtree_{0}_geom WHERE id = OLD.fid; END;)",
                                  table, "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)");
    return database.execute(sql.c_str());
}

} // namespace

RtreeEntry rtree_entry(std::int64_t row, const LocalBox& box) {
    auto down = [](double v) {
        auto f = static_cast<float>(v);
        return static_cast<double>(f) > v ? std::nextafter(f, -std::numeric_limits<float>::infinity()) : f;
    };
    auto up = [](double v) {
        auto f = static_cast<float>(v);
        return static_cast<double>(f) < v ? std::nextafter(f, std::numeric_limits<float>::infinity()) : f;
    };
    return {row, down(box.min.x_m), up(box.max.x_m), down(box.min.y_m), up(box.max.y_m)};
}

Result<void> write_rtree(Database& database, const std::string& table, std::vector<RtreeEntry> entries) {
    std::string name = "rtree_" + table + "_geom";
    TP_TRY(
        database.execute(fmt::format("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", name).c_str()));
    TP_TRY(pack(database, name, std::move(entries)));
    TP_TRY(triggers(database, table));
    return database.execute(fmt::format("INSERT INTO gpkg_extensions VALUES ('{}','geom','gpkg_rtree_index',"
                                        "'http://www.geopackage.org/spec120/#extension_rtree','write-only')",
                                        table)
                                .c_str());
}

} // namespace tp
