// import/source_file.h - the bytes of one input and of the files beside it, wherever they lie: on disk, in .gz, in
// .zip.
#pragma once

#include "core/result.h"
#include "import/licence.h"
#include "import/roles.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct SourceFile {
    std::string file;  // as reports name it
    std::string name;  // last part of it, without .gz
    std::string bytes; // unpacked
    // The bytes of the side file with this ending (".dbf"), whatever its case; nullopt where there is none.
    std::function<std::optional<std::string>(std::string_view ending)> side;
    // The bytes of a file that this one refers to ("../appearance/a.jpg", percent-encoded or not). Refusals, with the
    // reference as place: uri_outside (another scheme, absolute, or out of the folder that the user gave), uri_missing.
    std::function<Result<std::string>(const std::string& reference)> beside;
};

// What lives as long as the worker.
struct Session {
    RoleTable roles;
    std::map<std::string, int> epsg_of = {}; // by CRS text: asking PROJ costs some 20 ms
    LicenceTable licences = {};
    int epsg(const std::string& crs_text);
};

// What a reader refuses: the note's code and the place.
using LayersOrRefusal = Result<std::vector<FeatureLayer>>;
inline std::unexpected<Error> refuse(std::string code, std::string where = {}) {
    return fail(ErrorCode::bad_format, std::move(code), {}, std::move(where));
}

struct ReadOptions {
    std::string encoding; // the user's; empty
    Session* session = nullptr;
};

Result<std::string> read_bytes(const std::filesystem::path& path); // refusal "cannot_read"
// `root`: the folder that references may not leave (wire/input_list.h).
SourceFile source_on_disk(const std::filesystem::path& path, std::string file, std::string bytes,
                          const std::filesystem::path& root);

// "a/../b%20c.jpg" seen from the folder `from` ("" or "x/y") as a plain path "x/y/b c.jpg"; nullopt where it is no relative
// reference or leaves the root.
std::optional<std::string> resolve_reference(std::string_view from, std::string_view reference);

bool is_gzip(std::string_view bytes);
bool is_zip(std::string_view bytes);
// Refusals: cannot_read, unpacks_too_large (ratio over 100 and more than 1 MiB, or over 4 GiB).
Result<std::string> unpack_gzip(std::string_view bytes);
// All files of an archive that are not folders, by name as UTF-8. Refusals: cannot_read, zip_path (absolute, "..", or a
// link), unpacks_too_large (ratio over 100 and more than 1 MiB, or over 4 GiB together), zip_method (neither stored nor
// deflated, or encrypted).
Result<std::vector<std::pair<std::string, std::string>>> unpack_zip(std::string_view bytes);

} // namespace tp
