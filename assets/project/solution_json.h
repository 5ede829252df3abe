// project/solution_json.h - one solution as JSON whose numbers come back to the last bit.
#pragma once

#include "proposal/proposal.h"

#include <optional>
#include <string>
#include <string_view>

namespace tp {

std::string solution_to_json(const Solution& solution);
std::optional<Solution> solution_from_json(std::string_view json); // nothing: not a solution

} // namespace tp
