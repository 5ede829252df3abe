#include "project/state.h"

#include "project/city_file.h"

#include <array>

namespace tp {
namespace {

// A document that another program put into WAL mode goes back to the plain one in the copy (bytes 18 and 19).
Result<void> plain_journal(const File& file, const std::filesystem::path& name) {
    std::array<std::byte, 2> versions{std::byte{1}, std::byte{1}};
    return write_at(file, 18, versions, name);
}

} // namespace

Result<void> Project::State::check_document() const {
    auto now = identity(real);
    if (!now) return fail(ErrorCode::not_found, "project.vanished", {{"file", path.string()}});
    if (*now != document.identity) return fail(ErrorCode::io, "project.changed_outside", {{"file", path.string()}});
    return {};
}

Result<void> Project::State::write_copy(const PendingFile& pending) {
    auto now = identity(document.file, path);
    if (!now) return std::unexpected(std::move(now.error()));
    if (now->size != document.identity.size || now->modified_ns != document.identity.modified_ns)
        return fail(ErrorCode::io, "project.changed_outside", {{"file", path.string()}});
    TP_TRY(copy_bytes(document.file, pending.file(), pending.path()));
    TP_TRY(plain_journal(pending.file(), pending.path()));
    auto copy = Database::open(pending.path(), Database::Mode::working, pending.path().string());
    if (!copy) return std::unexpected(std::move(copy.error()));
    TP_TRY(copy->execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"));
    TP_TRY(store_changes(*copy, document.frame, changes()));
    return check_sound(*copy);
}

Result<void> Project::State::save_to(const std::filesystem::path& target, const std::filesystem::path& target_real) {
    if (m_at_begin) return fail(ErrorCode::usage, "project.transaction_open");
    std::optional<DocumentLock> other; // of the new target
    if (mode == OpenMode::read_only || target_real != real) {
        auto taken = DocumentLock::take(target_real);
        if (!taken) return std::unexpected(std::move(taken.error()));
        other = std::move(*taken);
    }
    TP_TRY(check_not_in_use(target_real));
    auto pending = PendingFile::create(target_real);
    if (!pending) return std::unexpected(std::move(pending.error()));
    auto renamed = [&](Result<void> result) { // errors name the document, not the file beside it
        if (!result)
            for (auto& [name, value] : result.error().args)
                if (value == pending->path().string()) value = target.string();
        return result;
    };
    if (auto written = renamed(write_copy(*pending)); !written) return written;
    if (auto published = renamed(pending->publish(other ? *other : *lock)); !published) return published;

    auto fresh = open_document(target_real, target.string());
    if (m_working) drop_working(); // under the old name; the document has it all
    path = target;
    real = target_real;
    if (mode == OpenMode::edit && other) lock = std::move(other);
    modified = recovered = false;
    if (!fresh) return std::unexpected(std::move(fresh.error()));
    document = std::move(*fresh);
    m_saved = document.changes;
    return {};
}

} // namespace tp
