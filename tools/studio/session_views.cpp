// Two proposals beside one another, cameras that fly, places that are kept, and pictures for the paper.
#include "studio/session.h"

#include "report/compare_view.h"
#include "report/panel_grid.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fmt/format.h>
#include <imgui.h>
#include <numbers>

namespace tp {
namespace {

constexpr double k_fly_s = 0.9, k_pixels_most = 8.3e6; // of the window's picture: larger windows stretch it
constexpr double k_nearer = 0.45, k_jump_m = 160.0;
constexpr ImU32 k_view_white = IM_COL32(255, 255, 255, 255), k_view_ink = IM_COL32(0x2b, 0x2b, 0x2b, 255);

ImU32 colour_of_side(int side, int alpha = 255) {
    const auto& c = k_accents[static_cast<std::size_t>(side)];
    return IM_COL32(static_cast<int>(255 * c[0]), static_cast<int>(255 * c[1]), static_cast<int>(255 * c[2]), alpha);
}

std::filesystem::path picture_file(const std::filesystem::path& document) {
    std::time_t now = std::time(nullptr);
    std::tm t{};
    localtime_r(&now, &t);
    std::string stem = fmt::format("{}_{:04}{:02}{:02}-{:02}{:02}{:02}", document.stem().string(), t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
    std::error_code error;
    for (int i = 0;; ++i) { // no file that is there already
        auto file = document.parent_path() / (stem + (i == 0 ? "" : "_" + std::to_string(i)) + ".png");
        if (!std::filesystem::exists(file, error) || i > 99) return file;
    }
}

// What the left one has and the right one has not, which goes: hatched.
void draw_gone(ImDrawList* draw, ImVec2 at, ImU32 colour, float scale) {
    float r = 4.5F * scale;
    draw->AddCircleFilled(at, r + 1.2F * scale, k_view_white);
    draw->AddCircle(at, r, colour, 0, 1.2F * scale);
    for (float aside : {-0.5F, 0.0F, 0.5F}) { // of rising lines
        float half = r * std::sqrt((1 - aside * aside) / 2), shift = aside * r * std::sqrt(0.5F);
        draw->AddLine({at.x + shift - half, at.y + shift + half}, {at.x + shift + half, at.y + shift - half}, colour, 1.1F * scale);
    }
}

} // namespace

double Session::aspect(int side) const {
    PanelBox area = area_of(m_compare, m_picture, side);
    return std::max(1.0, static_cast<double>(area.width)) / std::max(1.0, static_cast<double>(area.height));
}

const std::string& Session::proposal_of(int side) const {
    return m_compare.mode == ViewMode::single ? m_active : side == 0 ? m_compare.left : m_compare.right;
}

Camera Session::seen_camera(int side) const {
    if (!m_frame) return camera_of(flight_of_side(side));
    const auto& panes = m_frame->request->panes;
    return panes[std::min(panes.size() - 1, static_cast<std::size_t>(side))].camera;
}

Pane Session::pane(int side, bool moving) const {
    const Shown& shown = m_sides[static_cast<std::size_t>(side)];
    PanelBox area = area_of(m_compare, m_picture, side);
    double resolution = std::min(moving ? m_resolution : 1.0, std::sqrt(k_pixels_most / (static_cast<double>(area.width) * static_cast<double>(area.height))));
    Pane pane;
    pane.camera = camera_of(flight_of_side(side));
    FrameOptions& options = pane.options;
    options.width = std::max(16, static_cast<int>(area.width * resolution));
    options.height = std::max(16, static_cast<int>(area.height * resolution));
    options.moving = moving;
    options.shadow = moving ? ShadowMode::fast : ShadowMode::soft;
    options.selected_id = object_role(m_selected) == ObjectRole::solution && proposal_of(side) != m_active ? 0 : m_selected;
    options.layer_on = shown.layer != nullptr;
    options.textures_on = m_textures_on;
    options.people_on = m_people_on;
    options.volumes_on = m_volumes_on && m_compare.mode != ViewMode::difference;
    options.sun = m_sun.sun;
    options.accent = k_accents[static_cast<std::size_t>(side)];
    options.solutions_on = m_compare.mode != ViewMode::difference; // of both: they are marked in the picture
    if (moving && m_compare.mode == ViewMode::swipe) { // still pictures are whole: then the handle costs nothing
        int divider = std::clamp(static_cast<int>(m_compare.handle * options.width), 1, options.width - 1);
        options.part = side == 0 ? PicturePart{0, 0, divider, options.height} : PicturePart{divider, 0, options.width - divider, options.height};
    }
    pane.solutions = shown.solutions;
    pane.solutions_version = shown.solutions_version;
    pane.layer = shown.layer;
    pane.layer_version = shown.layer_version;
    return pane;
}

void Session::show_picture() {
    if (!m_frame) return;
    const auto& panes = m_frame->request->panes;
    if (panes.size() == 1) return m_window.set_picture(*m_frame->images[0]);
    const Image &left = *m_frame->images[0], &right = *m_frame->images[1];
    bool swipe = m_compare.mode == ViewMode::swipe && panes[0].options.width == panes[1].options.width;
    int width = swipe ? panes[0].options.width : left.width + right.width;
    int divider = swipe ? static_cast<int>(m_compare.handle * width) : left.width;
    m_window.set_picture(joined(width, left.height, divider, {&left, 0}, {&right, swipe ? panes[1].options.part.x : left.width}));
}

void Session::choose_mode(ViewMode mode) {
    if (mode == m_compare.mode) return;
    if (mode != ViewMode::single && m_document.proposals.size() < 2) return;
    if (m_compare.mode == ViewMode::single) { // the edited one to the left, beside the first of the others
        auto there = [&](const std::string& name) { return m_document.proposal(name) != nullptr; };
        m_compare.left = m_active;
        if (!there(m_compare.right) || m_compare.right == m_active) {
            auto other = std::ranges::find_if(m_document.proposals, [&](const ProposalState& p) { return p.name != m_active; });
            m_compare.right = other->name;
        }
    }
    m_compare.mode = mode;
    m_compare.tied = true;
    m_side = 0;
    m_frame_wanted = true;
    m_moving = true; // a still one comes, whatever was shown
    show_solutions();
    show_layers();
    request_evaluation(true);
}

void Session::choose_side(int side) {
    if (!m_compare.two() || proposal_of(side) == m_active) return;
    m_active = proposal_of(side);
    m_selected = 0;
    show_solutions();
    show_layers();
    request_evaluation(true);
}

void Session::moved_to(const Flight& wanted) {
    Flight next = wanted;
    Flight& now = flight();
    if (now.mode == FlightMode::walk && next.mode == FlightMode::walk) {
        if (!m_walk) m_walk = std::make_unique<WalkMap>(m_city);
        LocalPoint from{now.focus[0], now.focus[1]}, at = m_walk->walked(from, {next.focus[0] - from.x_m, next.focus[1] - from.y_m});
        next.focus[0] = at.x_m, next.focus[1] = at.y_m;
    } else if (next.mode == FlightMode::walk) { // in the street, not in a house, looking along it
        if (!m_walk) m_walk = std::make_unique<WalkMap>(m_city);
        auto [at, along] = m_walk->start({next.focus[0], next.focus[1]});
        next.focus[0] = at.x_m, next.focus[1] = at.y_m;
        if (along) {
            double yaw = std::atan2(along->x_m, along->y_m) * 180 / std::numbers::pi, turn = std::remainder(yaw - next.yaw_deg, 360.0);
            next.yaw_deg = std::abs(turn) <= 90 ? yaw : yaw + 180; // the end of the street that was looked to
            next = turned(next, 0, 0);
        }
    }
    now = above_ground(next, *m_ground);
    m_last_motion = StudioClock::now();
    m_frame_wanted = true;
}

void Session::fly_to(const Flight& target) { m_flying = Flying{flight(), above_ground(target, *m_ground), StudioClock::now()}; }

void Session::fly_on() {
    if (!m_flying || !m_ground) return;
    double t = std::chrono::duration<double>(StudioClock::now() - m_flying->began).count() / k_fly_s;
    flight() = t >= 1 ? m_flying->to : above_ground(between(m_flying->from, m_flying->to, t), *m_ground);
    m_last_motion = StudioClock::now();
    m_frame_wanted = true;
    if (t >= 1) m_flying.reset();
}

void Session::jump_to(PicturePoint at) {
    auto ground = ground_under(seen_camera(), aspect(), at, *m_ground);
    if (!ground) return;
    const Flight& now = flight();
    double height = m_ground->height_m(*ground);
    Flight there = now;
    if (now.mode == FlightMode::walk) {
        if (!m_walk) m_walk = std::make_unique<WalkMap>(m_city);
        if (m_walk->inside_building(*ground)) return;
        there.focus = {ground->x_m, ground->y_m, height + k_eye_height_m};
    } else if (now.mode == FlightMode::top) {
        there.focus = {ground->x_m, ground->y_m, height};
        there.distance_m = now.distance_m * k_nearer;
    } else {
        there = orbit_round(now, {ground->x_m, ground->y_m, height}, std::max(k_jump_m, now.distance_m * k_nearer));
    }
    m_grip = Grip::none;
    m_drag.reset();
    fly_to(there);
}

void Session::keep_view(std::size_t i) {
    Bookmarks kept = m_bookmarks;
    kept[i] = flight();
    if (auto done = save_bookmarks(bookmarks_file(m_document.path), kept); !done) return tell(m_messages.sentence(done.error()), true);
    m_bookmarks = kept;
    tell(m_messages.text("studio.views.kept", {{"number", std::to_string(i + 1)}}), false);
}

void Session::fly_to_view(std::size_t i) {
    if (!m_bookmarks[i]) return tell(m_messages.text("studio.views.none_kept", {{"number", std::to_string(i + 1)}}), false);
    fly_to(*m_bookmarks[i]);
}

// 3840 x 2160 of what is seen, on the scene's thread; the sentence of how it went comes back.
void Session::save_picture() {
    if (!m_scene_ready || !m_city) return;
    struct Job {
        std::array<ProposalView, 2> proposals;
        std::optional<Layer> layer;
        Camera camera;
        CompareOptions options;
        std::filesystem::path file;
        Messages messages;
    };
    auto job = std::make_shared<Job>(Job{{}, {}, {}, {}, picture_file(m_document.path), m_messages});
    for (int side = 0; side < sides(); ++side) {
        const Shown& shown = m_sides[static_cast<std::size_t>(side)];
        ProposalView& view = job->proposals[static_cast<std::size_t>(side)];
        view = {proposal_of(side), *shown.solutions, std::nullopt};
        if (auto layer = layer_of(view.name); layer && (m_layer == "reach" || m_compare.mode != ViewMode::difference)) view.layer = *layer;
    }
    job->camera = camera_of(flight_of_side(0));
    job->options.other_camera = camera_of(flight_of_side(1));
    job->options.mode = m_compare.mode == ViewMode::swipe ? CompareMode::swipe : m_compare.mode == ViewMode::difference ? CompareMode::difference : CompareMode::split;
    job->options.handle = m_compare.handle;
    job->options.frame.width = 3840;
    job->options.frame.height = 2160;
    job->options.frame.textures_on = m_textures_on;
    job->options.frame.people_on = m_people_on;
    job->options.frame.volumes_on = false; // those of one proposal alone are on the device
    job->options.frame.sun = m_sun.sun;
    job->options.time_iso = m_sun.time_iso;
    job->options.still.samples = 4;
    bool single = m_compare.mode == ViewMode::single;
    tell(m_messages.text("studio.views.drawing"), false);
    m_scene.run([this, job, single, city = m_city, catalogue = m_catalogue](Renderer& renderer) {
        auto wanted = [this](std::string_view, double) { return !m_scene.cancelled(); };
        auto draw = [&]() -> Result<Image> {
            if (!single) return compare_picture(renderer, job->messages, *city, *catalogue, job->proposals, job->camera, job->options, wanted);
            const ProposalView& view = job->proposals[0];
            if (auto done = renderer.set_solutions(view.solutions, *catalogue); !done) return std::unexpected(done.error());
            if (auto done = renderer.set_layer(view.layer); !done) return std::unexpected(done.error());
            auto image = render_still(renderer, job->camera, job->options.frame, job->options.still, wanted);
            if (!image) return image;
            PictureNotes notes = notes_of(job->messages, *city, job->camera, job->options.frame, job->options.time_iso);
            notes.title = view.name.empty() ? city->name : view.name;
            if (!view.name.empty()) notes.accent = k_accents[0];
            notes.layer = view.layer ? &*view.layer : nullptr;
            annotate(*image, job->messages, notes);
            return image;
        };
        auto image = draw();
        Result<void> done = image ? write_png(job->file, *image) : Result<void>{std::unexpected(image.error())};
        m_inbox.post([this, done, file = job->file] {
            if (done) tell(m_messages.text("studio.views.picture_saved", {{"file", file.string()}}), false);
            else tell(m_messages.sentence(done.error()), true);
        });
    });
}

void Session::draw_views(const PanelText& text) {
    ViewActions actions = views_panel(text, m_picture, {m_document, m_compare, m_bookmarks, m_view_choice, m_layer_ids, m_layer}, m_views_bar);
    if (actions.layer) choose_layer(*actions.layer);
    m_frame_wanted = m_frame_wanted || actions.look != m_view_choice;
    m_view_choice = actions.look;
    show_small(actions.pictures);
    if (actions.mode) choose_mode(*actions.mode);
    if (actions.left || actions.right) {
        std::string &mine = actions.left ? m_compare.left : m_compare.right, &others = actions.left ? m_compare.right : m_compare.left;
        const std::string& name = actions.left ? *actions.left : *actions.right;
        if (name == others) others = mine; // changed over
        mine = name;
        if (m_active != m_compare.left && m_active != m_compare.right) m_active = m_compare.left, m_selected = 0;
        show_solutions();
        show_layers();
        request_evaluation(true);
    }
    if (actions.change_tied) {
        m_compare.tied = !m_compare.tied;
        if (!m_compare.tied) m_other_flight = m_flight;
        m_last_motion = StudioClock::now();
        m_frame_wanted = true;
    }
    if (actions.save_picture) save_picture();
    if (actions.keep) keep_view(*actions.keep);
    if (actions.fly) fly_to_view(*actions.fly);
}

// Marks of the solutions on either side, the sides' names and the line between them.
void Session::draw_sides(const PanelText& text) {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    float scale = text.scale;
    for (int side = 0; side < sides(); ++side) {
        PanelBox area = area_of(m_compare, m_picture, side), seen = shown_of(m_compare, m_picture, side);
        draw->PushClipRect({seen.x, seen.y}, {seen.x + seen.width, seen.y + seen.height}, true);
        Camera camera = seen_camera(side);
        const Flight& flight = flight_of_side(side);
        bool difference = m_compare.mode == ViewMode::difference;
        for (const Solution& solution : *m_sides[static_cast<std::size_t>(side)].solutions) { // far away a model is under a pixel: a dot says that it is there
            if (!solution.at) continue;
            auto p = picture_of(camera, aspect(side), *m_ground, *solution.at);
            if (!p || std::abs(p->x) > 1.1 || std::abs(p->y) > 1.1) continue;
            ImVec2 at{area.x + static_cast<float>((p->x + 1) / 2) * area.width, area.y + static_cast<float>((p->y + 1) / 2) * area.height};
            bool chosen = proposal_of(side) == m_active && m_selected == object_id(ObjectRole::solution, static_cast<std::uint32_t>(solution.id));
            bool within = side == 1 && std::ranges::any_of(*m_sides[0].solutions, [&](const Solution& other) { return other.at == solution.at; });
            float radius = within ? 1.8F : 3.5F; // of both at one place the right one is seen within the left one
            bool gone = difference && side == 0 && std::ranges::none_of(*m_sides[1].solutions, [&](const Solution& other) { return other.at == solution.at; });
            if (gone) draw_gone(draw, at, colour_of_side(side), scale);
            else if (difference) draw->AddCircleFilled(at, (radius + 1.2F) * scale, k_view_white), draw->AddCircleFilled(at, radius * scale, colour_of_side(side));
            else if (!chosen && flight.mode != FlightMode::walk && flight.distance_m > 600) draw->AddCircleFilled(at, 3.5F * scale, colour_of_side(side));
            if (chosen) draw->AddCircle(at, 13 * scale, colour_of_side(side), 0, 2.5F * scale);
        }
        if (m_compare.mode != ViewMode::single) {
            const std::string& name = proposal_of(side);
            ImVec2 size = ImGui::CalcTextSize(name.c_str());
            float x = seen.x + 12 * scale, y = seen.y + m_views_bar.height + (16 + (difference && side == 1 ? 30 : 0)) * scale;
            draw->AddRectFilled({x - 2 * scale, y}, {x + size.x + 18 * scale, y + size.y + 8 * scale}, IM_COL32(255, 255, 255, 225), 4 * scale);
            draw->AddRectFilled({x + 3 * scale, y + 4 * scale}, {x + 7 * scale, y + size.y + 4 * scale}, colour_of_side(side));
            draw->AddText({x + 12 * scale, y + 4 * scale}, k_view_ink, name.c_str());
            if (name == m_active && m_compare.two()) // the one that is edited
                draw->AddRect({seen.x + 1, seen.y + 1}, {seen.x + seen.width - 1, seen.y + seen.height - 1}, colour_of_side(side, 150), 0, 0, 2 * scale);
        }
        draw->PopClipRect();
    }
    if (m_compare.mode == ViewMode::difference) {
        std::string places = text("report.places_of_both", {{"a", m_compare.left}, {"b", m_compare.right}});
        ImVec2 size = ImGui::CalcTextSize(places.c_str()), at{m_picture.x + 10 * scale, m_picture.y + m_views_bar.height + 76 * scale};
        draw->AddRectFilled(at, {at.x + size.x + 12 * scale, at.y + size.y + 8 * scale}, IM_COL32(255, 255, 255, 225), 4 * scale);
        draw->AddText({at.x + 6 * scale, at.y + 4 * scale}, k_view_ink, places.c_str());
    }
    if (!m_compare.two()) return;
    float x = divider_x(m_compare, m_picture), y = m_picture.y + m_picture.height / 2, r = 12 * scale;
    draw->AddRectFilled({x - 1.5F * scale, m_picture.y}, {x + 1.5F * scale, m_picture.y + m_picture.height}, k_view_white);
    if (m_compare.mode != ViewMode::swipe) return;
    draw->AddCircleFilled({x, y}, r, k_view_white);
    draw->AddCircle({x, y}, r, IM_COL32(0xb5, 0xb2, 0xac, 255), 0, scale);
    draw->AddTriangleFilled({x - 8 * scale, y}, {x - 2.5F * scale, y - 5 * scale}, {x - 2.5F * scale, y + 5 * scale}, k_view_ink);
    draw->AddTriangleFilled({x + 8 * scale, y}, {x + 2.5F * scale, y + 5 * scale}, {x + 2.5F * scale, y - 5 * scale}, k_view_ink);
}

} // namespace tp
