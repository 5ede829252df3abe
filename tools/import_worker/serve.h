// import_worker/serve.h - the worker's life: start, close itself off, answer requests. The program and the test of its
// sandbox share it, so that what is tested is what is shipped.
#pragma once

#include "core/result.h"
#include "import/source_file.h"

#include <optional>
#include <span>
#include <string>

namespace tp {

struct WorkerState {
    Session session;
    std::optional<Error> bad_tables; // without its tables the worker reads nothing, and says so for each file
};

// `words`: SANDBOX (core/platform/sandbox.h: "landlock+seccomp" ...), DATA_FOLDER, the user's own (may be empty), the ENCODINGs that the
// user named, separated by commas (may be empty), then folders and files that may be read. Reads the tables, loads what libraries would load later
// (converters of iconv), then closes the process off. Errors: usage "wire.bad_request" for words of another form, io
// "wire.sandbox_failed".
Result<WorkerState> start_worker(std::span<const std::string> words);

// Waits for one request on the parent's socket and answers it with the file's layers in shared memory. A file that needs
// more memory than allowed is answered with the note "memory_limit", and this worker ends. False: nothing more to do.
bool serve_one(WorkerState& state);

} // namespace tp
