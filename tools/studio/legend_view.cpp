#include "studio/legend_view.h"

#include "report/legend.h"

#include <algorithm>
#include <imgui.h>

namespace tp {
namespace {

constexpr ImU32 k_text = IM_COL32(0x2b, 0x2b, 0x2b, 255), k_edge = IM_COL32(0xc8, 0xc5, 0xbf, 255), k_line = IM_COL32(0x6a, 0x68, 0x64, 255);

void lines(ImDrawList* draw, ImVec2 a, ImVec2 b, bool rising, ImU32 colour, float scale) {
    float height = b.y - a.y;
    draw->PushClipRect(a, b, true);
    for (float x = a.x - height; x < b.x; x += 6 * scale)
        draw->AddLine({x, rising ? b.y : a.y}, {x + height, rising ? a.y : b.y}, colour, (rising ? 1.2F : 1.8F) * scale);
    draw->PopClipRect();
}

void sign(ImDrawList* draw, const LegendRow& row, ImVec2 a, ImVec2 b, float scale, ColourVision vision) {
    auto packed = [&](Rgb c) { return IM_COL32(seen(c, vision)[0], seen(c, vision)[1], seen(c, vision)[2], 255); };
    ImU32 from = packed(row.from), to = packed(row.to);
    if (row.sign == LegendSign::colour) draw->AddRectFilledMultiColor(a, b, from, from, to, to);
    if (row.sign == LegendSign::missing) lines(draw, a, b, true, k_line, scale);
    if (row.sign == LegendSign::small) {
        draw->AddRectFilled(a, b, from);
        lines(draw, a, b, false, IM_COL32_WHITE, scale);
    }
    if (!is_ramp(row)) draw->AddRect(a, b, k_edge);
}

} // namespace

PanelBox draw_layer_legend(const Messages& messages, const Layer& layer, float right, float top, float scale, ColourVision vision) {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    std::string title = legend_title(messages, layer);
    auto rows = legend_rows(messages, layer);
    float line = ImGui::GetTextLineHeight() + 4 * scale, pad = 10 * scale, swatch = 24 * scale, indent = swatch + 8 * scale;
    float width = ImGui::CalcTextSize(title.c_str()).x;
    for (const LegendRow& row : rows)
        width = std::max(width, (row.sign == LegendSign::none ? 0 : indent) + ImGui::CalcTextSize(row.text.c_str()).x);
    PanelBox box{right - width - 2 * pad, top, width + 2 * pad, line * static_cast<float>(rows.size() + 1) + 2 * pad};
    draw->AddRectFilled({box.x, box.y}, {right, box.y + box.height}, IM_COL32(255, 255, 255, 225), 4 * scale);
    ImVec2 pen{box.x + pad, box.y + pad};
    draw->AddText(pen, k_text, title.c_str());
    for (const LegendRow& row : rows) {
        pen.y += line;
        float above = is_ramp(row) ? 0 : 1 * scale, below = is_ramp(row) ? 0 : 4 * scale;
        if (row.sign != LegendSign::none) sign(draw, row, {pen.x, pen.y + above}, {pen.x + swatch, pen.y + line - below}, scale, vision);
        draw->AddText({pen.x + (row.sign == LegendSign::none ? 0 : indent), pen.y}, k_text, row.text.c_str());
    }
    return box;
}

} // namespace tp
