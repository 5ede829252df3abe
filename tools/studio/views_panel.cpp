#include "studio/views.h"

#include "report/panel_grid.h"
#include "report/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <imgui.h>
#include <utility>

namespace tp {
namespace {

constexpr ImGuiWindowFlags k_bar = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
                                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_AlwaysAutoResize |
                                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollbar;

bool chosen_button(const std::string& label, bool on, const std::string& hint) {
    if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_Header));
    bool clicked = ImGui::Button(label.c_str());
    if (on) ImGui::PopStyleColor();
    if (!hint.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", hint.c_str());
    return clicked;
}

// A proposal from the document's, after a swatch in its side's colour.
void proposal_choice(const PanelText& text, const DocumentState& document, const std::string& now, std::size_t side, std::optional<std::string>& out) {
    ImVec2 at = ImGui::GetCursorScreenPos();
    float height = ImGui::GetFrameHeight();
    const auto& c = k_accents[side];
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + 3 * text.scale}, {at.x + 5 * text.scale, at.y + height - 3 * text.scale},
                                              ImGui::ColorConvertFloat4ToU32({c[0], c[1], c[2], 1.0F}));
    ImGui::Dummy({7 * text.scale, height});
    ImGui::SameLine(0, 2 * text.scale);
    ImGui::SetNextItemWidth(150 * text.scale);
    if (ImGui::BeginCombo(side == 0 ? "##left" : "##right", now.c_str())) {
        for (const ProposalState& proposal : document.proposals)
            if (ImGui::Selectable(proposal.name.c_str(), proposal.name == now)) out = proposal.name;
        ImGui::EndCombo();
    }
}

void places_popup(const PanelText& text, const Bookmarks& bookmarks, ViewActions& out) {
    if (!ImGui::BeginPopup("##places")) return;
    ImGui::TextDisabled("%s", text("studio.views.places_hint").c_str());
    for (std::size_t i = 0; i < bookmarks.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        std::string number = std::to_string(i + 1);
        if (bookmarks[i]) {
            small_place(text, "view " + number, out.pictures);
            ImGui::SameLine();
        }
        if (chosen_button(text("studio.views.keep"), false, "Ctrl+" + number)) out.keep = i;
        ImGui::SameLine();
        ImGui::BeginDisabled(!bookmarks[i]);
        std::string name = number + "  ";
        if (bookmarks[i]) {
            constexpr std::array k_names{"studio.camera.orbit", "studio.camera.top", "studio.camera.walk"};
            name += text(k_names[static_cast<std::size_t>(bookmarks[i]->mode)]) + "  " + std::to_string(std::lround(bookmarks[i]->focus[0])) + ", " +
                    std::to_string(std::lround(bookmarks[i]->focus[1])) + " m";
        } else name += text("studio.views.empty");
        if (ImGui::Selectable(name.c_str(), false, ImGuiSelectableFlags_None, {240 * text.scale, 0})) out.fly = i;
        if (bookmarks[i] && ImGui::IsItemHovered()) ImGui::SetTooltip("Shift+%s", number.c_str());
        ImGui::EndDisabled();
        ImGui::PopID();
    }
    ImGui::EndPopup();
}

void look_popup(const PanelText& text, ViewChoice& look) {
    if (!ImGui::BeginPopup("##looks")) return;
    ImGui::Checkbox(text("studio.view.labels").c_str(), &look.labels);
    ImGui::Checkbox(text("studio.view.times").c_str(), &look.times);
    ImGui::Separator();
    ImGui::TextDisabled("%s", text("studio.view.check").c_str());
    for (ColourVision vision : {ColourVision::normal, ColourVision::deuteranopia, ColourVision::protanopia, ColourVision::tritanopia, ColourVision::grey})
        if (ImGui::RadioButton(text(fmt::format("studio.vision.{}", colour_vision_name(vision))).c_str(), look.vision == vision)) look.vision = vision;
    ImGui::EndPopup();
}

void layer_popup(const PanelText& text, const ViewState& state, std::optional<std::string>& out) {
    if (!ImGui::BeginPopup("##layers")) return;
    auto one = [&](const std::string& id, const std::string& name) {
        if (ImGui::RadioButton((name + "###" + id).c_str(), state.layer == id)) {
            out = id;
            ImGui::CloseCurrentPopup();
        }
    };
    one("", text("studio.layer.none"));
    ImGui::Separator();
    ImGui::TextDisabled("%s", text("studio.layer.of_models").c_str());
    for (const char* id : {"reach", "crash_risk"}) one(id, layer_name(text.messages, id));
    if (!state.city_layers.empty()) {
        ImGui::Separator();
        ImGui::TextDisabled("%s", text("studio.layer.of_city").c_str());
        for (const std::string& id : state.city_layers) one(id, layer_name(text.messages, id));
    }
    ImGui::EndPopup();
}

} // namespace

PanelBox area_of(const Compare& compare, const PanelBox& picture, int side) {
    if (compare.mode != ViewMode::split) return picture;
    float middle = std::floor(picture.width / 2);
    return side == 0 ? PanelBox{picture.x, picture.y, middle, picture.height}
                     : PanelBox{picture.x + middle, picture.y, picture.width - middle, picture.height};
}

float divider_x(const Compare& compare, const PanelBox& picture) {
    return picture.x + (compare.mode == ViewMode::swipe ? static_cast<float>(compare.handle) * picture.width : std::floor(picture.width / 2));
}

PanelBox shown_of(const Compare& compare, const PanelBox& picture, int side) {
    if (compare.mode != ViewMode::swipe) return area_of(compare, picture, side);
    float divider = divider_x(compare, picture);
    return side == 0 ? PanelBox{picture.x, picture.y, divider - picture.x, picture.height}
                     : PanelBox{divider, picture.y, picture.x + picture.width - divider, picture.height};
}

int side_at(const Compare& compare, const PanelBox& picture, float x) { return compare.two() && x >= divider_x(compare, picture) ? 1 : 0; }

ViewActions views_panel(const PanelText& text, const PanelBox& picture, const ViewState& state, PanelBox& bar) {
    ViewActions out;
    out.look = state.look;
    ImGui::SetNextWindowPos({picture.x + 10 * text.scale, picture.y + 10 * text.scale});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {8 * text.scale, 6 * text.scale});
    ImGui::Begin("##views", nullptr, k_bar);
    ImGui::PopStyleVar();
    float right = picture.x + picture.width - 18 * text.scale, frame = 2 * ImGui::GetStyle().FramePadding.x;
    bool first = true;
    auto next = [&](float width) { // beside the last one where there is room
        if (!std::exchange(first, false) && ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x + width <= right) ImGui::SameLine();
    };
    auto next_button = [&](const std::string& label, bool on, const std::string& hint) {
        next(ImGui::CalcTextSize(label.c_str(), nullptr, true).x + frame);
        return chosen_button(label, on, hint);
    };
    const Compare& compare = state.compare;
    if (state.document.proposals.size() >= 2) {
        constexpr std::array k_modes{std::pair{ViewMode::single, "studio.views.single"}, std::pair{ViewMode::split, "studio.views.split"},
                                     std::pair{ViewMode::swipe, "studio.views.swipe"}, std::pair{ViewMode::difference, "studio.views.difference"}};
        for (auto [mode, key] : k_modes)
            if (next_button(text(key), compare.mode == mode, text(std::string(key) + "_hint"))) out.mode = mode;
    }
    if (next_button(text("studio.views.places"), false, text("studio.views.places_hint"))) ImGui::OpenPopup("##places");
    places_popup(text, state.bookmarks, out);
    if (next_button(text("studio.layer"), !state.layer.empty(), text("studio.layer.hint"))) ImGui::OpenPopup("##layers");
    layer_popup(text, state, out.layer);
    if (next_button(text("studio.views.picture"), false, text("studio.views.picture_hint"))) out.save_picture = true;
    std::string look = text("studio.view");
    if (state.look.vision != ColourVision::normal) look += ": " + text(fmt::format("studio.vision.{}", colour_vision_name(state.look.vision)));
    if (next_button(look + "###look", false, "")) ImGui::OpenPopup("##looks");
    look_popup(text, out.look);
    if (compare.mode != ViewMode::single) {
        proposal_choice(text, state.document, compare.left, 0, out.left);
        next(170 * text.scale);
        proposal_choice(text, state.document, compare.right, 1, out.right);
        if (compare.mode == ViewMode::split) {
            std::string tied_label = text("studio.views.tied");
            next(ImGui::CalcTextSize(tied_label.c_str()).x + ImGui::GetFrameHeight() + frame);
            bool tied = compare.tied;
            if (ImGui::Checkbox(tied_label.c_str(), &tied)) out.change_tied = true;
        }
    }
    bar = {picture.x + 10 * text.scale, picture.y + 10 * text.scale, ImGui::GetWindowWidth(), ImGui::GetWindowHeight()};
    ImGui::End();
    return out;
}

} // namespace tp
