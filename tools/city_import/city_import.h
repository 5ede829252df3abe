// city_import/city_import.h - from files to a .twin: what the command line, the window and the benchmark do alike.
#pragma once

#include "city/assemble.h"
#include "core/messages.h"
#include "core/progress.h"
#include "core/result.h"
#include "wire/import_client.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tp {

struct CityImport {
    std::vector<std::filesystem::path> inputs;
    std::filesystem::path target;
    ImportInputs read;
    AssembleOptions how; // an empty fallback_name: name_of_inputs()
};

// What can be known before the work begins: errors io "import.target_is_folder", "import.no_folder",
// "import.read_only_folder", "import.target_is_input".
Result<void> check_target(const std::filesystem::path& target, const std::vector<std::filesystem::path>& inputs);

// The name of the first folder or file, without its endings.
std::string name_of_inputs(const std::vector<std::filesystem::path>& inputs);

// Reads the inputs and makes the city, on the grid that a document holds exactly (project/quantise.h). Where nothing came
// of it and a file says why, that is the error's sentence, in the language of `messages`.
Result<Assembled> make_city(const CityImport& import, const Messages& messages, const Progress& progress);

// Writes the document with what the files say of their features.
Result<void> write_made_city(const std::filesystem::path& target, const Assembled& made, const Progress& progress);

// The sentence of a note of the report: what happened, how often, where first.
std::string note_text(const Messages& messages, const ReportNote& note);

std::string grouped(std::int64_t n); // 7987 -> 7,987

} // namespace tp
