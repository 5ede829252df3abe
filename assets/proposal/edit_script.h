// proposal/edit_script.h - edits as JSON lines, the edit log's own format (CLI.md "An edit in a script").
#pragma once

#include "core/result.h"
#include "geo/frame.h"
#include "proposal/proposal.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// What may be set on a solution; nothing = unchanged. Keys of "set": count, components, heading_deg, note.
struct SolutionSettings {
    std::optional<int> count;
    std::optional<std::vector<std::string>> components;
    std::optional<double> heading_deg;
    std::optional<std::string> note;
};

enum class EditVerb { place, move, remove, set, undo, redo };

struct EditCommand {
    EditVerb verb = EditVerb::place;
    std::string kind;           // place
    std::optional<GeoPoint> at; // place (none for a service), move ("to")
    std::uint32_t id = 0;       // move, remove, set
    SolutionSettings set;       // place, set
    int line = 0;               // of the script, 1-based
};

// One JSON object a line; blank lines are skipped. Errors: bad_format with "name:line" as place; a key that is not
// known is an error (no silent default).
Result<std::vector<EditCommand>> parse_edit_script(std::string_view text, std::string_view name);
// The object after "set" alone, as `edit --set` takes it. Errors as above, without a place.
Result<SolutionSettings> parse_settings(std::string_view json);
std::string edit_to_json(const EditCommand& command); // one line, without the newline

} // namespace tp
