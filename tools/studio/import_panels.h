// studio/import_panels.h - the panels of an import: where to save, what became of every feature. They change nothing.
#pragma once

#include "city/import_report.h"
#include "city_import/model_places.h"
#include "city_import/remembered_columns.h"
#include "studio/panels.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// Where the document of what was dropped goes unless the user says otherwise: beside the first input, never in a folder
// that is read, and no file that is there already.
std::filesystem::path default_target(const std::vector<std::filesystem::path>& inputs);

struct ImportAsk {
    std::vector<std::filesystem::path> inputs;
    std::string target, population; // as typed
    std::string problem;            // the sentence of what is wrong with them; empty
};
enum class ImportAnswer { none, start, cancel };
ImportAnswer import_window(const PanelText& text, const PanelBox& box, ImportAsk& ask);

struct ReportFilter {
    bool only_notes = false; // layers with something repaired, guessed or left out
    int layer = -1, note = -1; // whose places are listed
};
struct ReportJump {
    LocalPoint at;
    int layer = 0;            // index into ImportReport::layers
    std::uint32_t feature = 0; // 0-based row
};
struct ReportActions {
    bool close = false;
    std::optional<ReportJump> jump;
};

// Which of the systems that fit is right: the chosen candidate's index, or -1 for cancel; nothing while it is open.
std::optional<int> crs_window(const PanelText& text, const PanelBox& box, const CrsQuestion& question, int& chosen);
// Which column holds what is missing: the chosen choice's index, their number for none of them, or k_cancelled; nothing while
// it is open or nothing is chosen (`chosen` k_unanswered). `number` of `count` questions, from 1.
constexpr int k_unanswered = -1, k_cancelled = -2;
std::optional<int> column_window(const PanelText& text, const PanelBox& box, const ColumnOffer& offer, int& chosen, int number, int count);
// Where the models of a file stand: `form` as typed, `problem` the sentence of what is wrong with it.
enum class PlaceAnswer { none, place, leave_out, cancel };
PlaceAnswer place_window(const PanelText& text, const PanelBox& box, const PlaceOffer& offer, bool can_leave_out, PlaceForm& form, const std::string& problem);
// A sentence with two buttons: true goes on, false does not; nothing while it is open.
std::optional<bool> confirm_window(const PanelText& text, const PanelBox& box, const std::string& sentence, const std::string& go_on);

ReportActions report_window(const PanelText& text, const PanelBox& box, const ImportReport& report, ReportFilter& filter);

} // namespace tp
