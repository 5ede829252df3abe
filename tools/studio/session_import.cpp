// Files that were dropped become a document; its report leads to every feature.
#include "studio/session.h"

#include <algorithm>
#include <charconv>

namespace tp {

namespace fs = std::filesystem;

void Session::take(const std::vector<fs::path>& files) {
    if (files.empty() || m_importing || m_asked) return;
    if (files.size() == 1 && files.front().extension() == ".twin") return open(files.front());
    std::error_code error;
    for (const fs::path& file : files)
        if (!fs::exists(file, error)) return tell(m_messages.text("wire.no_input", {{"file", file.string()}}), true);
    m_import_ask = ImportAsk{files, default_target(files).string(), {}, {}};
}

void Session::draw_import(const PanelText& text) {
    if (m_import_ask) {
        ImportAnswer answer = import_window(text, m_picture, *m_import_ask);
        if (m_dialog_key == DialogKey::no || answer == ImportAnswer::cancel) m_import_ask.reset();
        else if (m_dialog_key == DialogKey::yes || answer == ImportAnswer::start) start_import();
    } else if (m_asked && m_asked->crs) {
        ask_crs(text);
    } else if (m_asked && !(m_asked->offers.columns.empty() && m_asked->offers.places.empty())) {
        ask_offer(text);
    } else if (m_asked) {
        ask_unsafe(text);
    }
    if (m_importing && progress_window(text, m_picture, m_step, m_progress.contains(m_step) ? m_progress[m_step] : 0.0)) m_importer.cancel();
    if (m_report_open && m_document.report) {
        float pad = 10 * text.scale, width = std::min(m_picture.width - 2 * pad, 900 * text.scale);
        PanelBox box{m_picture.x + pad, m_picture.y + m_picture.height * 0.52F, width, m_picture.height * 0.48F - pad};
        ReportActions actions = report_window(text, box, *m_document.report, m_report_filter);
        if (actions.close) m_report_open = false;
        if (actions.jump) jump(*actions.jump);
    }
}

int Session::next_choice(int chosen, int count) const {
    int step = m_dialog_key == DialogKey::down ? 1 : m_dialog_key == DialogKey::up ? -1 : 0;
    if (step == 0) return chosen;
    if (chosen < 0) return step > 0 ? 0 : count - 1;
    return (chosen + step + count) % count;
}

void Session::ask_crs(const PanelText& text) {
    const auto& candidates = m_asked->crs->candidates;
    for (std::size_t turn = 0; turn < candidates.size(); ++turn) { // past those that are not among the answers
        m_asked->chosen = next_choice(m_asked->chosen, static_cast<int>(candidates.size()));
        if (!candidates[static_cast<std::size_t>(m_asked->chosen)].swapped) break;
    }
    auto answer = crs_window(text, m_picture, *m_asked->crs, m_asked->chosen);
    if (m_dialog_key == DialogKey::yes) answer = m_asked->chosen;
    if (m_dialog_key == DialogKey::no) answer = -1;
    if (!answer) return;
    Asked asked = std::move(*m_asked);
    m_asked.reset();
    if (*answer < 0) return;
    asked.import.how.crs_given.emplace_back(asked.crs->file, asked.crs->candidates[static_cast<std::size_t>(*answer)].epsg);
    go_on(std::move(asked.import));
}

std::optional<bool> Session::ask_column(const PanelText& text, const ColumnOffer& offer) {
    Asked& asked = *m_asked;
    asked.chosen = next_choice(asked.chosen, static_cast<int>(offer.choices.size()) + 1);
    auto answer = column_window(text, m_picture, offer, asked.chosen, static_cast<int>(asked.offer) + 1,
                                static_cast<int>(asked.offers.columns.size() + asked.offers.places.size()));
    if (m_dialog_key == DialogKey::yes && asked.chosen != k_unanswered) answer = asked.chosen;
    if (m_dialog_key == DialogKey::no || answer == k_cancelled) return false;
    if (!answer) return std::nullopt;
    take_answer(offer, static_cast<std::size_t>(*answer), asked.import.read.columns, asked.said);
    asked.changes |= static_cast<std::size_t>(*answer) < offer.choices.size();
    asked.chosen = k_unanswered;
    return true;
}

std::optional<bool> Session::ask_place(const PanelText& text, const PlaceOffer& offer) {
    Asked& asked = *m_asked;
    PlaceAnswer answer = place_window(text, m_picture, offer, asked.offers.can_go_on, asked.place, asked.problem);
    if (m_dialog_key == DialogKey::no || answer == PlaceAnswer::cancel) return false;
    if (m_dialog_key == DialogKey::yes) answer = PlaceAnswer::place;
    if (answer == PlaceAnswer::none) return std::nullopt;
    if (answer == PlaceAnswer::leave_out) {
        m_models_left_out.push_back(offer.file);
    } else if (auto place = place_of(offer.file, asked.place)) {
        asked.import.how.places.push_back(*place);
        asked.changes = true;
    } else {
        MessageArgs args = place.error().args;
        for (auto& [name, value] : args)
            if (name == "part") value = text("studio.import.place_part_" + value);
        asked.problem = text("studio.import.place_bad", args);
        return std::nullopt;
    }
    asked.place = {};
    asked.problem.clear();
    return true;
}

void Session::ask_offer(const PanelText& text) {
    Asked& asked = *m_asked;
    std::size_t columns = asked.offers.columns.size();
    auto answered = asked.offer < columns ? ask_column(text, asked.offers.columns[asked.offer]) : ask_place(text, asked.offers.places[asked.offer - columns]);
    if (!answered) return;
    if (!*answered) {
        m_asked.reset();
        m_importer.forget();
        return;
    }
    if (++asked.offer < columns + asked.offers.places.size()) return;
    Asked all = std::move(*m_asked);
    m_asked.reset();
    if (auto kept = remember_columns(all.said); !all.said.empty() && !kept) tell(m_messages.sentence(kept.error()), true);
    if (all.changes) return go_on(std::move(all.import));
    m_importing = true;
    m_importer.write(all.import.target); // nothing is read otherwise than it was
}

void Session::ask_unsafe(const PanelText& text) {
    auto answer = confirm_window(text, m_picture, m_asked->sentence, text("studio.import.unsafe"));
    if (m_dialog_key == DialogKey::no) answer = false; // Enter is too quick a yes to going on without protection
    if (!answer) return;
    CityImport import = std::move(m_asked->import);
    m_asked.reset();
    import.read.unsafe = true;
    if (*answer) go_on(std::move(import));
}

void Session::start_import() {
    ImportAsk& ask = *m_import_ask;
    CityImport import;
    import.inputs = ask.inputs;
    import.target = ask.target;
    if (import.target.extension() != ".twin") import.target += ".twin";
    if (!ask.population.empty()) {
        std::int64_t persons = -1;
        auto [end, error] = std::from_chars(ask.population.data(), ask.population.data() + ask.population.size(), persons);
        if (error != std::errc{} || end != ask.population.data() + ask.population.size() || persons < 0) {
            ask.problem = m_messages.text("studio.import.bad_population", {{"text", ask.population}});
            return;
        }
        import.how.population = persons;
    }
    if (auto good = check_target(import.target, import.inputs); !good) {
        ask.problem = m_messages.sentence(good.error());
        return;
    }
    m_import_ask.reset();
    m_models_left_out.clear();
    go_on(std::move(import));
}

void Session::go_on(CityImport import) {
    m_importing = true;
    m_step = "wire.step.listing";
    m_progress.clear();
    m_importer.start(std::move(import), m_messages, m_models_left_out);
}

void Session::on_imported(const fs::path& document) {
    m_importing = false;
    m_report_after = true;
    open(document);
}

void Session::on_import_failed(const Error& error) {
    m_importing = false;
    if (error.code == ErrorCode::cancelled) return tell(m_messages.text(error.key, error.args), false);
    on_error(error);
}

void Session::jump(const ReportJump& where) {
    if (!m_city || !m_ground) return;
    constexpr double k_near_m = 180.0;
    double ground = m_ground->height_m(where.at);
    Flight there = m_flight;
    if (there.mode == FlightMode::walk) there = switched(there, FlightMode::orbit, ground);
    there.focus = {where.at.x_m, where.at.y_m, ground};
    there.distance_m = std::min(there.distance_m, k_near_m);
    m_side = 0;
    fly_to(panned(there, aspect(), {0, 0}, {0, -0.45})); // above the list
    m_selected = object_from(*m_city, {static_cast<std::uint16_t>(where.layer), where.feature});
}

void Session::ask_attributes() {
    if (m_file_lines_of == m_selected) return;
    m_file_lines_of = m_selected;
    m_file_lines.clear();
    if (auto origin = m_city ? origin_of(*m_city, m_selected) : std::nullopt) m_documents.ask_attributes(*origin);
}

} // namespace tp
