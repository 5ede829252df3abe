#include "studio/session.h"

#include <algorithm>
#include <cmath>

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
                                m_model = std::move(model);
                                m_loading = !m_scene_ready;
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
    m_ground = std::make_unique<Ground>(*m_city);
    m_model.reset();
    m_evaluation.reset();
    m_layer.reset();
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
        if (m_frame) m_window.set_picture(m_frame->image); // the window's own copy went with its device
    }
}

void Session::on_frame(const std::shared_ptr<const Frame>& frame) {
    m_frame_under_way = false;
    m_frame = frame;
    m_window.set_picture(frame->image);
    if (frame->request.options.moving) { // keep motion above 15 pictures a second where the device is slow
        if (frame->total_ms > 66.0) m_resolution = std::max(0.4, m_resolution * 0.85);
        else if (frame->total_ms < 25.0) m_resolution = std::min(1.0, m_resolution * 1.1);
    }
    if (m_pick_wanted && frame->request.with_ids) {
        PicturePoint at = *m_pick_wanted;
        m_pick_wanted.reset();
        click(at);
    }
}

void Session::on_evaluated(const std::shared_ptr<const EvaluationAnswer>& answer) {
    m_evaluation_done = std::max(m_evaluation_done, answer->number);
    if (answer->proposal != m_active) return;
    auto evaluation = std::shared_ptr<const Evaluation>(answer, &answer->evaluation);
    m_layer = std::shared_ptr<const Layer>(answer, &answer->evaluation.reach);
    if (m_layer->value.empty()) m_layer.reset();
    ++m_layer_version;
    m_evaluation = std::move(evaluation);
    m_evaluation_of = answer->proposal;
    m_frame_wanted = true;
}

const Solution* Session::selected_solution() const {
    const ProposalState* proposal = active();
    if (!proposal || object_role(m_selected) != ObjectRole::solution) return nullptr;
    auto it = std::ranges::find_if(proposal->solutions, [&](const Solution& s) { return static_cast<std::uint32_t>(s.id) == object_index(m_selected); });
    return it == proposal->solutions.end() ? nullptr : &*it;
}

void Session::show_solutions() {
    std::vector<Solution> now;
    if (const ProposalState* proposal = active()) now = proposal->solutions;
    if (m_drag)
        for (Solution& solution : now)
            if (solution.id == m_drag->before.id) solution.at = m_drag->at;
    if (*m_shown == now) return;
    m_shown = std::make_shared<const std::vector<Solution>>(std::move(now));
    if (m_ground) m_labels.set_solutions(*m_ground, *m_shown, *m_catalogue, m_messages.language());
    ++m_shown_version;
    m_frame_wanted = true;
}

void Session::request_evaluation(bool with_evidence) {
    if (!m_model) return;
    m_evaluator.request(m_active, *m_shown, ++m_evaluation_wanted, with_evidence);
}

void Session::request_frame() {
    if (!m_scene_ready || m_frame_under_way || m_picture.width < 16 || m_picture.height < 16) return;
    bool moving = StudioClock::now() - m_last_motion < k_still_after || m_grip == Grip::solution;
    bool want_still = !moving && m_moving; // the last one was a moving picture
    if (!m_frame_wanted && !want_still && !(m_pick_wanted && !moving)) return;
    FrameRequest request;
    request.camera = camera_of(m_flight);
    double resolution = moving ? m_resolution : 1.0;
    request.options.width = std::max(16, static_cast<int>(m_picture.width * resolution));
    request.options.height = std::max(16, static_cast<int>(m_picture.height * resolution));
    request.options.moving = moving;
    request.options.shadow = moving ? ShadowMode::fast : ShadowMode::soft;
    request.options.selected_id = m_selected;
    request.options.sun = m_sun.sun;
    request.options.layer_on = m_layer_on && m_layer != nullptr;
    request.options.textures_on = m_textures_on;
    request.options.people_on = m_people_on;
    request.options.volumes_on = m_volumes_on;
    request.with_ids = !moving;
    request.serial = ++m_frame_serial;
    request.solutions = m_shown;
    request.solutions_version = m_shown_version;
    request.layer = m_layer;
    request.layer_version = m_layer_version;
    request.with_depth = m_view_choice.labels;
    request.vision = m_view_choice.vision;
    m_moving = moving;
    m_frame_wanted = false;
    m_frame_under_way = true;
    m_scene.request(std::move(request));
}

void Session::look_at_whole_city() {
    double aspect = m_picture.height > 0 ? static_cast<double>(m_picture.width) / static_cast<double>(m_picture.height) : 1.5;
    m_flight = flight_of(make_camera(*m_city, CameraPreset::oblique, m_city->extent, aspect));
    m_flight.mode = FlightMode::orbit;
    m_last_motion = StudioClock::now();
    m_frame_wanted = true;
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
    double timeout_s = m_key_held ? 0.016 : m_grip != Grip::none ? 0.03 : waits_for_still ? 0.05 : m_toast || m_loading || m_importing ? 0.25 : 30.0;
    bool open = m_window.wait(timeout_s);
    m_inbox.run_all();
    if (!open && !m_done) {
        m_window.set_close(false);
        if (m_document.modified && !m_document.read_only) m_asking_close = true;
        else return false;
    }
    if (m_done) return false;
    // Three frames: a click may go down in the first and up in the second, the third shows what it changed.
    for (int frame = 0; frame < (m_key_held || m_grip != Grip::none ? 1 : 3); ++frame) {
        m_window.begin();
        input();
        draw();
        if (auto done = m_window.end(); !done) return std::unexpected(done.error());
        on_window_notices();
    }
    request_frame();
    ask_attributes();
    return !m_done;
}

} // namespace tp
