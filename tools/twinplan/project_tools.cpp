#include "twinplan/project_tools.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

std::vector<std::string> united(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::ranges::sort(a);
    a.erase(std::unique(a.begin(), a.end()), a.end());
    return a;
}

std::string listed(const auto& items) {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : ", ") + item.id;
    return out;
}

void apply(const SolutionSettings& set, Solution& solution) {
    if (set.count) solution.count = *set.count;
    if (set.components) solution.components = *set.components;
    if (set.heading_deg) solution.heading_deg = *set.heading_deg;
    if (set.note) solution.note = *set.note;
}

} // namespace

Result<Project> open_project(const Context& context, const std::string& file, OpenMode mode) {
    auto project = Project::open(file, mode);
    if (!project) return project;
    if (project->recovered()) context.note("edit.recovered", {{"file", file}});
    if (project->notice()) context.note(project->notice()->key, project->notice()->args);
    return project;
}

std::optional<GeoPoint> parse_position(const std::string& text) {
    GeoPoint p;
    const char *at = text.data(), *end = at + text.size();
    auto [comma, first] = std::from_chars(at, end, p.longitude_deg);
    if (first != std::errc{} || comma == end || *comma != ',') return std::nullopt;
    for (++comma; comma != end && *comma == ' '; ++comma) {
    }
    auto [last, second] = std::from_chars(comma, end, p.latitude_deg);
    if (second != std::errc{} || last != end) return std::nullopt;
    if (!(std::abs(p.longitude_deg) <= 180.0 && std::abs(p.latitude_deg) <= 90.0)) return std::nullopt;
    return p;
}

EditMaker::EditMaker(const Catalogue& catalogue, CityHeader header, std::string file)
    : m_catalogue(&catalogue), m_header(std::move(header)), m_file(std::move(file)) {}

Result<LocalPoint> EditMaker::local(GeoPoint at) {
    if (!m_projection) {
        auto projection = Projection::to_epsg(m_header.frame.epsg);
        if (!projection) return std::unexpected(projection.error());
        m_projection.emplace(std::move(*projection));
    }
    MessageArgs args{{"point", fmt::format("{}, {}", at.longitude_deg, at.latitude_deg)},
                     {"file", m_file},
                     {"margin", fmt::format("{:.0f}", k_margin_m)}};
    auto map = m_projection->forward(at);
    if (!map) return fail(ErrorCode::out_of_range, "edit.outside", args);
    LocalPoint p = m_header.frame.to_local(*map);
    LocalBox box = m_header.extent;
    if (box.empty()) return p;
    bool inside = p.x_m >= box.min.x_m - k_margin_m && p.x_m <= box.max.x_m + k_margin_m &&
                  p.y_m >= box.min.y_m - k_margin_m && p.y_m <= box.max.y_m + k_margin_m;
    return inside ? Result<LocalPoint>(p) : fail(ErrorCode::out_of_range, "edit.outside", args);
}

Result<void> EditMaker::check_components(const Kind& kind, const std::vector<std::string>& components) const {
    for (const std::string& id : components)
        if (!m_catalogue->component(kind, id))
            return fail(ErrorCode::not_found, "edit.unknown_component",
                        {{"kind", kind.id}, {"component", id}, {"known", listed(kind.components)}});
    return {};
}

Result<Edit> EditMaker::place(const EditCommand& command, const Proposal& proposal) {
    const Kind* kind = m_catalogue->kind(command.kind);
    if (!kind) return fail(ErrorCode::not_found, "edit.unknown_kind", {{"kind", command.kind}});
    Solution solution;
    solution.id = proposal.next_id();
    solution.kind = kind->id;
    apply(command.set, solution);
    solution.components = united(solution.components, m_catalogue->alias_components(command.kind));
    if (auto known = check_components(*kind, solution.components); !known) return std::unexpected(known.error());
    if (kind->geometry == Geometry::service) return Place{std::move(solution)};
    if (!command.at) return fail(ErrorCode::out_of_range, "edit.needs_place", {{"kind", kind->id}});
    auto at = local(*command.at);
    if (!at) return std::unexpected(at.error());
    solution.at = *at;
    return Place{std::move(solution)};
}

Result<Edit> EditMaker::make(const EditCommand& command, const Proposal& proposal) {
    if (command.verb == EditVerb::place) return place(command, proposal);
    const Solution* before = proposal.find(SolutionId{command.id});
    if (!before) return fail(ErrorCode::not_found, "edit.no_solution", {{"id", std::to_string(command.id)}});
    if (command.verb == EditVerb::remove) return Remove{*before};
    Solution after = *before;
    if (command.verb == EditVerb::move) {
        if (!before->at) return fail(ErrorCode::out_of_range, "edit.service_has_no_place", {{"kind", before->kind}});
        if (!command.at) return fail(ErrorCode::out_of_range, "edit.needs_place", {{"kind", before->kind}});
        auto at = local(*command.at);
        if (!at) return std::unexpected(at.error());
        after.at = *at;
        return Replace{*before, std::move(after)};
    }
    apply(command.set, after);
    if (const Kind* kind = m_catalogue->kind(after.kind)) // a kind of an older catalogue keeps what it has
        if (auto known = check_components(*kind, after.components); !known) return std::unexpected(known.error());
    return Replace{*before, std::move(after)};
}

} // namespace tp
