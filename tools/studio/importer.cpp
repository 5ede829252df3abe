#include "studio/importer.h"

#include <algorithm>
#include <utility>

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

void Importer::start(CityImport import, const Messages& messages, std::vector<std::string> settled) {
    m_cancel = false;
    m_made.reset();
    m_worker.post([this, import = std::move(import), messages = std::make_shared<const Messages>(messages), settled = std::move(settled)] {
        Progress progress = this->progress();
        CrsQuestion question;
        CityImport asking = import;
        asking.how.question = &question;
        auto made = make_city(asking, *messages, progress);
        ImportOffers offers;
        if (!made) {
            const Error& error = made.error();
            if (error.key == "import.crs_question" && !question.candidates.empty())
                return m_inbox.post([this, import, question] { m_answers.asked(import, question); });
            if (error.key == "wire.no_sandbox" && !import.read.unsafe)
                return m_inbox.post([this, import, error] { m_answers.not_closed_off(import, error); });
            auto file = std::ranges::find(error.args, "file", &MessageArgs::value_type::first);
            if (error.key != "import.models_need_place" || file == error.args.end()) return m_inbox.post([this, error] { m_answers.failed(error); });
            offers.places.push_back({file->second, 0, {}});
            offers.can_go_on = false;
            return m_inbox.post([this, import, offers] { m_answers.offered(import, offers); });
        }
        offers.columns = column_offers(*made);
        offers.places = place_offers(*made);
        std::erase_if(offers.places, [&](const PlaceOffer& offer) { return std::ranges::find(settled, offer.file) != settled.end(); });
        if (offers.columns.empty() && offers.places.empty()) return finish(import.target, *made, progress);
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
