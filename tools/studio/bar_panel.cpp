// The bar above everything: what does not fit goes into a menu at its end.
#include "studio/panels.h"

#include <algorithm>
#include <functional>
#include <imgui.h>

namespace tp {
namespace {

struct Item {
    std::string label, hint;
    std::function<void()> act;
    bool on = false, enabled = true;
    bool first_of_group = false;
};

float button_width(const std::string& label) { return ImGui::CalcTextSize(label.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x; }

void button(const Item& item) {
    if (item.on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_Header));
    ImGui::BeginDisabled(!item.enabled);
    bool clicked = ImGui::Button(item.label.c_str());
    ImGui::EndDisabled();
    if (item.on) ImGui::PopStyleColor();
    if (!item.hint.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", item.hint.c_str());
    if (clicked && item.enabled) item.act();
}

// `text` with its end cut off where it is wider than `room`.
std::string fitted(const std::string& text, float room) {
    if (ImGui::CalcTextSize(text.c_str()).x <= room) return text;
    std::string cut = text;
    while (!cut.empty() && ImGui::CalcTextSize((cut + "…").c_str()).x > room) {
        while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0U) == 0x80U) cut.pop_back();
        if (!cut.empty()) cut.pop_back();
    }
    return cut + "…";
}

std::vector<Item> items_of(const PanelText& text, const BarState& state, BarActions& out) {
    bool can_edit = !state.document.read_only;
    std::vector<Item> items{
        {text("studio.undo"), "Ctrl+Z", [&] { out.undo = true; }, false, state.proposal && state.proposal->can_undo && can_edit, true},
        {text("studio.redo"), "Ctrl+Y", [&] { out.redo = true; }, false, state.proposal && state.proposal->can_redo && can_edit},
        {text("studio.save"), "Ctrl+S", [&] { out.save = true; }, false, state.document.modified && can_edit},
        {text("studio.camera.home"), text("studio.camera.home_hint"), [&] { out.home = true; }, false, true, true}};
    struct Look {
        FlightMode mode;
        const char *key, *letter;
    };
    for (auto [mode, key, letter] : {Look{FlightMode::orbit, "orbit", "O"}, {FlightMode::top, "top", "T"}, {FlightMode::walk, "walk", "G"}})
        items.push_back({text(std::string("studio.camera.") + key), letter, [&out, mode] { out.mode = mode; }, state.mode == mode});
    if (state.has_report)
        items.push_back({text("studio.import.report_button"), text("studio.import.report_hint"), [&] { out.report = true; }, state.report_open, true, true});
    return items;
}

} // namespace

PanelsShown panels_shown(float width, const PanelsWanted& wanted) {
    PanelFit fit = panel_fit(width);
    return {wanted.catalogue.value_or(fit == PanelFit::both), wanted.side.value_or(fit != PanelFit::none)};
}

PanelFit panel_fit(float width) {
    if (width >= k_catalogue_width + k_side_width + k_least_picture) return PanelFit::both;
    return width >= k_side_width + k_least_picture ? PanelFit::side : PanelFit::none;
}

PanelsWanted toggled(float width, PanelsWanted wanted, bool side) {
    PanelsShown shown = panels_shown(width, wanted);
    bool open = !(side ? shown.side : shown.catalogue);
    (side ? wanted.side : wanted.catalogue) = open;
    if (open && panel_fit(width) != PanelFit::both) (side ? wanted.catalogue : wanted.side) = false; // one at a time
    return wanted;
}

PanelsWanted all_toggled(float width, const PanelsWanted& wanted) {
    PanelsShown shown = panels_shown(width, wanted);
    if (shown.catalogue || shown.side) return {false, false};
    return panel_fit(width) == PanelFit::none ? PanelsWanted{false, true} : PanelsWanted{};
}

BarActions bar_panel(const PanelText& text, const PanelBox& box, const BarState& state) {
    BarActions out;
    ImGui::SetNextWindowPos({box.x, box.y});
    ImGui::SetNextWindowSize({box.width, box.height});
    float pad = 12 * text.scale, between = ImGui::GetStyle().ItemSpacing.x;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, 7 * text.scale});
    ImGui::Begin("##bar", nullptr, ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollbar);
    ImGui::PopStyleVar();
    std::vector<Item> right;
    bool open = !state.document.path.empty();
    if (open) {
        right.push_back({text("studio.catalogue"), text("studio.panels_hint"), [&] { out.change_catalogue = true; }, state.shown.catalogue});
        right.push_back({text("studio.side"), text("studio.panels_hint"), [&] { out.change_side = true; }, state.shown.side});
    }
    right.push_back({text("studio.other_language"), "", [&] { out.change_language = true; }});
    float end = box.width - pad;
    for (const Item& item : right) end -= button_width(item.label) + between;
    if (open) {
        std::string name = state.city_name.empty() ? state.document.path.stem().string() : state.city_name, mark = state.synthetic ? text("report.synthetic") : "";
        if (state.document.read_only) mark += (mark.empty() ? "" : " · ") + text("studio.read_only");
        else if (state.document.modified) mark += (mark.empty() ? "" : " · ") + text("studio.not_saved");
        ImGui::AlignTextToFramePadding();
        ImGui::BeginGroup();
        ImGui::AlignTextToFramePadding();
        ImGui::TextUnformatted(fitted(name, 0.2F * box.width).c_str());
        if (!mark.empty()) {
            ImGui::SameLine();
            ImGui::TextDisabled("%s", fitted(mark, 0.16F * box.width).c_str());
        }
        ImGui::EndGroup();
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s%s%s", name.c_str(), mark.empty() ? "" : " · ", mark.c_str());
        auto items = items_of(text, state, out);
        float x = ImGui::GetItemRectMax().x - box.x + between, more = button_width("…") + between;
        std::size_t shown = 0;
        for (; shown < items.size(); ++shown) {
            float from = x + (items[shown].first_of_group ? 2 * between : 0), to = from + button_width(items[shown].label) + between;
            if (to + (shown + 1 < items.size() ? more : 0) > end) break;
            ImGui::SameLine(from);
            button(items[shown]);
            x = to;
        }
        if (shown < items.size()) {
            ImGui::SameLine(x);
            if (ImGui::Button("…##more")) ImGui::OpenPopup("##more");
            if (ImGui::BeginPopup("##more")) {
                for (; shown < items.size(); ++shown) {
                    const Item& item = items[shown];
                    if (ImGui::MenuItem(item.label.c_str(), item.hint.size() <= 8 ? item.hint.c_str() : nullptr, item.on, item.enabled)) item.act();
                }
                ImGui::EndPopup();
            }
        }
    }
    end += between;
    for (const Item& item : right) {
        ImGui::SameLine(end);
        button(item);
        end += button_width(item.label) + between;
    }
    ImGui::End();
    return out;
}

} // namespace tp
