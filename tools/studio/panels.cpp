// Catalogue, and the small windows: progress, open, toast, close.
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

float text_width(const std::string& label) { return ImGui::CalcTextSize(label.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x; }

// A window in the middle of `box`, as tall as it needs.
void begin_middle(const char* id, const PanelBox& box, float width) {
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height / 2}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::Begin(id, nullptr, (k_fixed & ~ImGuiWindowFlags_NoBringToFrontOnFocus) | ImGuiWindowFlags_AlwaysAutoResize);
}

} // namespace

void small_place(const PanelText& text, const std::string& key, SmallPlaces& places) {
    ImVec2 at = ImGui::GetCursorScreenPos(), size{k_small_width * text.scale, k_small_height * text.scale}, end{at.x + size.x, at.y + size.y};
    ImGui::Dummy(size);
    ImGui::GetWindowDrawList()->AddRect({at.x - 1, at.y - 1}, {end.x + 1, end.y + 1}, ImGui::GetColorU32(ImGuiCol_Border));
    ImVec2 low = ImGui::GetWindowDrawList()->GetClipRectMin(), high = ImGui::GetWindowDrawList()->GetClipRectMax();
    if (at.x >= low.x && at.y >= low.y && end.x <= high.x && end.y <= high.y) places.push_back({key, {at.x, at.y, size.x, size.y}}); // not half of one
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
