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
    std::vector<ColumnGiven> columns; // --column FILE:COLUMN=QUANTITY
    std::filesystem::path user;       // empty: user_data_folder(); its roles/ come before those of `data`
    std::string encoding;         // of files that do not say theirs; empty: found out per layer
    std::vector<std::pair<std::string, std::string>> encodings; // --encoding FILE=NAME: of one file, wins over `encoding`
    int threads = 0;              // workers at a time; 0: one per core, at most 8
    std::filesystem::path worker; // empty: twinplan_import_worker beside the running program
    std::filesystem::path data;   // empty: data_folder(); holds roles/
    double seconds_per_file = 20; // and one second more for every 10 MB of the file
    bool unsafe = false;          // go on with what the system has where it lacks part of the sandbox
    std::uint64_t answer_limit_bytes = std::uint64_t{8} << 30;
};

// Reads files and folders through worker processes: layers in the order of the files (wire/input_list.h), then of the
// layers within a file. A file that cannot be read is one layer with role none, in = 0 and a note:
//   no_reader       no reader for this kind of file          unread_...         a kind that is known and not read: says what to do
//   not_what_it_says  the content is not what the name says
//   cannot_read     the reader refused it (where: the place) empty_file        nothing in it
//   other_kind      the content is of another known kind (where: "GeoPackage -> GeoJSON")
//   worker_failed   the worker ended or answered nonsense    timeout           longer than the limit, or too much CPU
//   worker_killed   somebody else ended the worker           memory_limit      more memory than allowed
//   sandbox_violation  it tried what readers never do and was ended (core/platform/syscall_filter.h)
//   changed_while_read  size or time of the file changed meanwhile    file_gone   it was there when the import began
//   no_permission   the file may not be read                 folder_unreadable  a folder within what was named likewise
//   link_outside    a link out of the folders that were named
// and those of the readers (data/messages/import_files.toml). A fresh worker goes on after a failed one.
//
// Workers are closed off (core/platform/sandbox.h): they read the folders named (of a file its folder, input_list.h;
// nothing hidden where that has hidden folders), the program's data and PROJ's, and nothing else. Where the system lacks Landlock or seccomp: error unsupported
// "wire.no_sandbox", or with `unsafe` the note "unsafe_import" on each layer, whose place says what there was.
// Nothing is written beside the files. Other errors: io "wire.sandbox_failed"; not_found wire.no_input, wire.empty_input, wire.no_worker,
// wire.as_no_match (a FILE of --as that no file or layer has), wire.column_no_match (a --column that no layer took), wire.encoding_no_match (one of --encoding); unsupported "wire.as_no_role",
// "wire.unknown_encoding"; cancelled.
Result<std::vector<FeatureLayer>> read_inputs(const std::vector<std::filesystem::path>& inputs,
                                              const ImportInputs& options, const Progress& progress);

} // namespace tp
