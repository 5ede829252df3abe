#include "studio/importer.h"

#include <memory>

namespace tp {

void Importer::start(CityImport import, const Messages& messages) {
    m_cancel = false;
    m_worker.post([this, import = std::move(import), messages = std::make_shared<const Messages>(messages)] {
        Progress progress = [this](std::string_view step, double share) {
            m_inbox.post([this, step = std::string(step), share] { m_answers.progress(step, share); });
            return !m_cancel;
        };
        CrsQuestion question;
        CityImport asking = import;
        asking.how.question = &question;
        auto made = make_city(asking, *messages, progress);
        auto done = made ? write_made_city(import.target, *made, progress) : std::unexpected(made.error());
        if (done)
            m_inbox.post([this, target = import.target] { m_answers.done(target); });
        else if (done.error().key == "import.crs_question" && !question.candidates.empty())
            m_inbox.post([this, import, question] { m_answers.asked(import, question); });
        else if (done.error().key == "wire.no_sandbox" && !import.read.unsafe)
            m_inbox.post([this, import, error = done.error()] { m_answers.not_closed_off(import, error); });
        else
            m_inbox.post([this, error = done.error()] { m_answers.failed(error); });
    });
}

} // namespace tp
