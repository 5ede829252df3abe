#include "studio/sun_panel.h"

#include <array>
#include <chrono>
#include <fmt/format.h>
#include <imgui.h>

namespace tp {
namespace {

constexpr std::array<std::pair<const char*, int>, 4> k_seasons{{{"studio.sun.spring", 79}, {"studio.sun.summer", 172}, {"studio.sun.autumn", 266}, {"studio.sun.winter", 355}}};

std::chrono::year_month_day date_of(const SunChoice& choice) {
    using namespace std::chrono;
    return sys_days{year{choice.year} / January / 1} + days{choice.day_of_year - 1};
}

std::string date_text(const SunChoice& choice) {
    auto date = date_of(choice);
    return fmt::format("{:04}-{:02}-{:02}", choice.year, static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

} // namespace

std::string iso_of(const SunChoice& choice) {
    if (!choice.by_time) return {};
    return fmt::format("{}T{:02}:{:02}", date_text(choice), choice.minute / 60, choice.minute % 60);
}

SunChoice sun_panel(const PanelText& text, const PanelBox& picture, const SunChoice& choice, float& taken) {
    taken = 0;
    if (picture.width < 240 * text.scale) return choice; // no room even for the choice: it would cover what is beside
    SunChoice out = choice;
    float width = 300 * text.scale, margin = 12 * text.scale;
    bool narrow = picture.width < width + 2 * margin; // the choice stands, its sliders would cover what is beside
    ImGui::SetNextWindowPos({picture.x + picture.width - margin, picture.y + picture.height - margin}, ImGuiCond_Always, {1.0F, 1.0F});
    ImGui::SetNextWindowSize({choice.by_time && !narrow ? width : 0, 0});
    ImGui::Begin("##sun", nullptr, ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_AlwaysAutoResize);
    ImGui::Checkbox(text("studio.sun.by_time").c_str(), &out.by_time);
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text("studio.sun.by_time_hint").c_str());
    if (choice.by_time && !narrow) {
        for (auto [key, day] : k_seasons) {
            bool on = choice.day_of_year == day;
            if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_Header));
            if (ImGui::SmallButton(text(key).c_str())) out.day_of_year = day;
            if (on) ImGui::PopStyleColor();
            ImGui::SameLine();
        }
        ImGui::NewLine();
        auto beside = [&](const std::string& value) { // not under the slider's grab
            ImGui::SameLine();
            ImGui::TextUnformatted(value.c_str());
        };
        float slider = width - ImGui::CalcTextSize("2026-00-00").x - 2 * ImGui::GetStyle().WindowPadding.x - ImGui::GetStyle().ItemSpacing.x;
        ImGui::SetNextItemWidth(slider);
        ImGui::SliderInt("##day", &out.day_of_year, 1, 365, "", ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput);
        beside(date_text(out));
        int tenth = out.minute / 10; // of an hour's sixty minutes
        ImGui::SetNextItemWidth(slider);
        if (ImGui::SliderInt("##hour", &tenth, 0, 143, "", ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput)) out.minute = tenth * 10;
        beside(fmt::format("{:02}:{:02}", tenth / 6, tenth % 6 * 10));
    }
    taken = ImGui::GetWindowWidth();
    ImGui::End();
    return out;
}

} // namespace tp
