#include "wire/input_list.h"

#include "core/platform/paths.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

namespace tp {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_side_file(const fs::path& path) {
    static constexpr std::array k_endings{".shx",      ".prj",     ".cpg",     ".qix", ".sbn", ".sbx",
                                          ".qpj",      ".fix",     ".cst",     ".qmd", ".qml", ".atx",
                                          ".ain",      ".aih",     ".idm",     ".ind", ".gfs", ".gpkg-wal",
                                          ".gpkg-shm", ".shp.xml", ".aux.xml", ".tfw", ".md",  ".ovr",
                                          ".tifw",    ".jgw",     ".jpgw",    ".pgw", ".pngw", ".wld"};
    std::string name = lower(path.filename().string());
    if (name.starts_with(".") || name.starts_with("readme") || name.starts_with("license") ||
        name.starts_with("licence") || name.starts_with("copying") || name.starts_with("sources.") || name == "thumbs.db")
        return true;
    return std::ranges::any_of(k_endings, [&](const char* ending) { return name.ends_with(ending); });
}

// An ArcGIS geodatabase is a folder of many files: one of them stands for all.
bool is_geodatabase_part(const fs::path& path) {
    return lower(path.parent_path().extension().string()) == ".gdb" && lower(path.filename().string()) != "a00000001.gdbtable";
}

bool has_shape(const fs::path& dbf) {
    std::error_code error;
    for (const char* ending : {".shp", ".SHP", ".Shp"})
        if (fs::exists(fs::path(dbf).replace_extension(ending), error)) return true;
    return false;
}

fs::path root_of(const fs::path& file) {
    std::error_code error;
    fs::path folder = fs::absolute(file, error).lexically_normal().parent_path();
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path())
        if (at.filename() == "udx") return at.parent_path();
    return folder;
}

void add_file(const fs::path& path, const fs::path& base, std::vector<InputFile>& out, std::set<std::string>& seen) {
    std::error_code error;
    auto real = fs::weakly_canonical(path, error);
    if (!seen.insert((error ? path : real).string()).second) return;
    InputFile input;
    input.path = path;
    input.root = base.empty() ? root_of(path) : base;
    input.file = base.empty() ? path.filename().string() : path.lexically_relative(base).generic_string();
    auto size = fs::file_size(path, error);
    input.size_bytes = error ? 0 : size;
    out.push_back(std::move(input));
}

Result<void> add_folder(const fs::path& folder, std::vector<InputFile>& out, std::set<std::string>& seen) {
    std::error_code error;
    std::vector<fs::path> files, closed;
    if (!may_read(folder)) return fail(ErrorCode::io, "wire.no_input", {{"file", folder.string()}});
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->is_directory(ignored) && at->path().filename().string().starts_with("."))
            at.disable_recursion_pending();
        else if (at->is_directory(ignored) && !at->is_symlink(ignored) && !may_read(at->path()))
            closed.push_back(at->path());
        else if (at->is_regular_file(ignored) && !is_side_file(at->path()) && !is_geodatabase_part(at->path()))
            files.push_back(at->path());
    }
    if (error) return fail(ErrorCode::io, "wire.no_input", {{"file", folder.string()}});
    std::ranges::sort(files, {}, [](const fs::path& p) { return p.generic_string(); });
    for (const auto& file : files)
        if (lower(file.extension().string()) != ".dbf" || !has_shape(file)) add_file(file, folder, out, seen);
    std::ranges::sort(closed);
    for (const auto& path : closed) out.push_back({path, path.lexically_relative(folder).generic_string(), 0, folder, true});
    return {};
}

} // namespace

Result<std::vector<InputFile>> list_inputs(std::span<const fs::path> inputs) {
    std::vector<InputFile> out;
    std::set<std::string> seen;
    for (const auto& input : inputs) {
        std::error_code error;
        auto status = fs::status(input, error);
        if (fs::is_directory(status)) {
            if (auto added = add_folder(input, out, seen); !added) return std::unexpected(added.error());
        } else if (fs::is_regular_file(status)) {
            add_file(input, {}, out, seen);
        } else {
            return fail(ErrorCode::not_found, "wire.no_input", {{"file", input.string()}});
        }
    }
    if (out.empty())
        return fail(ErrorCode::not_found, "wire.empty_input",
                    {{"file", inputs.empty() ? std::string{} : inputs.front().string()}});
    return out;
}

} // namespace tp
