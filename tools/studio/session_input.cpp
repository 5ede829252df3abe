// Mouse and keys over the picture: fly, select, place, drag.
#include "studio/session.h"

#include <algorithm>
#include <cmath>
#include <imgui.h>
#include <iterator>
#include <utility>

namespace tp {
namespace {

constexpr float k_handle_px = 9.0F;      // of a swipe, to either side
constexpr float k_click_px = 5.0F;       // less is a click, more is a drag
constexpr double k_solution_radius = 0.03; // of the picture's height

constexpr int k_pad_0 = 320, k_pad_minus = 333, k_pad_plus = 334; // GLFW's codes

bool is_zoom_key(int key) { return key == '=' || key == '-' || key == '0' || key == k_pad_0 || key == k_pad_minus || key == k_pad_plus; }

} // namespace

PicturePoint Session::mouse_point() const {
    ImVec2 at = ImGui::GetIO().MousePos;
    PanelBox area = area_of(m_compare, m_picture, m_side);
    return {2.0 * static_cast<double>((at.x - area.x) / std::max(1.0F, area.width)) - 1.0,
            2.0 * static_cast<double>((at.y - area.y) / std::max(1.0F, area.height)) - 1.0};
}

void Session::input() {
    auto now = StudioClock::now();
    double seconds = std::min(0.1, std::chrono::duration<double>(now - m_last_turn).count());
    m_last_turn = now;
    auto presses = std::exchange(m_presses, {});
    std::ranges::move(m_window.take_keys(), std::back_inserter(presses));
    for (const KeyPress& press : presses)
        if (press.control) zoom_panels(press.key); // also where nothing is open, in dialogs and in text fields
    std::erase_if(presses, [](const KeyPress& press) { return press.control && is_zoom_key(press.key); });
    constexpr std::pair<int, DialogKey> k_dialog_keys[] = {{256, DialogKey::no}, {257, DialogKey::yes}, {264, DialogKey::down}, {265, DialogKey::up}}; // GLFW's codes
    m_dialog_key = DialogKey::none;
    if ((m_import_ask || m_asked) && !ImGui::GetIO().WantTextInput)
        for (std::size_t i = 0; i < presses.size() && m_dialog_key == DialogKey::none; ++i) {
            for (auto [code, meaning] : k_dialog_keys)
                if (presses[i].key == code) m_dialog_key = meaning;
            if (m_dialog_key == DialogKey::none || i + 1 == presses.size()) continue;
            m_presses.assign(presses.begin() + static_cast<std::ptrdiff_t>(i) + 1, presses.end()); // one a frame: each changes what the next means
            presses.resize(i + 1);
            Window::wake();
        }
    if (!m_city || !m_ground || m_picture.width < 16) return;
    mouse();
    if (ImGui::GetIO().WantTextInput || m_asking_close || m_import_ask || m_asked) return;
    for (const KeyPress& press : presses) key(press);
    keys(seconds);
}

void Session::mouse() {
    const ImGuiIO& io = ImGui::GetIO();
    if (m_grip == Grip::none) m_side = side_at(m_compare, m_picture, io.MousePos.x);
    PicturePoint at = mouse_point();
    bool over = !io.WantCaptureMouse && std::abs(at.x) <= 1 && std::abs(at.y) <= 1;
    if (over && io.MouseWheel != 0.0F) moved_to(zoomed(flight(), aspect(), at, std::pow(0.85, static_cast<double>(io.MouseWheel))));
    if (over && m_grip == Grip::none) {
        bool on_handle = m_compare.mode == ViewMode::swipe && std::abs(io.MousePos.x - divider_x(m_compare, m_picture)) < k_handle_px * static_cast<float>(m_window.scale());
        if (ImGui::IsMouseClicked(0)) {
            m_flying.reset();
            m_pressed = m_last = at;
            m_grip = on_handle ? Grip::handle : Grip::undecided;
            if (on_handle) return;
            choose_side(m_side);
            begin_drag(at);
            if (m_tool.empty() && ImGui::IsMouseDoubleClicked(0)) jump_to(at);
        } else if (ImGui::IsMouseClicked(1) || ImGui::IsMouseClicked(2)) {
            m_flying.reset();
            m_pressed = m_last = at;
            m_grip = Grip::turn;
        }
    }
    if (m_grip == Grip::none) return;
    bool held = m_grip == Grip::turn ? ImGui::IsMouseDown(1) || ImGui::IsMouseDown(2) : ImGui::IsMouseDown(0);
    float travelled = std::hypot(static_cast<float>(at.x - m_pressed.x) * m_picture.width, static_cast<float>(at.y - m_pressed.y) * m_picture.height) / 2;
    if (m_grip == Grip::undecided && held && travelled > k_click_px)
        m_grip = m_drag ? Grip::solution : io.KeyShift ? Grip::turn : Grip::pan;
    bool changed = at.x != m_last.x || at.y != m_last.y;
    if (m_grip == Grip::pan && changed) moved_to(panned(flight(), aspect(), m_last, at));
    else if (m_grip == Grip::turn && changed) moved_to(turned(flight(), (at.x - m_last.x) * 90.0, (m_last.y - at.y) * 60.0));
    else if (m_grip == Grip::handle && changed) {
        m_compare.handle = std::clamp((at.x + 1) / 2, 0.02, 0.98);
        show_picture();
    }
    else if (m_grip == Grip::solution && changed) move_drag(at);
    m_last = at;
    if (held) return;
    Grip was = m_grip;
    m_grip = Grip::none;
    m_frame_wanted = true;
    if (was == Grip::undecided) {
        m_drag.reset();
        if (m_tool.empty()) click(at);
        else place_at(at);
    } else if (was == Grip::solution) end_drag();
}

void Session::key(const KeyPress& press) {
    constexpr int k_escape = 256, k_tab = 258, k_delete = 261, k_home = 268; // GLFW's codes
    if (press.control) {
        if (press.key == 'Z') press.shift ? redo() : undo();
        if (press.key == 'Y') redo();
        if (press.key == 'S' && can_edit()) m_documents.save();
        if (press.key >= '1' && press.key <= '9') keep_view(static_cast<std::size_t>(press.key - '1'));
        return;
    }
    if (press.shift && press.key >= '1' && press.key <= '9') return fly_to_view(static_cast<std::size_t>(press.key - '1'));
    if (press.key >= '1' && press.key <= '9' && can_edit()) { // the catalogue's rows are numbered
        auto index = static_cast<std::size_t>(press.key - '1');
        auto kinds = panel_order(*m_catalogue);
        if (index < kinds.size()) choose_tool(kinds[index]->id == m_tool ? std::string{} : kinds[index]->id);
    }
    switch (press.key) {
    case k_delete: remove_selected(); break;
    case k_home: look_at_whole_city(); break;
    case k_tab: m_panels = all_toggled(logical_width(), m_panels); break;
    case 'T': look_from(FlightMode::top); break;
    case 'O': look_from(FlightMode::orbit); break;
    case 'G': look_from(FlightMode::walk); break;
    case 'P': save_picture(); break;
    case 'V':
        if (m_document.proposals.size() >= 2) choose_mode(static_cast<ViewMode>((static_cast<int>(m_compare.mode) + 1) % 4));
        break;
    case k_escape:
        if (!m_tool.empty()) m_tool.clear();
        else if (!m_evidence_of.empty()) m_evidence_of.clear();
        else m_selected = 0, m_frame_wanted = true;
        break;
    default: break;
    }
}

void Session::zoom_panels(int key) {
    constexpr double k_step = 1.15;
    if (key == '=' || key == k_pad_plus) m_window.set_zoom(m_window.zoom() * k_step);
    if (key == '-' || key == k_pad_minus) m_window.set_zoom(m_window.zoom() / k_step);
    if (key == '0' || key == k_pad_0) m_window.set_zoom(1.0);
}

void Session::keys(double seconds) {
    const ImGuiIO& io = ImGui::GetIO();
    m_key_held = false;
    if (io.KeyCtrl) return;
    auto down = [](int letter, ImGuiKey arrow) { return ImGui::IsKeyDown(letter) || ImGui::IsKeyDown(ImGui::GetKeyIndex(arrow)); };
    double forward = (down('W', ImGuiKey_UpArrow) ? 1 : 0) - (down('S', ImGuiKey_DownArrow) ? 1 : 0);
    double right = (down('D', ImGuiKey_RightArrow) ? 1 : 0) - (down('A', ImGuiKey_LeftArrow) ? 1 : 0);
    double turn = (ImGui::IsKeyDown('E') ? 1 : 0) - (ImGui::IsKeyDown('Q') ? 1 : 0);
    m_key_held = forward != 0 || right != 0 || turn != 0;
    if (!m_key_held) return;
    m_flying.reset();
    double speed = (flight().mode == FlightMode::walk ? 6.0 : flight().distance_m * 0.9) * (io.KeyShift ? 4 : 1) * seconds;
    moved_to(turned(moved(flight(), forward * speed, right * speed), turn * 70 * seconds, 0));
}

void Session::click(PicturePoint at) {
    if (const Solution* solution = solution_near(*m_shown, seen_camera(), aspect(), *m_ground, at, k_solution_radius)) {
        m_selected = object_id(ObjectRole::solution, static_cast<std::uint32_t>(solution->id));
        m_frame_wanted = true;
        return;
    }
    bool still = m_frame && m_frame->request->with_ids && m_frame->request->serial == m_frame_serial && !m_frame_under_way && !m_moving;
    if (!still) { // the picture on the screen is older than the view: the next still one says what is there
        m_pick_wanted = at;
        m_moving = true;
        return;
    }
    const Image& image = *m_frame->seen[m_compare.two() && m_frame->seen.size() > 1 ? static_cast<std::size_t>(m_side) : 0];
    int x = std::clamp(static_cast<int>((at.x + 1) / 2 * image.width), 0, image.width - 1);
    int y = std::clamp(static_cast<int>((at.y + 1) / 2 * image.height), 0, image.height - 1);
    std::uint32_t id = image.ids[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)];
    m_selected = object_role(id) == ObjectRole::terrain ? 0 : id;
    m_frame_wanted = true;
}

void Session::begin_drag(PicturePoint at) {
    m_drag.reset();
    if (!can_edit() || !m_tool.empty()) return;
    const Solution* solution = solution_near(*m_shown, seen_camera(), aspect(), *m_ground, at, k_solution_radius);
    if (!solution) return;
    m_drag = Drag{*solution, *solution->at, m_evaluation, false};
    m_selected = object_id(ObjectRole::solution, static_cast<std::uint32_t>(solution->id));
}

void Session::move_drag(PicturePoint at) {
    if (!m_drag) return;
    auto ground = ground_under(seen_camera(), aspect(), at, *m_ground);
    if (!ground || !m_city->extent.contains(*ground)) return;
    const Kind* kind = m_catalogue->kind(m_drag->before.kind);
    LocalPoint target = kind ? snap(*m_city, *kind, *ground).at : *ground;
    if (target == m_drag->at) return;
    m_drag->at = target;
    m_drag->moved = true;
    show_solutions();
    request_evaluation(false);
}

void Session::end_drag() {
    if (!m_drag) return;
    if (!m_drag->moved || m_drag->at == *m_drag->before.at) {
        m_drag.reset();
        show_solutions();
        return;
    }
    Solution after = m_drag->before;
    after.at = m_drag->at;
    m_documents.perform(m_active, Replace{m_drag->before, after}); // m_drag stays until the new state has come back
}

void Session::place_at(PicturePoint at) {
    const Kind* kind = m_catalogue->kind(m_tool);
    if (!kind || !can_edit()) return;
    auto ground = ground_under(seen_camera(), aspect(), at, *m_ground);
    if (!ground || !m_city->extent.contains(*ground)) return tell(m_messages.text("studio.outside"), true);
    Solution solution;
    solution.kind = kind->id;
    solution.at = snap(*m_city, *kind, *ground).at;
    if (m_active.empty()) m_active = m_messages.text("studio.first_proposal");
    m_documents.place(m_active, std::move(solution));
}

void Session::choose_tool(const std::string& kind_id) {
    const Kind* chosen = m_catalogue->kind(kind_id);
    if (!chosen || chosen->geometry != Geometry::service) {
        m_tool = kind_id;
        return;
    }
    if (m_active.empty()) m_active = m_messages.text("studio.first_proposal");
    m_documents.place(m_active, Solution{{}, chosen->id, std::nullopt, 0.0, 1, {}, ""}); // has no place: there once it is chosen
}

void Session::remove_selected() {
    const Solution* solution = selected_solution();
    if (!solution || !can_edit()) return;
    m_documents.perform(m_active, Remove{*solution});
    m_selected = 0;
}

} // namespace tp
