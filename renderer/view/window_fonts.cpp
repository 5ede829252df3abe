#include "view/window_fonts.h"

#include <imgui.h>

namespace tp {

void add_fonts(const std::filesystem::path& file, int face, const std::filesystem::path& signs, double size_px) {
    static const ImWchar ranges[] = {0x0020, 0x00FF, // Latin
                                     0x2010, 0x2027, // dashes, quotes, dots
                                     0x2070, 0x209F, // CO2e, m2
                                     0x2190, 0x2193, 0x2212, 0x2212, 0x2248, 0x2248, 0x2264, 0x2265,
                                     0x25A0, 0x25CF, 0x2713, 0x2717, // marks
                                     0x3000, 0x30FF, // punctuation, kana
                                     0x3131, 0x3163, 0xAC00, 0xD7A3, // Hangul
                                     0xFFE6, 0xFFE6, 0};
    ImGuiIO& io = ImGui::GetIO();
    ImFontConfig config;
    config.FontNo = face;
    config.OversampleH = config.OversampleV = 1; // 11,000 glyphs: more would not fit one texture at HiDPI sizes
    config.PixelSnapH = true;
    io.Fonts->Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
    io.Fonts->TexDesiredWidth = size_px > 24 ? 8192 : 4096;
    std::error_code error;
    if (file.empty() || !std::filesystem::exists(file, error) ||
        !io.Fonts->AddFontFromFileTTF(file.c_str(), static_cast<float>(size_px), &config, ranges))
        io.Fonts->AddFontDefault();
    static const ImWchar sign_ranges[] = {0x2070, 0x209F, 0x2190, 0x2193, 0x2212, 0x2212, 0x2713, 0x2717, 0};
    config.FontNo = 0;
    config.MergeMode = true; // only what is missing so far
    if (!signs.empty() && std::filesystem::exists(signs, error))
        io.Fonts->AddFontFromFileTTF(signs.c_str(), static_cast<float>(size_px), &config, sign_ranges);
}

void style_panels(double scale) {
    ImGuiStyle& style = ImGui::GetStyle();
    style = {}; // of another scale
    ImGui::StyleColorsLight();
    style.WindowRounding = style.FrameRounding = style.PopupRounding = 4;
    style.WindowBorderSize = 1;
    style.FrameBorderSize = 0;
    style.WindowPadding = {14, 12};
    style.FramePadding = {9, 5};
    style.ItemSpacing = {8, 7};
    style.ScrollbarSize = 11;
    auto colour = [&](ImGuiCol which, unsigned rgb, float alpha = 1.0F) {
        style.Colors[which] = {static_cast<float>(rgb >> 16) / 255.0F, static_cast<float>((rgb >> 8) & 255U) / 255.0F,
                               static_cast<float>(rgb & 255U) / 255.0F, alpha};
    };
    colour(ImGuiCol_Text, 0x2b2b2b);
    colour(ImGuiCol_TextDisabled, 0x7a7772);
    colour(ImGuiCol_WindowBg, 0xfcfbf9, 0.97F);
    colour(ImGuiCol_PopupBg, 0xffffff, 0.99F);
    colour(ImGuiCol_ChildBg, 0xffffff, 0.0F);
    colour(ImGuiCol_Border, 0xdcd9d3);
    colour(ImGuiCol_FrameBg, 0xefede8);
    colour(ImGuiCol_FrameBgHovered, 0xe7e3dc);
    colour(ImGuiCol_FrameBgActive, 0xded9d0);
    colour(ImGuiCol_Button, 0xe9e6df);
    colour(ImGuiCol_ButtonHovered, 0xdfdad1);
    colour(ImGuiCol_ButtonActive, 0xd2ccc1);
    colour(ImGuiCol_Header, 0xf6d9cf);
    colour(ImGuiCol_HeaderHovered, 0xf1e6e0);
    colour(ImGuiCol_HeaderActive, 0xf3c9b9);
    colour(ImGuiCol_CheckMark, 0xe4572e);
    colour(ImGuiCol_SliderGrab, 0xe4572e);
    colour(ImGuiCol_SliderGrabActive, 0xc2431d);
    colour(ImGuiCol_PlotHistogram, 0xe4572e);
    colour(ImGuiCol_Separator, 0xdcd9d3);
    colour(ImGuiCol_ScrollbarBg, 0xffffff, 0.0F);
    colour(ImGuiCol_ScrollbarGrab, 0xd5d1c9);
    colour(ImGuiCol_TableHeaderBg, 0xf3f1ec);
    colour(ImGuiCol_TableBorderLight, 0xe6e3dd);
    colour(ImGuiCol_TableBorderStrong, 0xdcd9d3);
    colour(ImGuiCol_TableRowBgAlt, 0xf5f3ef, 0.6F);
    colour(ImGuiCol_TitleBg, 0xf3f1ec);
    colour(ImGuiCol_TitleBgActive, 0xf3f1ec);
    style.ScaleAllSizes(static_cast<float>(scale));
}

} // namespace tp
