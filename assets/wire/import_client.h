// wire/import_client.h - the parent's side of an import: asks worker processes, checks their answers, knows no parser.
#pragma once

#include "city/feature_layer.h"
#include "core/progress.h"
#include "core/result.h"
#include "wire/request.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tp {

struct ImportInputs {
    std::vector<RoleGiven> roles; // --as FILE=ROLE; of several that name a file the last counts
    std::string encoding;         // of files that do not say theirs; empty: found out per layer
    int threads = 0;              // workers at a time; 0: one per core, at most 8
    std::filesystem::path worker; // empty: twinplan_import_worker beside the running program
    std::filesystem::path data;   // empty: data_folder(); holds roles/
    double seconds_per_file = 20; // and one second more for every 10 MB of the file
    std::uint64_t answer_limit_bytes = std::uint64_t{8} << 30;
};

// Reads files and folders through worker processes: layers in the order of the files (wire/input_list.h), then of the
// layers within a file. A file that cannot be read is one layer with role none, in = 0 and a note:
//   no_reader       no reader for this kind of file          not_what_it_says  the content is not what the name says
//   cannot_read     the reader refused it (where: the place) empty_file        nothing in it
//   other_kind      the content is of another known kind (where: "GeoPackage -> GeoJSON")
//   worker_failed   the worker ended or answered nonsense    timeout           it took longer than the limit
// and those of the readers (data/messages/import_files.toml). A fresh worker goes on after a failed one.
// Nothing is written beside the files. Errors: not_found wire.no_input, wire.empty_input, wire.no_worker,
// wire.as_no_match (a FILE of --as that no file or layer has); unsupported "wire.as_no_role",
// "wire.unknown_encoding"; cancelled.
Result<std::vector<FeatureLayer>> read_inputs(const std::vector<std::filesystem::path>& inputs,
                                              const ImportInputs& options, const Progress& progress);

} // namespace tp
