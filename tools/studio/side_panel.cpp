// The right side: proposals, indicators with intervals, what is selected; and the evidence of an indicator.
#include "report/evidence_rows.h"
#include "report/text.h"
#include "report/words.h"
#include "studio/panels.h"

#include <algorithm>
#include <cmath>
#include <imgui.h>
#include <imgui_stdlib.h>

namespace tp {
namespace {

constexpr ImGuiWindowFlags k_fixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus;
constexpr ImU32 k_accent = IM_COL32(0xE4, 0x57, 0x2E, 255), k_range = IM_COL32(0xE4, 0x57, 0x2E, 110), k_axis = IM_COL32(0xb5, 0xb2, 0xac, 255),
                k_before = IM_COL32(0x8a, 0x87, 0x82, 255);

void wrapped(const std::string& text, bool soft = false) {
    if (soft) ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    if (soft) ImGui::PopStyleColor();
}

void right_aligned(const std::string& text, bool soft = false) {
    float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(text.c_str()).x;
    if (room > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room);
    if (soft) ImGui::TextDisabled("%s", text.c_str());
    else ImGui::TextUnformatted(text.c_str());
}

const Indicator* find(const Evaluation* evaluation, const std::string& id) {
    if (!evaluation) return nullptr;
    auto it = std::ranges::find(evaluation->indicators, id, &Indicator::id);
    return it == evaluation->indicators.end() || it->status != IndicatorStatus::ok ? nullptr : &*it;
}

ProposalActions proposals(const PanelText& text, const SideState& state, std::string& new_name) {
    ProposalActions out;
    constexpr std::size_t k_pictured = 6; // more are a list
    ImGui::TextUnformatted(text("studio.proposals").c_str());
    bool pictured = state.document.proposals.size() <= k_pictured;
    float height = pictured ? k_small_height * text.scale : ImGui::GetTextLineHeight(), pad = 3 * text.scale;
    for (const ProposalState& proposal : state.document.proposals) {
        ImGui::PushID(proposal.name.c_str());
        bool on = proposal.name == state.active;
        ImVec2 at = ImGui::GetCursorPos();
        if (ImGui::Selectable("##proposal", on, ImGuiSelectableFlags_None, {0, height + (pictured ? 2 * pad : 0)}) && !on) out.choose = proposal.name;
        ImVec2 next = ImGui::GetCursorPos();
        if (pictured) {
            ImGui::SetCursorPos({at.x + pad, at.y + pad});
            small_place(text, "proposal " + proposal.name, out.pictures);
            ImGui::SetCursorPos({at.x + (k_small_width + 14) * text.scale, at.y + pad + (height - ImGui::GetTextLineHeight()) / 2});
        } else {
            ImGui::SetCursorPos({at.x + 10 * text.scale, at.y});
        }
        ImGui::TextUnformatted(proposal.name.c_str());
        ImGui::SameLine();
        ImGui::TextDisabled("%s", text("studio.places", {{"count", std::to_string(proposal.solutions.size())}}).c_str());
        ImGui::SetCursorPos(next);
        ImGui::PopID();
    }
    if (state.document.read_only) return out;
    std::string label = text("studio.add");
    ImGui::SetNextItemWidth(-ImGui::CalcTextSize(label.c_str()).x - 30 * text.scale);
    bool entered = ImGui::InputTextWithHint("##new", text("studio.new_proposal").c_str(), &new_name, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if ((ImGui::Button(label.c_str()) || entered) && !new_name.empty()) {
        out.add = new_name;
        new_name.clear();
    }
    return out;
}

// Dot, 90 % bar and zero; a grey dot where it was before the drag.
void interval_bar(const PanelText& text, const Indicator& now, const Indicator* before) {
    double low = std::min({0.0, now.p05, now.median}), high = std::max({0.0, now.p95, now.median});
    if (before) low = std::min({low, before->p05}), high = std::max({high, before->p95});
    ImVec2 at = ImGui::GetCursorScreenPos();
    float width = ImGui::GetContentRegionAvail().x, height = 9 * text.scale;
    ImGui::Dummy({width, height});
    if (!(high > low)) return;
    auto x = [&](double value) { return at.x + 4 + static_cast<float>((value - low) / (high - low)) * (width - 8); };
    ImDrawList* draw = ImGui::GetWindowDrawList();
    float y = at.y + height / 2;
    draw->AddLine({at.x, y}, {at.x + width, y}, IM_COL32(0xe6, 0xe3, 0xdd, 255), 1);
    draw->AddLine({x(0), at.y}, {x(0), at.y + height}, k_axis, 1);
    draw->AddLine({x(now.p05), y}, {x(now.p95), y}, k_range, 3 * text.scale);
    if (before) draw->AddCircle({x(before->median), y}, 3.5F * text.scale, k_before, 0, 1.5F);
    draw->AddCircleFilled({x(now.median), y}, 4 * text.scale, k_accent);
}

std::optional<std::string> indicators(const PanelText& text, const IndicatorState& state) {
    std::optional<std::string> clicked;
    const Messages& messages = text.messages;
    ImGui::TextUnformatted(text("studio.indicators").c_str());
    ImGui::SameLine();
    ImGui::TextDisabled("%s", state.pending ? text("studio.computing").c_str() : text("studio.indicators_hint").c_str());
    if (!state.evaluation) return clicked;
    for (const Indicator& indicator : state.evaluation->indicators) {
        ImGui::PushID(indicator.id.c_str());
        ImVec2 top = ImGui::GetCursorScreenPos();
        ImGui::BeginGroup();
        ImGui::TextUnformatted(indicator_name(messages, indicator.id).c_str());
        ImGui::SameLine();
        if (indicator.status == IndicatorStatus::ok) {
            IntervalText value = interval_text(messages, indicator);
            right_aligned(value.median);
            std::string detail = value.interval.empty() ? "" : "(" + value.interval + ")";
            if (std::string ten = ten_years_text(messages, indicator); !ten.empty()) detail = ten;
            if (!detail.empty()) right_aligned(detail, true);
            if (!indicator.label_key.empty()) wrapped(text(indicator.label_key), true);
            interval_bar(text, indicator, find(state.before, indicator.id));
        } else {
            right_aligned(text(indicator.status == IndicatorStatus::missing ? "report.indicators.missing" : "report.indicators.not_applicable"), true);
            if (!indicator.reason_key.empty()) wrapped(reason_text(messages, text.catalogue, indicator), true);
        }
        ImGui::EndGroup();
        ImVec2 bottom = ImGui::GetItemRectMax();
        ImVec2 end{top.x + ImGui::GetContentRegionAvail().x, bottom.y};
        if (ImGui::IsMouseHoveringRect(top, end) && ImGui::IsWindowHovered()) {
            ImGui::GetWindowDrawList()->AddRect({top.x - 5, top.y - 3}, {end.x + 5, end.y + 3}, IM_COL32(0xE4, 0x57, 0x2E, 90), 3);
            if (ImGui::IsMouseClicked(0)) clicked = indicator.id;
        }
        ImGui::Spacing();
        ImGui::PopID();
    }
    return clicked;
}

void warnings(const PanelText& text, const Evaluation& evaluation) {
    if (evaluation.warnings.empty()) return;
    ImGui::Separator();
    ImGui::TextUnformatted(text("studio.warnings", {{"count", std::to_string(evaluation.warnings.size())}}).c_str());
    constexpr std::size_t k_shown = 4;
    for (const BrokenRule& rule : broken_rules(text.messages, text.catalogue, evaluation))
        for (std::size_t i = 0; i < std::min(k_shown, rule.solutions.size()); ++i)
            wrapped(text("studio.warning_line", {{"number", rule.solutions[i]}, {"rule", rule.text}}), true);
}

// The selected solution, changed where the user changed it.
std::optional<Solution> solution_settings(const PanelText& text, const Solution& solution, bool& remove) {
    std::optional<Solution> out;
    const Kind* kind = text.catalogue.kind(solution.kind);
    ImGui::Text("%u. %s", static_cast<unsigned>(solution.id), kind ? text.name(kind->name).c_str() : solution.kind.c_str());
    if (!kind) wrapped(text("studio.unknown_kind"), true);
    int count = solution.count;
    ImGui::SetNextItemWidth(120 * text.scale);
    if (ImGui::InputInt(text("studio.count").c_str(), &count, 1, 10, ImGuiInputTextFlags_EnterReturnsTrue) && count >= 1 && count <= 100000 && count != solution.count) {
        out = solution;
        out->count = count;
    }
    if (kind)
        for (const Component& component : kind->components) {
            bool chosen = std::ranges::find(solution.components, component.id) != solution.components.end();
            bool by_default = solution.components.empty() && component.by_default;
            bool on = chosen || by_default;
            if (!ImGui::Checkbox(text.name(component.name).c_str(), &on)) continue;
            out = solution;
            if (out->components.empty()) // the default set becomes explicit once one part is changed
                for (const Component& other : kind->components)
                    if (other.by_default) out->components.push_back(other.id);
            std::erase(out->components, component.id);
            if (on) out->components.push_back(component.id);
            std::ranges::sort(out->components);
        }
    remove = ImGui::Button(text("studio.remove").c_str());
    ImGui::SameLine();
    ImGui::TextDisabled("Delete");
    return out;
}

void object_lines(const PanelText& text, const SideState& state) {
    auto lines = attributes(text, *state.city, state.model, state.selected_id);
    if (lines.empty()) return;
    ImGui::TextUnformatted(lines.front().second.c_str());
    if (!ImGui::BeginTable("##attributes", 2, ImGuiTableFlags_SizingStretchProp)) return;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        ImGui::TableNextColumn();
        wrapped(lines[i].first, true);
        ImGui::TableNextColumn();
        wrapped(lines[i].second);
    }
    ImGui::EndTable();
    if (!state.file_lines || state.file_lines->empty()) return;
    if (!ImGui::TreeNode(text("studio.attribute.of_file", {{"count", std::to_string(state.file_lines->size())}}).c_str())) return;
    if (ImGui::BeginTable("##file", 2, ImGuiTableFlags_SizingStretchProp)) {
        for (const auto& [name, value] : *state.file_lines) {
            ImGui::TableNextColumn();
            wrapped(name, true);
            ImGui::TableNextColumn();
            wrapped(value);
        }
        ImGui::EndTable();
    }
    ImGui::TreePop();
}

void evidence_item(const PanelText& text, const EvidenceItem& item) {
    const Messages& messages = text.messages;
    ImGui::PushID(&item);
    std::string title = evidence_name(messages, text.catalogue, item) + ": " + evidence_value(messages, item);
    ImGuiTreeNodeFlags flags = item.inputs.empty() ? ImGuiTreeNodeFlags_Leaf | ImGuiTreeNodeFlags_Bullet : ImGuiTreeNodeFlags_None;
    bool open = ImGui::TreeNodeEx("##item", flags, "%s", title.c_str());
    if (open) {
        std::string detail = source_text(messages, text.catalogue, item.source);
        if (std::string proof = proof_text(messages, item); !proof.empty()) detail += " [" + proof + "]";
        if (std::string range = evidence_range(messages, item); !range.empty()) detail = text("studio.range", {{"range", range}}) + " · " + detail;
        wrapped(detail, true);
        if (!item.note_key.empty()) wrapped(text(item.note_key, item.note_args), true);
        for (const EvidenceItem& input : item.inputs) evidence_item(text, input);
        ImGui::TreePop();
    }
    ImGui::PopID();
}

} // namespace

SideActions side_panel(const PanelText& text, const PanelBox& box, const SideState& state, std::string& new_name) {
    SideActions out;
    ImGui::SetNextWindowPos({box.x, box.y});
    ImGui::SetNextWindowSize({box.width, box.height});
    ImGui::Begin("##side", nullptr, k_fixed);
    out.proposals = proposals(text, state, new_name);
    if (state.city && (state.city->models.size() > 0 || !state.city->pictures.empty())) {
        bool on = state.textures_on;
        out.change_textures = ImGui::Checkbox(text("studio.textures").c_str(), &on);
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text("studio.textures_hint").c_str());
    }
    auto switch_of = [&](const char* key, const char* hint, bool on) {
        bool changed = ImGui::Checkbox(text(key).c_str(), &on);
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text(hint).c_str());
        return changed;
    };
    out.change_people = switch_of("studio.people", "studio.people_hint", state.people_on);
    ImGui::SameLine();
    out.change_volumes = switch_of("studio.volumes", "studio.volumes_hint", state.volumes_on);
    ImGui::Separator();
    if (state.solution) {
        ImGui::BeginDisabled(state.document.read_only);
        out.replace = solution_settings(text, *state.solution, out.remove);
        ImGui::EndDisabled();
        ImGui::Separator();
    } else if (state.selected_id != 0 && state.city) {
        object_lines(text, state);
        ImGui::Separator();
    }
    out.indicator = indicators(text, state.indicators);
    if (state.indicators.evaluation) warnings(text, *state.indicators.evaluation);
    ImGui::End();
    return out;
}

bool evidence_window(const PanelText& text, const PanelBox& box, const Indicator& indicator) {
    bool open = true;
    ImGui::SetNextWindowPos({box.x, box.y});
    ImGui::SetNextWindowSize({box.width, box.height});
    std::string title = text("studio.evidence_of", {{"indicator", indicator_name(text.messages, indicator.id)}}) + "###evidence";
    ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings);
    if (indicator.evidence.empty()) wrapped(text("studio.evidence_none"), true);
    for (const Evidence& evidence : indicator.evidence) {
        wrapped(text_or(text.messages, evidence.text_key, evidence.formula));
        wrapped(evidence.formula, true);
        if (!evidence.limits_key.empty()) wrapped(text("report.evidence.limits", {{"text", text(evidence.limits_key)}}), true);
        for (const EvidenceItem& item : evidence.inputs) evidence_item(text, item);
        ImGui::Separator();
    }
    ImGui::End();
    return open;
}

} // namespace tp
