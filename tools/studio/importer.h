// studio/importer.h - an import on a thread of its own: files to a .twin beside the window's work.
#pragma once

#include "city_import/city_import.h"
#include "city_import/model_places.h"
#include "city_import/remembered_columns.h"
#include "studio/worker.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct ImportOffers {
    std::vector<ColumnOffer> columns; // that may hold what layers lack
    std::vector<PlaceOffer> places;   // models that need a place
    bool can_go_on = true;            // without an answer: not where there is nothing but such models
};

class Importer {
public:
    struct Answers {
        std::function<void(std::filesystem::path)> done; // the document is written
        std::function<void(const Error&)> failed;        // nothing was written; cancelled too
        // A layer whose CRS the files leave open: the same import goes on once its crs_given says it.
        std::function<void(CityImport, CrsQuestion)> asked;
        // What would make more of the files: the same import goes on with the answers, or write() as it is.
        std::function<void(CityImport, ImportOffers)> offered;
        std::function<void(CityImport, const Error&)> not_closed_off; // "wire.no_sandbox": read.unsafe would go on
        std::function<void(std::string step, double share)> progress;
    };
    Importer(Inbox& inbox, Answers answers) : m_inbox(inbox), m_answers(std::move(answers)) {}
    ~Importer() { m_cancel = true; }

    // One at a time: precondition !busy(). `settled`: files whose models stay out, not asked about again.
    void start(CityImport import, const Messages& messages, std::vector<std::string> settled = {});
    void write(const std::filesystem::path& target); // what was made when something was offered
    void forget() { m_made.reset(); }
    void cancel() { m_cancel = true; }
    bool busy() const { return m_worker.busy(); }

private:
    Progress progress();
    void finish(const std::filesystem::path& target, const Assembled& made, const Progress& progress);

    Inbox& m_inbox;
    Answers m_answers;
    std::atomic<bool> m_cancel{false};
    std::shared_ptr<const Assembled> m_made; // waits for the answers
    Worker m_worker;
};

} // namespace tp
