#include "studio/bookmarks.h"

#include "core/hash.h"
#include "core/platform/paths.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> k_modes{"orbit", "top", "walk"}; // in the order of FlightMode
constexpr double k_farthest_m = 1e6;

std::optional<Flight> read_view(const Json& view) {
    Flight flight;
    auto number = [&](const char* name, double& out, double limit) {
        auto it = view.find(name);
        if (it == view.end() || !it->is_number()) return false;
        out = it->get<double>();
        return std::isfinite(out) && std::abs(out) <= limit;
    };
    bool good = view.is_object() && number("x_m", flight.focus[0], k_farthest_m) && number("y_m", flight.focus[1], k_farthest_m) &&
                number("z_m", flight.focus[2], k_farthest_m) && number("yaw_deg", flight.yaw_deg, 720) && number("pitch_deg", flight.pitch_deg, 90) &&
                number("distance_m", flight.distance_m, k_farthest_m) && flight.distance_m > 0;
    if (!good) return std::nullopt;
    auto mode = view.find("mode");
    for (std::size_t i = 0; i < k_modes.size(); ++i)
        if (mode != view.end() && *mode == k_modes[i]) {
            flight.mode = static_cast<FlightMode>(i);
            return turned(flight, 0, 0); // within the limits of its mode
        }
    return std::nullopt;
}

} // namespace

fs::path bookmarks_file(const fs::path& document) {
    std::error_code error;
    fs::path real = fs::weakly_canonical(fs::absolute(document, error), error);
    Hash hash;
    hash.add((error ? document : real).string());
    return state_folder() / "views" / (hash.hex() + ".json");
}

Bookmarks load_bookmarks(const fs::path& file) {
    Bookmarks bookmarks;
    std::error_code error;
    if (fs::file_size(file, error) > 65536 || error) return bookmarks;
    std::ifstream in(file, std::ios::binary);
    Json root = Json::parse(in, nullptr, false);
    if (root.is_discarded() || !root.is_object()) return bookmarks;
    for (std::size_t i = 0; i < bookmarks.size(); ++i)
        if (auto it = root.find(std::to_string(i + 1)); it != root.end()) bookmarks[i] = read_view(*it);
    return bookmarks;
}

Result<void> save_bookmarks(const fs::path& file, const Bookmarks& bookmarks) {
    Json root = Json::object();
    for (std::size_t i = 0; i < bookmarks.size(); ++i)
        if (const auto& b = bookmarks[i])
            root[std::to_string(i + 1)] = {{"mode", k_modes[static_cast<std::size_t>(b->mode)]}, {"x_m", b->focus[0]}, {"y_m", b->focus[1]}, {"z_m", b->focus[2]},
                                           {"yaw_deg", b->yaw_deg}, {"pitch_deg", b->pitch_deg}, {"distance_m", b->distance_m}};
    fs::path part = file;
    part += ".part";
    std::error_code error;
    if (fs::create_directories(file.parent_path(), error)) fs::permissions(file.parent_path(), fs::perms::owner_all, error);
    std::ofstream out(part, std::ios::binary);
    out << root.dump(1) << '\n';
    out.close();
    if (out) fs::rename(part, file, error);
    if (!out || error) return fail(ErrorCode::io, "studio.cannot_keep_view", {{"file", file.string()}});
    return {};
}

} // namespace tp
