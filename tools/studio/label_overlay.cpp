#include "studio/label_overlay.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <imgui.h>

namespace tp {
namespace {

constexpr ImU32 k_ink = IM_COL32(0x2b, 0x2b, 0x2b, 255), k_halo = IM_COL32(255, 255, 255, 150);
constexpr ImU32 k_night_ink = IM_COL32(0xf7, 0xf6, 0xf3, 255), k_night_halo = IM_COL32(0x14, 0x17, 0x1f, 150);

// Signs that the window's font lacks would be drawn as boxes: such a name is left out.
bool has_all_glyphs(const std::string& text) {
    const ImFont* font = ImGui::GetFont();
    for (std::size_t i = 0; i < text.size();) {
        auto lead = static_cast<unsigned char>(text[i]);
        std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (i + length > text.size() || length == 4) return false;
        unsigned code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        if (!font->FindGlyphNoFallback(static_cast<ImWchar>(code))) return false;
        i += length;
    }
    return true;
}

// A halo of 2 px, white by day and dark by night: the text at two rings of offsets below the ink.
void draw_name(ImDrawList* draw, ImVec2 at, const std::string& text, float scale, bool night) {
    for (float radius : {2.0F * scale, 1.0F * scale})
        for (int i = 0; i < 8; ++i) {
            float angle = static_cast<float>(i) * 0.7853982F;
            draw->AddText({at.x + radius * std::cos(angle), at.y + radius * std::sin(angle)}, night ? k_night_halo : k_halo, text.c_str());
        }
    draw->AddText(at, night ? k_night_ink : k_ink, text.c_str());
}

} // namespace

void LabelOverlay::set_city(std::shared_ptr<const City> city) {
    m_city_labels.reset();
    m_memory = {};
    m_placed.clear();
    m_stale = true;
    m_worker.post([this, city = std::move(city), version = ++m_city_version] {
        auto labels = std::make_shared<const std::vector<Label>>(city_labels(*city, Ground(*city)));
        m_inbox.post([this, labels, version] {
            if (version != m_city_version) return;
            m_city_labels = labels;
            m_stale = true;
        });
    });
}

void LabelOverlay::set_solutions(const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language) {
    m_solution_labels = solution_labels(ground, solutions, catalogue, language);
    m_stale = true;
}

void LabelOverlay::lay_out(const Frame& frame, const PanelBox& box, float scale, const std::vector<PanelBox>& reserved) {
    LabelPicture picture;
    const Pane& pane = frame.request->panes.front(); // of two they have one camera, or no names are shown
    picture.camera = pane.camera;
    picture.width = static_cast<int>(box.width), picture.height = static_cast<int>(box.height);
    picture.unit_px = static_cast<double>(scale);
    picture.moving = pane.options.moving;
    if (pane.options.part.width == 0) picture.depth = frame.seen.front().get();
    for (const PanelBox& r : reserved)
        picture.reserved.push_back({static_cast<double>(r.x - box.x), static_cast<double>(r.y - box.y), static_cast<double>(r.width), static_cast<double>(r.height)});
    std::vector<const Label*> labels;
    if (m_city_labels)
        for (const Label& label : *m_city_labels) labels.push_back(&label);
    for (const Label& label : m_solution_labels) labels.push_back(&label);
    auto measure = [&](const Label& label) {
        ImVec2 size = ImGui::CalcTextSize(label.text.c_str());
        return std::array{has_all_glyphs(label.text) ? static_cast<double>(size.x) : 1e9, static_cast<double>(size.y)}; // too wide: never placed
    };
    m_placed.clear();
    for (const LabelPlace& place : place_labels(labels, picture, measure, m_memory))
        m_placed.push_back({place.label->text, static_cast<float>(place.x), static_cast<float>(place.y)});
}

void LabelOverlay::draw(ImDrawList* draw, const std::shared_ptr<const Frame>& frame, const PanelBox& box, float scale, const std::vector<PanelBox>& reserved) {
    bool same_box = box.x == m_placed_box.x && box.y == m_placed_box.y && box.width == m_placed_box.width && box.height == m_placed_box.height;
    if (m_stale || m_placed_for != frame || !same_box) {
        lay_out(*frame, box, scale, reserved);
        m_placed_for = frame;
        m_placed_box = box;
        m_stale = false;
    }
    bool night = is_night(frame->request->panes.front().options.sun);
    for (const Placed& one : m_placed) draw_name(draw, {std::round(box.x + one.x), std::round(box.y + one.y)}, one.text, scale, night);
}

} // namespace tp
