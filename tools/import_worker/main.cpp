// twinplan_import_worker SANDBOX DATA_FOLDER USER_FOLDER ENCODING [FOLDER|FILE]... - reads files that the parent names on
// descriptor 3, one at a time, and hands back their layers in sealed memory (wire/layers.h), or writes layers as a file
// (wire/export_request.h). It ends when the parent closes the socket or
// ends itself. The words are those of import_worker/serve.h; the parent decides about the sandbox, nothing else does.
#include "import_worker/serve.h"
#include "wire/worker.h"

#include <exception>
#include <unistd.h>

int main(int count, char** words) {
    int status = 0;
    try {
        const std::vector<std::string> given(words + 1, words + count);
        auto state = tp::start_worker(given);
        if (state)
            while (tp::serve_one(*state)) {
            }
        else
            status = state.error().key == "wire.sandbox_failed" ? tp::k_exit_no_sandbox : 2;
    } catch (const std::exception&) { // out of memory even for a short answer: the parent sees the socket close
        status = 1;
    }
    ::_exit(status); // closed off, the libraries' own clean-up could do what is not allowed
}
