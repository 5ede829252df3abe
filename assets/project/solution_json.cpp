#include "project/solution_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tp {

using Json = nlohmann::ordered_json;

std::string solution_to_json(const Solution& solution) {
    Json out{{"id", static_cast<std::uint32_t>(solution.id)}, {"kind", solution.kind}};
    if (solution.at) {
        out["x_m"] = solution.at->x_m;
        out["y_m"] = solution.at->y_m;
    }
    out["heading_deg"] = solution.heading_deg;
    out["count"] = solution.count;
    out["components"] = solution.components;
    out["note"] = solution.note;
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Solution> solution_from_json(std::string_view json) {
    try {
        Json j = Json::parse(json);
        Solution s;
        s.id = SolutionId{j.at("id").get<std::uint32_t>()};
        s.kind = j.at("kind").get<std::string>();
        if (j.contains("x_m")) s.at = LocalPoint{j.at("x_m").get<double>(), j.at("y_m").get<double>()};
        s.heading_deg = j.at("heading_deg").get<double>();
        s.count = j.at("count").get<int>();
        s.components = j.at("components").get<std::vector<std::string>>();
        s.note = j.at("note").get<std::string>();
        bool placed = !s.at || (std::isfinite(s.at->x_m) && std::isfinite(s.at->y_m));
        if (!placed || !std::isfinite(s.heading_deg) || s.count < 1) return std::nullopt;
        return s;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

} // namespace tp
