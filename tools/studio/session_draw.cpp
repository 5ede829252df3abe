// Panels around the picture, marks over it.
#include "studio/legend_view.h"
#include "studio/session.h"

#include "report/picture.h"
#include "report/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <imgui.h>

namespace tp {
namespace {

constexpr ImU32 k_label = IM_COL32(0x2b, 0x2b, 0x2b, 255), k_halo = IM_COL32(255, 255, 255, 220), k_night_label = IM_COL32(0xf7, 0xf6, 0xf3, 255), k_night_halo = IM_COL32(0x14, 0x17, 0x1f, 220), k_accent = IM_COL32(0xE4, 0x57, 0x2E, 255),
                k_dim_accent = IM_COL32(0xE4, 0x57, 0x2E, 120);

// Its lower left corner at `at`, broken into lines where it is wider than `room`; gives its height.
float label(ImDrawList* draw, ImVec2 at, const std::string& text, bool night, float room) {
    float height = ImGui::CalcTextSize(text.c_str(), nullptr, false, room).y;
    auto write = [&](float x, float y, ImU32 colour) {
        draw->AddText(ImGui::GetFont(), ImGui::GetFontSize(), {x, y - height}, colour, text.c_str(), nullptr, room);
    };
    for (float dx : {-1.0F, 0.0F, 1.0F})
        for (float dy : {-1.0F, 0.0F, 1.0F})
            if (dx != 0 || dy != 0) write(at.x + dx, at.y + dy, night ? k_night_halo : k_halo);
    write(at.x, at.y, night ? k_night_label : k_label);
    return height;
}

// What the last picture took, pass by pass; where it is.
PanelBox draw_times(const PanelText& text, const Frame& frame, const PanelBox& picture, const PanelBox& bar) {
    const FrameStatistics& s = frame.statistics;
    std::vector<std::array<std::string, 3>> rows;
    auto millions = [](std::uint64_t n) { return n == 0 ? std::string{} : fmt::format("{:.2f} M", static_cast<double>(n) * 1e-6); };
    for (const PassTime& pass : s.passes) rows.push_back({pass.name, fmt::format("{:.1f} ms", pass.gpu_ms), millions(pass.triangles)});
    rows.push_back({text("studio.times.processor"), fmt::format("{:.1f} ms", s.cpu_ms), ""});
    if (frame.total_ms > 0) rows.push_back({text("studio.times.whole"), fmt::format("{:.1f} ms", frame.total_ms), millions(s.triangles)});
    rows.push_back({text("studio.times.geometry"), fmt::format("{:.0f} MB", static_cast<double>(s.geometry_bytes) * 1e-6), ""});
    if (s.tiles_missing > 0) rows.push_back({text("studio.times.missing"), std::to_string(s.tiles_missing), ""});
    float line = ImGui::GetTextLineHeight() + 3 * text.scale, pad = 8 * text.scale;
    std::array<float, 3> width{};
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], ImGui::CalcTextSize(row[c].c_str()).x);
    float gap = 14 * text.scale, all = std::max(width[0] + width[1] + width[2] + 2 * gap, ImGui::CalcTextSize(frame.device.c_str()).x);
    PanelBox box{picture.x + 10 * text.scale, bar.y + bar.height + 110 * text.scale, all + 2 * pad, line * static_cast<float>(rows.size() + 1) + 2 * pad};
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    draw->AddRectFilled({box.x, box.y}, {box.x + box.width, box.y + box.height}, IM_COL32(255, 255, 255, 225), 4 * text.scale);
    float y = box.y + pad;
    draw->AddText({box.x + pad, y}, k_label, frame.device.c_str());
    for (const auto& row : rows) {
        y += line;
        float x = box.x + pad;
        draw->AddText({x, y}, k_label, row[0].c_str());
        for (std::size_t c : {std::size_t{1}, std::size_t{2}}) { // numbers end in one line
            x += (c == 1 ? width[0] : width[1]) + gap;
            draw->AddText({x + width[c] - ImGui::CalcTextSize(row[c].c_str()).x, y}, k_label, row[c].c_str());
        }
    }
    return box;
}

const Indicator* indicator_of(const Evaluation& evaluation, const std::string& id) {
    auto it = std::ranges::find(evaluation.indicators, id, &Indicator::id);
    return it == evaluation.indicators.end() ? nullptr : &*it;
}

} // namespace

void Session::place_panels() {
    auto scale = static_cast<float>(m_window.scale()), width = static_cast<float>(m_window.width()), height = static_cast<float>(m_window.height());
    if (PanelFit fit = panel_fit(logical_width()); fit != m_panel_fit) m_panels = {}, m_panel_fit = fit;
    PanelsShown shown = panels_shown(logical_width(), m_panels);
    float left = m_city && shown.catalogue ? k_catalogue_width * scale : 0, right = m_city && shown.side ? k_side_width * scale : 0, bar = k_bar_height * scale;
    PanelBox picture{left, bar, std::max(0.0F, width - left - right), std::max(0.0F, height - bar)};
    if (picture.width != m_picture.width || picture.height != m_picture.height) {
        m_frame_wanted = true;
        m_last_motion = StudioClock::now(); // while the window is being resized pictures are coarse
    }
    m_picture = picture;
    m_window.place_picture(static_cast<int>(picture.x), static_cast<int>(picture.y), static_cast<int>(picture.width), static_cast<int>(picture.height));
}

void Session::draw() {
    place_panels();
    auto scale = static_cast<float>(m_window.scale());
    auto width = static_cast<float>(m_window.width()), height = static_cast<float>(m_window.height()), bar = k_bar_height * scale;
    PanelText text{m_messages, *m_catalogue, scale};
    PanelsShown shown = panels_shown(logical_width(), m_panels);
    const PanelBox& picture = m_picture;
    const ProposalState* proposal = active();
    act_on(bar_panel(text, {0, 0, width, bar}, {m_document, proposal, m_city ? m_city->name : "", m_flight.mode, m_city && m_city->synthetic,
                                                       m_document.report != nullptr, m_report_open, shown}));
    if (m_city) {
        if (shown.catalogue)
            if (auto kind = catalogue_panel(text, {0, bar, picture.x, height - bar}, m_tool, can_edit())) choose_tool(*kind);
        IndicatorState indicators{m_evaluation_of == m_active ? m_evaluation.get() : nullptr,
                                  m_drag && m_drag->moved ? m_drag->evaluation_before.get() : nullptr, m_evaluation_done < m_evaluation_wanted, m_evidence_of};
        float right = picture.x + picture.width;
        if (shown.side)
            act_on(side_panel(text, {right, bar, width - right, height - bar},
                              {m_document, m_active, indicators, m_city.get(), m_model.get(), m_selected, selected_solution(),
                               m_file_lines_of == m_selected ? &m_file_lines : nullptr, m_people_on, m_volumes_on, m_textures_on}, m_new_proposal));
        draw_overlay();
        draw_views(text);
        draw_sun();
    } else if (!m_loading && !m_importing && !m_import_ask && !m_asked)
        if (auto path = open_window(text, picture, m_path_typed)) take({*path});
    if (!m_evidence_of.empty() && m_evaluation) {
        const Indicator* indicator = indicator_of(*m_evaluation, m_evidence_of);
        float evidence_width = std::min(560 * scale, picture.width * 0.8F), evidence_height = std::min(picture.height * 0.72F, 560 * scale);
        if (!indicator || !evidence_window(text, {picture.x + picture.width - evidence_width - 8 * scale, bar + 8 * scale, evidence_width, evidence_height}, *indicator))
            m_evidence_of.clear();
    }
    if (m_loading && progress_window(text, picture, m_step, m_progress.contains(m_step) ? m_progress[m_step] : 0.0)) {
        m_scene.cancel();
        m_evaluator.cancel();
        m_loading = false;
    }
    draw_import(text);
    if (m_toast && (m_toast->until < StudioClock::now() || toast(text, picture, m_toast->sentence, m_toast->is_error))) m_toast.reset();
    if (m_asking_close) {
        CloseAnswer answer = close_window(text, picture);
        if (answer == CloseAnswer::save) m_close_when_saved = true, m_documents.save();
        if (answer == CloseAnswer::discard) m_done = true;
        if (answer != CloseAnswer::none) m_asking_close = false;
    }
}

void Session::draw_overlay() {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    auto scale = static_cast<float>(m_window.scale());
    draw->PushClipRect({m_picture.x, m_picture.y}, {m_picture.x + m_picture.width, m_picture.y + m_picture.height});
    Camera camera = seen_camera();
    PanelBox area = area_of(m_compare, m_picture, m_side);
    auto screen = [&](LocalPoint at, double above_m) -> std::optional<ImVec2> {
        auto p = picture_of(camera, aspect(), *m_ground, at, above_m);
        if (!p || std::abs(p->x) > 1.1 || std::abs(p->y) > 1.1) return std::nullopt;
        return ImVec2{area.x + static_cast<float>((p->x + 1) / 2) * area.width, area.y + static_cast<float>((p->y + 1) / 2) * area.height};
    };
    draw_sides({m_messages, *m_catalogue, scale});
    const ImGuiIO& io = ImGui::GetIO();
    PicturePoint mouse = mouse_point();
    bool over = !io.WantCaptureMouse && std::abs(mouse.x) <= 1 && std::abs(mouse.y) <= 1;
    const Kind* kind = m_tool.empty() ? nullptr : m_catalogue->kind(m_tool);
    if (kind && over)
        if (auto ground = ground_under(camera, aspect(), mouse, *m_ground)) {
            Snapped target = snap(*m_city, *kind, *ground);
            if (auto p = screen(target.at, 0)) {
                draw->AddCircle(*p, 11 * scale, target.snapped ? k_accent : k_dim_accent, 0, 2 * scale);
                if (target.snapped) draw->AddCircleFilled(*p, 3 * scale, k_accent);
            }
        }
    PanelText text{m_messages, *m_catalogue, scale};
    std::vector<PanelBox> taken{m_views_bar};
    if (m_sides[0].layer || m_sides[1].layer) taken.push_back(draw_legend());
    float x = m_picture.x + 14 * scale, bottom = m_picture.y + m_picture.height - 10 * scale, y = bottom, gap = 6 * scale;
    float beside_sun = m_picture.width - m_sun_width - 40 * scale, room = std::max(beside_sun, 0.4F * m_picture.width);
    bool night = is_night(m_sun.sun);
    auto write = [&](const std::string& sentence) {
        if (!sentence.empty()) y -= label(draw, {x, y}, sentence, night, room) + gap;
    };
    write(kind ? text("studio.hint.place", {{"kind", text.name(kind->name)}}) : m_drag ? text("studio.hint.drag") : text("studio.hint.select"));
    if (std::string views = text("studio.hint.views"); !kind && !m_drag && ImGui::CalcTextSize(views.c_str()).x < beside_sun) write(views);
    write(attribution_text(m_messages, *m_city));
    write(sun_text(m_messages, m_sun.sun, m_sun.time_iso));
    taken.push_back({x, y, room, bottom - y});
    if (m_view_choice.times && m_frame) taken.push_back(draw_times(text, *m_frame, m_picture, m_views_bar));
    if (m_view_choice.labels && m_frame && m_compare.mode != ViewMode::split) m_labels.draw(draw, m_frame, m_picture, scale, taken);
    draw->PopClipRect();
}

void Session::draw_sun() {
    PanelText text{m_messages, *m_catalogue, static_cast<float>(m_window.scale())};
    SunChoice choice = sun_panel(text, m_picture, m_sun_choice, m_sun_width);
    if (choice == m_sun_choice) return;
    m_sun_choice = choice;
    if (auto sun = read_time(iso_of(choice), *m_city)) m_sun = *std::move(sun);
    else tell(m_messages.sentence(sun.error()), true);
    m_frame_wanted = true;
    m_last_motion = StudioClock::now(); // a slider is dragged: coarse pictures on the way
}

PanelBox Session::draw_legend() {
    auto scale = static_cast<float>(m_window.scale());
    float right = m_picture.x + m_picture.width - 12 * scale, bar_right = m_views_bar.x + m_views_bar.width + 10 * scale;
    float top = right - m_legend_width < bar_right ? m_views_bar.y + m_views_bar.height + 10 * scale : m_picture.y + 12 * scale;
    const Layer& layer = m_sides[0].layer ? *m_sides[0].layer : *m_sides[1].layer;
    PanelBox box = draw_layer_legend(m_messages, layer, right, top, scale, m_view_choice.vision);
    m_legend_width = box.width;
    return box;
}

void Session::act_on(const SideActions& actions) {
    bool covered = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup) || m_import_ask || m_asked || m_asking_close || m_importing; // they come over panels
    if (!covered) show_small(actions.proposals.pictures);
    if (actions.proposals.choose) {
        m_active = *actions.proposals.choose;
        m_selected = 0;
        show_solutions();
        show_layers();
        request_evaluation(true);
    }
    if (actions.proposals.add) {
        m_active = *actions.proposals.add;
        m_documents.add_proposal(m_active);
    }
    if (actions.indicator) m_evidence_of = m_evidence_of == *actions.indicator ? std::string{} : *actions.indicator;
    if (actions.replace)
        if (const Solution* before = selected_solution()) m_documents.perform(m_active, Replace{*before, *actions.replace});
    if (actions.remove) remove_selected();
    if (actions.change_people) m_people_on = !m_people_on, m_frame_wanted = true;
    if (actions.change_volumes) m_volumes_on = !m_volumes_on, m_frame_wanted = true;
    if (actions.change_textures) m_textures_on = !m_textures_on, m_frame_wanted = true;
}

void Session::act_on(const BarActions& actions) {
    if (actions.undo) undo();
    if (actions.redo) redo();
    if (actions.save) m_documents.save();
    if (actions.report) m_report_open = !m_report_open;
    if (actions.change_catalogue) m_panels = toggled(logical_width(), m_panels, false);
    if (actions.change_side) m_panels = toggled(logical_width(), m_panels, true);
    if (actions.home && m_city) look_at_whole_city();
    if (actions.mode && m_ground) {
        m_side = 0;
        look_from(*actions.mode);
        m_people_on = *actions.mode == FlightMode::walk; // there they show how large things are
    }
    if (actions.change_language) {
        m_messages.set_language(m_messages.language() == Language::ko ? Language::en : Language::ko);
        if (m_ground) m_labels.set_solutions(*m_ground, *m_shown, *m_catalogue, m_messages.language());
    }
}

} // namespace tp
