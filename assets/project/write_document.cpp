#include "project/city_file.h"
#include "project/document.h"
#include "project/geopackage.h"
#include "project/project.h"
#include "project/render_tiles.h"

namespace tp {
namespace {

Result<void> fill(const PendingFile& pending, const std::string& name, const City& city, const ImportReport& report,
                  const Attached& attached, const Changes& changes, const Progress& progress) {
    auto database = Database::open(pending.path(), Database::Mode::create, name);
    if (!database) return std::unexpected(std::move(database.error()));
    TP_TRY(make_geopackage(*database, city.frame.epsg));
    TP_TRY(write_city(*database, city, report, attached.tables, progress));
    for (const char* table : {"proposals", "edit_log", "facts", "assumptions"})
        TP_TRY(make_own_table(*database, table, "(placeholder)"));
    TP_TRY(write_render_tiles(*database, attached.tiles));
    return store_changes(*database, city.frame, changes);
}

} // namespace

Result<void> write_document(const std::filesystem::path& target, const City& city, const ImportReport& report,
                            const std::vector<ProposalEntry>& proposals, const Facts& facts, const Progress& progress,
                            const std::map<std::string, double>& assumptions, const Attached& attached) {
    auto real = real_path(target);
    auto lock = DocumentLock::take(real);
    if (!lock) return std::unexpected(std::move(lock.error()));
    TP_TRY(check_not_in_use(real));
    auto pending = PendingFile::create(real);
    if (!pending) return std::unexpected(std::move(pending.error()));
    TP_TRY(fill(*pending, target.string(), city, report, attached, {proposals, facts, assumptions}, progress));
    return pending->publish(*lock);
}

} // namespace tp
