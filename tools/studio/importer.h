// studio/importer.h - an import on a thread of its own: files to a .twin beside the window's work.
#pragma once

#include "city_import/city_import.h"
#include "city_import/remembered_columns.h"
#include "studio/worker.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tp {

class Importer {
public:
    struct Answers {
        std::function<void(std::filesystem::path)> done; // the document is written
        std::function<void(const Error&)> failed;        // nothing was written; cancelled too
        // A layer whose CRS the files leave open: the same import goes on once its crs_given says it.
        std::function<void(CityImport, CrsQuestion)> asked;
        // Columns that may hold what layers lack: the same import goes on with columns read, or write() as it is.
        std::function<void(CityImport, std::vector<ColumnOffer>)> offered;
        std::function<void(CityImport, const Error&)> not_closed_off; // "wire.no_sandbox": read.unsafe would go on
        std::function<void(std::string step, double share)> progress;
    };
    Importer(Inbox& inbox, Answers answers) : m_inbox(inbox), m_answers(std::move(answers)) {}
    ~Importer() { m_cancel = true; }

    // One at a time: precondition !busy(). `offer`: columns are asked about before anything is written.
    void start(CityImport import, const Messages& messages, bool offer);
    void write(const std::filesystem::path& target); // what was made when columns were offered
    void forget() { m_made.reset(); }
    void cancel() { m_cancel = true; }
    bool busy() const { return m_worker.busy(); }

private:
    Progress progress();
    void finish(const std::filesystem::path& target, const Assembled& made, const Progress& progress);

    Inbox& m_inbox;
    Answers m_answers;
    std::atomic<bool> m_cancel{false};
    std::shared_ptr<const Assembled> m_made; // waits for the answer about its columns
    Worker m_worker;
};

} // namespace tp
