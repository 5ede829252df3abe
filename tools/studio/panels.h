// studio/panels.h - the panels: functions of const data that return what the user did; they change nothing.
//
// All text comes from messages "studio.*". Positions are pixels of the window; a panel fills the box it is given.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "core/messages.h"
#include "eval/evaluation.h"
#include "studio/document.h"
#include "studio/fly.h"

#include <optional>
#include <string>
#include <vector>

namespace tp {

struct PanelBox {
    float x = 0, y = 0, width = 0, height = 0;
};

// What panels are written from.
struct PanelText {
    const Messages& messages;
    const Catalogue& catalogue;
    float scale = 1.0F;

    std::string operator()(std::string_view key, const MessageArgs& args = {}) const { return messages.text(key, args); }
    std::string name(const Names& names) const { return messages.language() == Language::ko ? names.ko : names.en; }
};

// Logical sizes; the picture is what is left, and where that would be less than the last the panels beside it fold.
constexpr float k_bar_height = 46, k_catalogue_width = 236, k_side_width = 366, k_least_picture = 420,
                k_small_width = 72, k_small_height = 45;
enum class PanelFit : std::uint8_t { none, side, both };
PanelFit panel_fit(float width); // beside the picture in a window of that logical width
struct PanelsWanted { // by the user; nothing: as they fit
    std::optional<bool> catalogue, side;
};
struct PanelsShown {
    bool catalogue = true, side = true;
};
PanelsShown panels_shown(float width, const PanelsWanted& wanted);
PanelsWanted toggled(float width, PanelsWanted wanted, bool side); // one of them; where both do not fit the other folds
PanelsWanted all_toggled(float width, const PanelsWanted& wanted);

struct BarActions {
    bool report = false; // of the import: shown or not
    bool change_catalogue = false, change_side = false; // shown or folded
    bool undo = false, redo = false, save = false, home = false, change_language = false;
    std::optional<FlightMode> mode;
};
struct BarState {
    const DocumentState& document;
    const ProposalState* proposal;
    std::string city_name;
    FlightMode mode = FlightMode::orbit;
    bool synthetic = false;
    bool has_report = false, report_open = false;
    PanelsShown shown = {};
};
BarActions bar_panel(const PanelText& text, const PanelBox& box, const BarState& state);

// Kinds in the order of the panel's rows: widely supplied, special, companion, others.
std::vector<const Kind*> panel_order(const Catalogue& catalogue);
// The kind that was clicked; clicking the chosen one gives an empty string: back to selecting.
std::optional<std::string> catalogue_panel(const PanelText& text, const PanelBox& box, const std::string& chosen, bool can_edit);

// A place for the thumbnail of that key (studio/thumbnails.h), in pixels; the panel has drawn an empty frame there.
using SmallPlaces = std::vector<std::pair<std::string, PanelBox>>;
void small_place(const PanelText& text, const std::string& key, SmallPlaces& places); // an item of that size

struct ProposalActions {
    std::optional<std::string> choose, add;
    SmallPlaces pictures;
};
struct IndicatorState {
    const Evaluation* evaluation = nullptr; // null: not computed yet
    const Evaluation* before = nullptr;     // while dragging: what it was when the drag began
    bool pending = false;                   // a newer one is on its way
    std::string chosen;                     // whose evidence is open
};
struct SideActions {
    ProposalActions proposals;
    std::optional<std::string> indicator; // clicked
    std::optional<Solution> replace;      // the selected solution as the user set it
    bool remove = false, change_textures = false, change_people = false, change_volumes = false;
};
struct SideState {
    const DocumentState& document;
    std::string active;
    IndicatorState indicators;
    const City* city = nullptr;
    const CityModel* model = nullptr; // for a crossing's risk; may be null
    std::uint32_t selected_id = 0;    // object under the last click
    const Solution* solution = nullptr;
    const std::vector<std::pair<std::string, std::string>>* file_lines = nullptr; // what the file says of it
    bool people_on = false, volumes_on = false;
    bool textures_on = false; // shown as a choice where the city has models or pictures
};
// Right side: proposals, indicators with intervals, what is selected. `new_name` is the text being typed.
SideActions side_panel(const PanelText& text, const PanelBox& box, const SideState& state, std::string& new_name);

// Formula, inputs, sources of one indicator. False once the user closed it.
bool evidence_window(const PanelText& text, const PanelBox& box, const Indicator& indicator);

// A step with its share and a button; true: cancel.
bool progress_window(const PanelText& text, const PanelBox& box, const std::string& step_key, double share);

// The path the user asked to open.
std::optional<std::string> open_window(const PanelText& text, const PanelBox& box, std::string& path);

// A sentence at the bottom of `box`; true: clicked away.
bool toast(const PanelText& text, const PanelBox& box, const std::string& sentence, bool is_error);

// A question with unsaved changes before the window closes.
enum class CloseAnswer { none, save, discard, stay };
CloseAnswer close_window(const PanelText& text, const PanelBox& box);

// Where an object of the city came from; nothing for solutions and for what does not exist.
std::optional<Origin> origin_of(const City& city, std::uint32_t object_id);
// The object that came from row `feature` of a source; 0 where there is none.
std::uint32_t object_from(const City& city, const Origin& origin);

// Attributes of an object as lines "name: value", first its heading; used by side_panel and tested on its own.
std::vector<std::pair<std::string, std::string>> attributes(const PanelText& text, const City& city, const CityModel* model,
                                                            std::uint32_t object_id);

} // namespace tp
