#include "city_import/city_import.h"

#include "project/project.h"
#include "project/quantise.h"
#include "scene/tile_set.h"

#include <algorithm>
#include <system_error>
#include <unistd.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

std::string listed(const std::vector<fs::path>& inputs) {
    std::string out;
    for (const auto& input : inputs) out += (out.empty() ? "" : ", ") + input.string();
    return out;
}

using Refused = std::vector<std::pair<std::string, ReportNote>>; // file and why nothing of it came in

Error why_nothing(const CityImport& import, const Messages& messages, const Refused& refused) {
    if (refused.empty()) return {ErrorCode::not_found, "import.nothing", {{"input", listed(import.inputs)}}, {}};
    const auto& [file, note] = refused.front();
    const char* key = note.code == "other_kind" ? "import.other_kind" : "import.unreadable";
    bool alone = import.inputs.size() == 1 && refused.size() == 1;
    return {ErrorCode::bad_format, key, {{"file", alone ? listed(import.inputs) : file}, {"reason", note_text(messages, note)}}, {}};
}

} // namespace

Result<void> check_target(const fs::path& target, const std::vector<fs::path>& inputs) {
    std::error_code error;
    if (fs::is_directory(target, error)) return fail(ErrorCode::io, "import.target_is_folder", {{"file", target.string()}});
    fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error)) return fail(ErrorCode::io, "import.no_folder", {{"folder", folder.string()}});
    if (::access(folder.c_str(), W_OK) != 0) return fail(ErrorCode::io, "import.read_only_folder", {{"folder", folder.string()}});
    for (const fs::path& input : inputs)
        if (fs::exists(target, error) && fs::equivalent(target, input, error))
            return fail(ErrorCode::io, "import.target_is_input", {{"file", target.string()}});
    return {};
}

std::string name_of_inputs(const std::vector<fs::path>& inputs) {
    if (inputs.empty()) return {};
    std::error_code error;
    fs::path first = fs::weakly_canonical(inputs.front(), error);
    if (error) first = inputs.front();
    std::string name = first.filename().string();
    if (!fs::is_directory(first, error) && name.find('.') != 0) name = name.substr(0, name.find('.'));
    return name;
}

Result<Assembled> make_city(const CityImport& import, const Messages& messages, const Progress& progress) {
    auto layers = read_inputs(import.inputs, import.read, progress);
    if (!layers) return std::unexpected(layers.error());
    Refused refused;
    for (const FeatureLayer& layer : *layers)
        if (layer.role == Role::none && layer.in == 0 && !layer.notes.empty()) refused.emplace_back(layer.file, layer.notes.front());
    AssembleOptions how = import.how;
    if (how.fallback_name.empty()) how.fallback_name = name_of_inputs(import.inputs);
    auto made = assemble(std::move(*layers), how, progress);
    if (!made) return std::unexpected(made.error().key == "import.nothing" ? why_nothing(import, messages, refused) : made.error());
    quantise(made->city); // the file holds each coordinate once then
    return made;
}

Result<void> write_made_city(const fs::path& target, const Assembled& made, const Progress& progress) {
    auto tiles = build_tiles(made.city, progress);
    if (!tiles) return std::unexpected(tiles.error());
    return write_document(target, made.city, made.report, {}, {}, progress, {}, {.tables = made.tables, .tiles = *tiles});
}

std::string note_text(const Messages& messages, const ReportNote& note) {
    auto arrow = note.where.find(" -> "); // of other_kind
    std::string is = arrow == std::string::npos ? std::string{} : note.where.substr(arrow + 4);
    std::string text = messages.text("import.note." + note.code,
                                     {{"count", grouped(note.count)}, {"where", note.where}, {"says", note.where.substr(0, arrow)}, {"is", is}});
    while (text.ends_with(' ')) text.pop_back(); // where there is no place to name
    return text;
}

std::string grouped(std::int64_t n) {
    std::string digits = std::to_string(n);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (n < 0 ? 1 : 0); i -= 3) digits.insert(static_cast<std::size_t>(i), ",");
    return digits;
}

} // namespace tp
