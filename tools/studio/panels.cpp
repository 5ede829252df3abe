// Bar, catalogue, and the small windows: progress, open, toast, close.
#include "studio/panels.h"

#include <algorithm>
#include <imgui.h>
#include <imgui_stdlib.h>

namespace tp {
namespace {

constexpr ImGuiWindowFlags k_fixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus;
const ImVec4 k_accent{0.894F, 0.341F, 0.180F, 1.0F};

void place(const PanelBox& box) {
    ImGui::SetNextWindowPos({box.x, box.y});
    ImGui::SetNextWindowSize({box.width, box.height});
}

// A button that looks pressed while `on`, with a tooltip.
bool choice(const std::string& label, bool on, const std::string& hint) {
    if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_Header));
    bool clicked = ImGui::Button(label.c_str());
    if (on) ImGui::PopStyleColor();
    if (!hint.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", hint.c_str());
    ImGui::SameLine();
    return clicked;
}

bool enabled_button(const std::string& label, bool enabled, const std::string& hint) {
    ImGui::BeginDisabled(!enabled);
    bool clicked = choice(label, false, enabled ? hint : "");
    ImGui::EndDisabled();
    return clicked && enabled;
}

void gap(float px) {
    ImGui::Dummy({px, 1});
    ImGui::SameLine();
}

float text_width(const std::string& label) { return ImGui::CalcTextSize(label.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x; }

// A window in the middle of `box`, as tall as it needs.
void begin_middle(const char* id, const PanelBox& box, float width) {
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height / 2}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::Begin(id, nullptr, (k_fixed & ~ImGuiWindowFlags_NoBringToFrontOnFocus) | ImGuiWindowFlags_AlwaysAutoResize);
}

} // namespace

BarActions bar_panel(const PanelText& text, const PanelBox& box, const BarState& state) {
    BarActions out;
    place(box);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {12 * text.scale, 7 * text.scale});
    ImGui::Begin("##bar", nullptr, k_fixed | ImGuiWindowFlags_NoScrollbar);
    ImGui::PopStyleVar();
    bool open = !state.document.path.empty();
    if (open) {
        ImGui::AlignTextToFramePadding();
        ImGui::TextUnformatted(state.city_name.empty() ? state.document.path.stem().c_str() : state.city_name.c_str());
        ImGui::SameLine();
        std::string mark = state.synthetic ? text("report.synthetic") : "";
        if (state.document.read_only) mark += (mark.empty() ? "" : " · ") + text("studio.read_only");
        else if (state.document.modified) mark += (mark.empty() ? "" : " · ") + text("studio.not_saved");
        ImGui::TextDisabled("%s", mark.c_str());
        ImGui::SameLine();
        gap(8 * text.scale);
        out.undo = enabled_button(text("studio.undo"), state.proposal && state.proposal->can_undo && !state.document.read_only, "Ctrl+Z");
        out.redo = enabled_button(text("studio.redo"), state.proposal && state.proposal->can_redo && !state.document.read_only, "Ctrl+Y");
        out.save = enabled_button(text("studio.save"), state.document.modified && !state.document.read_only, "Ctrl+S");
        gap(8 * text.scale);
        if (choice(text("studio.camera.home"), false, text("studio.camera.home_hint"))) out.home = true;
        if (choice(text("studio.camera.orbit"), state.mode == FlightMode::orbit, "O")) out.mode = FlightMode::orbit;
        if (choice(text("studio.camera.top"), state.mode == FlightMode::top, "T")) out.mode = FlightMode::top;
        if (choice(text("studio.camera.walk"), state.mode == FlightMode::walk, "G")) out.mode = FlightMode::walk;
        gap(8 * text.scale);
        out.change_layer = choice(text("studio.layer.reach"), state.layer_on, text("studio.layer.reach_hint"));
        if (state.has_report) out.report = choice(text("studio.import.report_button"), state.report_open, text("studio.import.report_hint"));
    }
    std::string other = text("studio.other_language");
    ImGui::SameLine(box.width - text_width(other) - 12 * text.scale);
    out.change_language = ImGui::Button(other.c_str());
    ImGui::End();
    return out;
}

// Rank of a tag in the panel, and its heading.
static std::pair<int, const char*> group_of(const Kind& kind) {
    if (kind.tag == "보급") return {0, "studio.tag.common"};
    if (kind.tag == "특화") return {1, "studio.tag.special"};
    if (kind.tag == "연계") return {2, "studio.tag.companion"};
    return {3, "studio.tag.other"};
}

std::vector<const Kind*> panel_order(const Catalogue& catalogue) {
    std::vector<const Kind*> kinds;
    for (const Kind& kind : catalogue.kinds) kinds.push_back(&kind);
    std::ranges::stable_sort(kinds, {}, [](const Kind* kind) { return group_of(*kind).first; });
    return kinds;
}

std::optional<std::string> catalogue_panel(const PanelText& text, const PanelBox& box, const std::string& chosen, bool can_edit) {
    std::optional<std::string> clicked;
    place(box);
    ImGui::Begin("##catalogue", nullptr, k_fixed);
    ImGui::TextUnformatted(text("studio.catalogue").c_str());
    ImGui::TextDisabled("%s", text("studio.catalogue_hint").c_str());
    ImGui::BeginDisabled(!can_edit);
    int group = -1, row = 0;
    for (const Kind* kind : panel_order(text.catalogue)) {
        auto [rank, heading] = group_of(*kind);
        if (rank != group) {
            ImGui::Spacing();
            ImGui::TextDisabled("%s", text(heading).c_str());
            group = rank;
        }
        ImGui::PushID(kind->id.c_str());
        bool on = kind->id == chosen;
        ++row;
        std::string number = row <= 9 ? std::to_string(row) : "";
        if (ImGui::Selectable("##row", on, ImGuiSelectableFlags_None, {0, ImGui::GetTextLineHeight()})) clicked = on ? std::string{} : kind->id;
        if (ImGui::IsItemHovered()) {
            ImGui::BeginTooltip();
            ImGui::PushTextWrapPos(320 * text.scale);
            ImGui::TextUnformatted(text.name(kind->summary).c_str());
            ImGui::TextDisabled("%s", text("studio.grade", {{"grade", std::string(1, kind->grade)}}).c_str());
            ImGui::PopTextWrapPos();
            ImGui::EndTooltip();
        }
        ImGui::SameLine(16 * text.scale);
        ImGui::TextDisabled("%s", number.c_str());
        ImGui::SameLine(34 * text.scale);
        ImGui::TextUnformatted(text.name(kind->name).c_str());
        ImGui::PopID();
    }
    ImGui::EndDisabled();
    ImGui::End();
    return clicked;
}

bool progress_window(const PanelText& text, const PanelBox& box, const std::string& step_key, double share) {
    begin_middle("##progress", box, 420 * text.scale);
    ImGui::TextUnformatted(text(step_key).c_str());
    ImGui::ProgressBar(static_cast<float>(share), {-1, 6 * text.scale}, "");
    bool cancelled = ImGui::Button(text("studio.cancel").c_str());
    ImGui::End();
    return cancelled;
}

std::optional<std::string> open_window(const PanelText& text, const PanelBox& box, std::string& path) {
    std::optional<std::string> out;
    begin_middle("##open", box, 520 * text.scale);
    ImGui::TextUnformatted(text("studio.open_title").c_str());
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    ImGui::TextWrapped("%s", text("studio.open_hint").c_str());
    ImGui::PopStyleColor();
    ImGui::SetNextItemWidth(-text_width(text("studio.open")) - 10 * text.scale);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    bool entered = ImGui::InputText("##path", &path, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if ((ImGui::Button(text("studio.open").c_str()) || entered) && !path.empty()) out = path;
    ImGui::End();
    return out;
}

bool toast(const PanelText& text, const PanelBox& box, const std::string& sentence, bool is_error) {
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height - 18 * text.scale}, ImGuiCond_Always, {0.5F, 1.0F});
    ImGui::SetNextWindowSizeConstraints({200 * text.scale, 0}, {box.width * 0.9F, box.height});
    if (is_error) ImGui::PushStyleColor(ImGuiCol_Border, k_accent);
    ImGui::Begin("##toast", nullptr, (k_fixed & ~ImGuiWindowFlags_NoBringToFrontOnFocus) | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoFocusOnAppearing);
    ImGui::PushTextWrapPos(box.width * 0.85F);
    ImGui::TextUnformatted(sentence.c_str());
    ImGui::PopTextWrapPos();
    bool clicked = ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0);
    ImGui::End();
    if (is_error) ImGui::PopStyleColor();
    return clicked;
}

CloseAnswer close_window(const PanelText& text, const PanelBox& box) {
    CloseAnswer answer = CloseAnswer::none;
    begin_middle("##close", box, 440 * text.scale);
    ImGui::TextWrapped("%s", text("studio.close_question").c_str());
    ImGui::Spacing();
    if (ImGui::Button(text("studio.save").c_str())) answer = CloseAnswer::save;
    ImGui::SameLine();
    if (ImGui::Button(text("studio.close_discard").c_str())) answer = CloseAnswer::discard;
    ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = CloseAnswer::stay;
    ImGui::End();
    return answer;
}

} // namespace tp
