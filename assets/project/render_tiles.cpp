#include "project/render_tiles.h"

#include "project/city_file.h"
#include "project/geopackage.h"

#include <mutex>

namespace tp {
namespace {

// "HASH TIME": the solutions' table is made anew with every save and is no part of the city.
Result<std::string> state_of_city(Database& database) {
    auto hash = meta_text(database, "city_hash");
    if (!hash) return hash;
    auto changed = database.prepare("SELECT max(last_change) FROM gpkg_contents WHERE table_name<>'solutions'");
    if (!changed) return std::unexpected(changed.error());
    auto row = changed->step();
    if (!row) return std::unexpected(row.error());
    return *hash + ' ' + std::string(*row ? changed->text(0) : std::string_view{});
}

class DocumentTiles final : public TileSource {
public:
    DocumentTiles(Database database, Statement select) : m_database(std::move(database)), m_select(std::move(select)) {}
    Result<std::vector<std::byte>> read(std::int64_t key) const override {
        std::lock_guard lock(m_mutex);
        m_select.reset();
        m_select.bind(1, key);
        auto row = m_select.step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return std::vector<std::byte>{};
        auto blob = m_select.blob(0);
        return std::vector<std::byte>(blob.begin(), blob.end());
    }

private:
    mutable std::mutex m_mutex;
    Database m_database;
    mutable Statement m_select; // after the database: ends first
};

} // namespace

Result<void> write_render_tiles(Database& database, std::span<const TileBlob> tiles) {
    if (tiles.empty()) return {};
    Transaction transaction(database);
    TP_TRY(transaction.begin());
    TP_TRY(make_own_table(database, "render_tiles", "(key INTEGER PRIMARY KEY, bytes BLOB NOT NULL)"));
    auto insert = database.prepare("INSERT INTO render_tiles VALUES(?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (const TileBlob& tile : tiles) {
        insert->bind(1, tile.key);
        insert->bind(2, std::span<const std::byte>(tile.bytes));
        TP_TRY(insert->run());
    }
    auto state = state_of_city(database);
    if (!state) return std::unexpected(std::move(state.error()));
    TP_TRY(set_meta(database, "render_tiles_of", *state));
    return transaction.commit();
}

std::shared_ptr<const TileSource> open_render_tiles(Database& document, const std::filesystem::path& real) {
    auto of = meta_text(document, "render_tiles_of");
    auto state = state_of_city(document);
    if (!of || !state || of->empty() || *of != *state) return nullptr;
    auto own = Database::open(real, Database::Mode::immutable, document.name());
    if (!own) return nullptr;
    auto select = own->prepare("SELECT bytes FROM render_tiles WHERE key=?");
    if (!select) return nullptr;
    return std::make_shared<DocumentTiles>(*std::move(own), *std::move(select));
}

} // namespace tp
