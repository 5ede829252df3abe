// twinplan/project_tools.h - what the commands that change a project share: opening it aloud, and edits by kind and
// place.
#pragma once

#include "catalogue/catalogue.h"
#include "geo/crs.h"
#include "project/project.h"
#include "proposal/edit_script.h"
#include "twinplan/commands.h"

#include <optional>
#include <string>

namespace tp {

// Opens a project and says on standard error what the user should hear: edits taken over, or put aside.
Result<Project> open_project(const Context& context, const std::string& file, OpenMode mode);

// "129.3341,36.0151" as longitude and latitude in degrees; nothing where it is not two numbers in range.
std::optional<GeoPoint> parse_position(const std::string& text);

// Turns what people write (kinds and their aliases, longitude and latitude, solution ids) into edits of one proposal.
class EditMaker {
public:
    // How far outside the city's extent a solution may stand, metres.
    static constexpr double k_margin_m = 200.0;

    EditMaker(const Catalogue& catalogue, CityHeader header, std::string file);

    // The edit for a place, move, remove or set, as the proposal stands. A service has no place: one that is given with
    // it is left out of the edit (the caller says so). Errors: not_found "edit.unknown_kind",
    // "edit.unknown_component", "edit.no_solution"; out_of_range "edit.outside", "edit.needs_place",
    // "edit.service_has_no_place"; geo.*.
    Result<Edit> make(const EditCommand& command, const Proposal& proposal);

private:
    Result<LocalPoint> local(GeoPoint at);
    Result<Edit> place(const EditCommand& command, const Proposal& proposal);
    Result<void> check_components(const Kind& kind, const std::vector<std::string>& components) const;

    const Catalogue* m_catalogue;
    CityHeader m_header;
    std::string m_file;
    std::optional<Projection> m_projection;
};

} // namespace tp
