#include "studio/session.h"

#include "city/problem_layers.h"
#include "view/still.h"

#include <algorithm>

namespace tp {
namespace {

using namespace std::chrono_literals;
constexpr auto k_still_after = 180ms; // without motion the picture is drawn in full

} // namespace

Session::Session(Window& window, Messages messages, std::shared_ptr<const Catalogue> catalogue, const std::string& device)
    : m_window(window), m_messages(std::move(messages)), m_catalogue(std::move(catalogue)),
      m_shown(std::make_shared<std::vector<Solution>>()), m_inbox([] { Window::wake(); }),
      m_documents(m_inbox, {.changed = [this](DocumentState state) { on_changed(std::move(state)); },
                            .failed = [this](const Error& error) { on_error(error); },
                            .opened = [this](std::shared_ptr<const City> city, DocumentState state) { on_opened(std::move(city), std::move(state)); },
                            .saved = [this] {
                                tell(m_messages.text("studio.saved", {{"file", m_document.path.filename().string()}}), false);
                                m_done = m_done || m_close_when_saved;
                            },
                            .attributes = [this](const Origin& origin, std::vector<std::pair<std::string, std::string>> lines) {
                                auto wanted = m_city ? origin_of(*m_city, m_selected) : std::nullopt;
                                if (wanted && wanted->source == origin.source && wanted->feature == origin.feature) m_file_lines = std::move(lines);
                            }}),
      m_evaluator(m_inbox, {.ready = [this](std::shared_ptr<const CityModel> model) {
                                if (!m_city || &model->city() != m_city.get()) return; // of the document before
                                m_model = std::move(model);
                                m_loading = !m_scene_ready;
                                show_layers(); // the crash model's
                                request_evaluation(true);
                            },
                            .evaluated = [this](const std::shared_ptr<const EvaluationAnswer>& answer) { on_evaluated(answer); },
                            .failed = [this](const Error& error) { on_error(error); },
                            .progress = [this](const std::string& step, double share) {
                                if (m_scene_ready) m_step = step, m_progress[step] = share;
                            }}),
      m_scene(m_inbox, device,
                       {.ready = [this](const std::string&) {
                            m_scene_ready = true;
                            m_loading = m_model == nullptr;
                            m_frame_wanted = true;
                        },
                        .frame = [this](const std::shared_ptr<const Frame>& frame) { on_frame(frame); },
                        .failed = [this](const Error& error) {
                            m_frame_under_way = false;
                            on_error(error);
                        },
                        .progress = [this](const std::string& step, double share) { m_step = step, m_progress[step] = share; },
                        .notice = [this](const Error& notice) { tell(m_messages.sentence(notice), true); }}),
      m_importer(m_inbox, {.done = [this](const std::filesystem::path& document) { on_imported(document); },
                           .failed = [this](const Error& error) { on_import_failed(error); },
                           .asked = [this](CityImport import, CrsQuestion question) {
                               m_importing = false;
                               m_asked = Asked{std::move(import), std::move(question), {}, 0};
                           },
                           .offered = [this](CityImport import, ImportOffers offers) {
                               m_importing = false;
                               m_asked = Asked{.import = std::move(import), .crs = {}, .sentence = {}, .chosen = k_unanswered, .offers = std::move(offers)};
                           },
                           .not_closed_off = [this](CityImport import, const Error& error) {
                               m_importing = false;
                               m_asked = Asked{std::move(import), std::nullopt, m_messages.sentence(error), 0};
                           },
                           .progress = [this](const std::string& step, double share) {
                               if (m_importing) m_step = step, m_progress[step] = share;
                           }}),
      m_labels(m_inbox) {}

void Session::open(const std::filesystem::path& document) {
    m_loading = true;
    m_step = "studio.step.read";
    m_progress.clear();
    m_documents.open(document);
}

void Session::on_opened(std::shared_ptr<const City> city, DocumentState state) {
    m_city = std::move(city);
    m_document = std::move(state);
    m_ground = std::make_shared<const Ground>(*m_city);
    m_thumbnails.clear();
    m_home = flight_of(make_camera(*m_city, CameraPreset::oblique, {}, static_cast<double>(k_thumbnail_width) / k_thumbnail_height));
    m_model.reset();
    m_evaluation.reset();
    m_answers.clear();
    m_walk.reset();
    m_flying.reset();
    m_compare = {};
    m_side = 0;
    m_bookmarks = load_bookmarks(bookmarks_file(m_document.path));
    m_city_layers.clear();
    m_layer_ids = problem_layers_of(*m_city);
    if (m_layer != "reach" && m_layer != "crash_risk" && std::ranges::find(m_layer_ids, m_layer) == m_layer_ids.end()) m_layer = "reach";
    show_layers();
    m_scene_ready = false;
    m_active = m_document.proposals.empty() ? std::string{} : m_document.proposals.front().name;
    m_tool.clear();
    m_selected = 0;
    m_report_open = m_report_after && m_document.report;
    m_report_after = false;
    m_report_filter = {};
    if (m_document.recovered) tell(m_messages.text("studio.recovered"), false);
    look_at_whole_city();
    EvaluationOptions options;
    options.assumptions = m_document.assumptions;
    m_scene.set_city(m_city, m_catalogue, m_document.tiles);
    m_labels.set_city(m_city);
    m_evaluator.set_city(m_city, m_catalogue, options);
    show_solutions();
    update_title();
}

void Session::on_changed(DocumentState state) {
    m_document = std::move(state);
    if (!active() && !m_document.proposals.empty()) m_active = m_document.proposals.back().name;
    if (object_role(m_selected) == ObjectRole::solution && !selected_solution()) m_selected = 0;
    if (m_drag && m_grip != Grip::solution) m_drag.reset(); // the moved one is committed now
    show_solutions();
    request_evaluation(true);
    update_title();
}

void Session::on_error(const Error& error) {
    tell(m_messages.sentence(error), true);
    m_drag.reset();
    m_loading = m_loading && m_city && !(m_scene_ready && m_model);
    if (error.code == ErrorCode::cancelled || !m_city) m_loading = false;
    show_solutions();
}

void Session::tell(const std::string& sentence, bool is_error) {
    m_toast = Toast{sentence, is_error, StudioClock::now() + (is_error ? 12s : 4s)};
}

void Session::on_window_notices() {
    for (const Error& notice : m_window.take_notices()) {
        tell(m_messages.sentence(notice), true);
        show_picture(); // the window's own copies went with its device
        m_window.set_sheet(m_thumbnails.sheet(), k_thumbnail_width, k_thumbnail_height);
    }
}

void Session::on_frame(const std::shared_ptr<const Frame>& frame) {
    if (frame->request->serial != m_frame_serial) return; // a newer view is on its way
    if (frame->first) m_frame_under_way = false;
    m_frame = frame;
    show_picture();
    if (frame->request->panes.front().options.moving) { // keep motion above 15 pictures a second where the device is slow
        if (frame->total_ms > 66.0) m_resolution = std::max(0.4, m_resolution * 0.85);
        else if (frame->total_ms < 25.0) m_resolution = std::min(1.0, m_resolution * 1.1);
    }
    if (m_pick_wanted && frame->first && frame->request->with_ids) {
        PicturePoint at = *m_pick_wanted;
        m_pick_wanted.reset();
        click(at);
    }
}

void Session::on_evaluated(const std::shared_ptr<const EvaluationAnswer>& answer) {
    m_evaluation_done = std::max(m_evaluation_done, answer->number);
    m_answers[answer->proposal] = answer;
    show_layers();
    if (answer->proposal != m_active) return;
    m_evaluation = std::shared_ptr<const Evaluation>(answer, &answer->evaluation);
    m_evaluation_of = answer->proposal;
}

const Solution* Session::selected_solution() const {
    const ProposalState* proposal = active();
    if (!proposal || object_role(m_selected) != ObjectRole::solution) return nullptr;
    auto it = std::ranges::find_if(proposal->solutions, [&](const Solution& s) { return static_cast<std::uint32_t>(s.id) == object_index(m_selected); });
    return it == proposal->solutions.end() ? nullptr : &*it;
}

void Session::show_solutions() {
    auto of = [&](const std::string& name) {
        const ProposalState* proposal = m_document.proposal(name);
        std::vector<Solution> now = proposal ? proposal->solutions : std::vector<Solution>{};
        if (m_drag && name == m_active)
            for (Solution& solution : now)
                if (solution.id == m_drag->before.id) solution.at = m_drag->at;
        return now;
    };
    for (int side = 0; side < 2; ++side) {
        Shown& shown = m_sides[static_cast<std::size_t>(side)];
        auto now = side < sides() ? of(proposal_of(side)) : std::vector<Solution>{};
        if (*shown.solutions == now) continue;
        shown.solutions = std::make_shared<const std::vector<Solution>>(std::move(now));
        shown.solutions_version = ++m_version;
        m_frame_wanted = true;
    }
    bool on_a_side = proposal_of(0) == m_active || (sides() == 2 && proposal_of(1) == m_active);
    if (on_a_side) m_shown = m_sides[proposal_of(0) == m_active ? 0 : 1].solutions;
    else m_shown = std::make_shared<const std::vector<Solution>>(of(m_active));
    if (m_ground) m_labels.set_solutions(*m_ground, *m_shown, *m_catalogue, m_messages.language());
}

void Session::request_evaluation(bool with_evidence) {
    if (!m_model) return;
    m_evaluator.request(m_active, *m_shown, ++m_evaluation_wanted, with_evidence);
    for (int side = 0; side < sides(); ++side)
        if (const std::string& name = proposal_of(side); name != m_active && !m_answers.contains(name))
            m_evaluator.request(name, *m_sides[static_cast<std::size_t>(side)].solutions, ++m_evaluation_wanted, with_evidence);
}

void Session::request_frame() {
    if (!m_scene_ready || m_frame_under_way || m_picture.width < 16 || m_picture.height < 16) return;
    bool moving = StudioClock::now() - m_last_motion < k_still_after || m_grip == Grip::solution;
    bool want_still = !moving && m_moving; // the last one was a moving picture
    if (!m_frame_wanted && !want_still && !(m_pick_wanted && !moving)) return;
    FrameRequest request;
    for (int side = 0; side < (m_compare.two() ? 2 : 1); ++side) request.panes.push_back(pane(side, moving));
    request.with_ids = !moving;
    request.samples = moving ? 1 : k_still_samples;
    request.serial = ++m_frame_serial;
    request.with_depth = m_view_choice.labels;
    request.vision = m_view_choice.vision;
    m_moving = moving;
    m_frame_wanted = false;
    m_frame_under_way = true;
    m_scene.request(std::move(request));
}

void Session::look_at_whole_city() {
    m_flight = flight_of(make_camera(*m_city, CameraPreset::oblique, {}, m_picture.height > 0 ? aspect(0) : 1.5));
    m_flight.mode = FlightMode::orbit;
    constexpr double k_air = 1.12; // a bar and a legend lie over the picture
    m_flight.distance_m *= k_air;
    m_whole = m_other_flight = m_flight;
    m_last_motion = StudioClock::now();
    m_frame_wanted = true;
}

void Session::look_from(FlightMode mode) {
    const Flight& from = flight();
    Flight to = switched(from, mode, m_ground->height_m({from.focus[0], from.focus[1]}));
    if (mode == FlightMode::top && from.mode == FlightMode::orbit && from.focus == m_whole.focus && from.distance_m == m_whole.distance_m) {
        Flight above = flight_of(make_camera(*m_city, CameraPreset::top, {}, aspect()));
        to.focus = {above.focus[0], above.focus[1], m_ground->height_m({above.focus[0], above.focus[1]})};
        to.distance_m = above.distance_m;
    }
    moved_to(to);
}

void Session::update_title() {
    std::string name = m_document.path.filename().string();
    m_window.set_title((m_document.modified ? "* " : "") + name + " – twinplan");
}

Result<bool> Session::turn() {
    // Asleep until input or an answer comes: a still window costs nothing. Held keys, the step from the moving to the still
    // picture and toasts need the next turn in time.
    bool waits_for_still = m_moving && !m_frame_under_way;
    // A button that went down and up at once is seen as up in the frame after: that one must come without an event.
    double timeout_s = m_key_held || m_flying ? 0.016 : m_grip != Grip::none ? 0.03 : waits_for_still ? 0.05 : m_toast || m_loading || m_importing ? 0.25 : 3600.0;
    bool open = m_window.wait(timeout_s);
    m_inbox.run_all();
    if (!open && !m_done) {
        m_window.set_close(false);
        if (m_document.modified && !m_document.read_only) m_asking_close = true;
        else return false;
    }
    if (m_done) return false;
    // Three frames: a click may go down in the first and up in the second, the third shows what it changed.
    for (int frame = 0; frame < (m_key_held || m_flying || m_grip != Grip::none ? 1 : 3); ++frame) {
        m_window.begin();
        input();
        fly_on();
        draw();
        if (auto done = m_window.end(); !done) return std::unexpected(done.error());
        on_window_notices();
    }
    request_frame();
    wish_thumbnails();
    ask_attributes();
    return !m_done;
}

} // namespace tp
