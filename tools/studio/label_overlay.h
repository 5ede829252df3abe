// studio/label_overlay.h - the names over a picture of the window.
//
// What could be named is found on a thread of its own; a layout is made once per picture that arrives, with its camera and
// depth, so that names and picture move as one.
#pragma once

#include "studio/panels.h"
#include "studio/scene_thread.h"
#include "studio/worker.h"
#include "view/label_view.h"

#include <memory>
#include <string>
#include <vector>

struct ImDrawList;

namespace tp {

class LabelOverlay {
public:
    explicit LabelOverlay(Inbox& inbox) : m_inbox(inbox) {}

    void set_city(std::shared_ptr<const City> city);
    void set_solutions(const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language);
    // Over the picture `frame`, shown in `box`; `reserved` (window pixels) is what is written there already.
    void draw(ImDrawList* draw, const std::shared_ptr<const Frame>& frame, const PanelBox& box, float scale, const std::vector<PanelBox>& reserved);

private:
    void lay_out(const Frame& frame, const PanelBox& box, float scale, const std::vector<PanelBox>& reserved);

    Inbox& m_inbox;
    std::shared_ptr<const std::vector<Label>> m_city_labels;
    std::vector<Label> m_solution_labels;
    std::uint64_t m_city_version = 0;

    LabelMemory m_memory;
    struct Placed {
        std::string text;
        float x = 0, y = 0; // from the box's corner
    };
    std::vector<Placed> m_placed;
    std::shared_ptr<const Frame> m_placed_for; // the picture of the layout
    PanelBox m_placed_box;
    bool m_stale = true;
    Worker m_worker; // last: it ends first
};

} // namespace tp
