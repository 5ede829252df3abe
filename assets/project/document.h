// project/document.h - the .twin as a file: who may write it, whether it is one, and how it is replaced at once or not.
#pragma once

#include "core/result.h"
#include "project/changes.h"
#include "project/platform/files.h"
#include "project/sqlite.h"

#include <filesystem>
#include <string>

namespace tp {

// The file that a name leads to, links followed; for a new file its folder's real path and the name.
std::filesystem::path real_path(const std::filesystem::path& document);

// Where the working file and the lock of a document lie: state_folder()/work/HASH.*, by its real path.
std::filesystem::path working_file(const std::filesystem::path& real);

// The right to write a document. Held as two advisory locks, which end with the process: on a file of the state folder
// (found by the document's path, so that it outlives the replacement of the file), and on the document itself where its
// file system can (so that another user or another name of the same file is seen too).
class DocumentLock {
public:
    // Error locked "project.second_writer"; io "project.no_state_folder".
    static Result<DocumentLock> take(const std::filesystem::path& real);
    // Before `fresh` becomes the document by rename.
    Result<void> hand_over(File fresh);

private:
    File m_by_path, m_document;
};

// A file beside the target that becomes the target by publish(), or vanishes.
class PendingFile {
public:
    // Error io "project.read_only_folder", "project.disk_full". Leftovers of dead processes are removed.
    static Result<PendingFile> create(const std::filesystem::path& target);
    ~PendingFile();
    PendingFile(PendingFile&& other) noexcept;
    PendingFile& operator=(PendingFile&&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    const File& file() const { return m_file; }
    // Flush, keep TARGET.bak, rename, flush the folder. On an error the target is what it was.
    Result<void> publish(DocumentLock& lock);

private:
    PendingFile(std::filesystem::path path, std::filesystem::path target, File file);
    std::filesystem::path m_path, m_target;
    File m_file;
};

// Another program that has the file open would lose or spoil what is saved over it: error io "project.in_use".
Result<void> check_not_in_use(const std::filesystem::path& real);

// The whole file is sound: error bad_format "project.corrupt".
Result<void> check_sound(Database& database);

// A document opened for reading, known to be a twin of a version that can be read, its changeable part read.
struct Document {
    Database database;
    File file;
    FileIdentity identity;
    std::string save_id;
    LocalFrame frame;
    Changes changes;
};
Result<Document> open_document(const std::filesystem::path& real, const std::string& name);

// Writes changes and everything derived from them into a GeoPackage that holds a city; sets its save_id.
Result<void> store_changes(Database& database, const LocalFrame& frame, const Changes& changes);

// What save_id will be: content decides, so equal ids mean equal documents.
std::string save_id_of(const std::string& city_hash, const Changes& changes);

} // namespace tp
