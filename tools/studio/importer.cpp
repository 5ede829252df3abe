#include "studio/importer.h"

namespace tp {

Progress Importer::progress() {
    return [this](std::string_view step, double share) {
        m_inbox.post([this, step = std::string(step), share] { m_answers.progress(step, share); });
        return !m_cancel;
    };
}

void Importer::finish(const std::filesystem::path& target, const Assembled& made, const Progress& progress) {
    if (auto done = write_made_city(target, made, progress)) m_inbox.post([this, target] { m_answers.done(target); });
    else m_inbox.post([this, error = done.error()] { m_answers.failed(error); });
}

void Importer::start(CityImport import, const Messages& messages, bool offer) {
    m_cancel = false;
    m_made.reset();
    m_worker.post([this, import = std::move(import), messages = std::make_shared<const Messages>(messages), offer] {
        Progress progress = this->progress();
        CrsQuestion question;
        CityImport asking = import;
        asking.how.question = &question;
        auto made = make_city(asking, *messages, progress);
        if (!made && made.error().key == "import.crs_question" && !question.candidates.empty())
            return m_inbox.post([this, import, question] { m_answers.asked(import, question); });
        if (!made && made.error().key == "wire.no_sandbox" && !import.read.unsafe)
            return m_inbox.post([this, import, error = made.error()] { m_answers.not_closed_off(import, error); });
        if (!made) return m_inbox.post([this, error = made.error()] { m_answers.failed(error); });
        auto offers = offer ? column_offers(*made) : std::vector<ColumnOffer>{};
        if (offers.empty()) return finish(import.target, *made, progress);
        m_inbox.post([this, import, offers, waiting = std::make_shared<const Assembled>(std::move(*made))] {
            m_made = waiting;
            m_answers.offered(import, offers);
        });
    });
}

void Importer::write(const std::filesystem::path& target) {
    m_cancel = false;
    m_worker.post([this, target, made = std::exchange(m_made, nullptr)] { finish(target, *made, progress()); });
}

} // namespace tp
