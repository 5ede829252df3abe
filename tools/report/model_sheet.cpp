#include "report/model_sheet.h"

#include "city/layers_of_city.h"
#include "report/canvas.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace tp {
namespace {

constexpr int k_width = 420, k_height = 300, k_title = 30, k_columns = 4;
constexpr float k_unknown = std::numeric_limits<float>::quiet_NaN();

City street_city() { // a street of 9 m to the north with a crossing in its middle
    City city;
    city.frame.epsg = 5186;
    city.extent = {{-60, -60}, {60, 60}};
    Streets& s = city.streets;
    s.node = {{0, -60}, {0, 60}};
    s.line.add(s.node);
    s.from = {0};
    s.to = {1};
    s.road_class = {RoadClass::secondary};
    s.lanes = {2};
    s.speed_kmh = {50};
    s.width_m = {9.0F};
    s.sidewalk = {Tri::yes};
    s.level = {0};
    s.volume_veh_per_day = {k_unknown};
    s.one_way = {OneWay::both};
    s.name = {""};
    s.origin = {Origin{}};
    for (double x : {-6.0, 6.0}) {
        const LocalPoint line[]{{x, -60}, {x, 60}};
        city.sidewalks.line.add(line);
        city.sidewalks.width_m.push_back(3.0F);
        city.sidewalks.origin.push_back({});
    }
    return city;
}

Camera oblique(LocalPoint at, double height_m, double radius_m) { // 35 degrees down, from the south-west
    Camera camera;
    constexpr double k_flat = 0.8192, k_down = 0.5736, k_side = 0.7071;
    double far = 2.5 * radius_m;
    camera.target = {at.x_m, at.y_m, 0.45 * height_m};
    camera.eye = {at.x_m - far * k_flat * k_side, at.y_m - far * k_flat * k_side, camera.target[2] + far * k_down};
    camera.near_m = 0.5;
    camera.far_m = 4000;
    return camera;
}

struct Entry {
    std::string name;
    City city;
    std::vector<Solution> solutions;
    LocalPoint at;
    double height_m = 5, radius_m = 7;
};

void add_solutions(const Messages& messages, const Catalogue& catalogue, std::vector<Entry>& out) {
    auto add = [&](const Kind& kind, const std::vector<std::string>& components, const std::string& more) {
        bool korean = messages.language() == Language::ko, crossing = kind.geometry == Geometry::crossing;
        Entry e{(korean ? kind.name.ko : kind.name.en) + more + " (" + kind.model + ")", street_city(), {}, {crossing ? 0.0 : 7.0, 0.0}, 5, 7};
        e.solutions.push_back({SolutionId{1}, kind.id, e.at, 0, 1, components, ""});
        e.radius_m = crossing ? 10 : 7.5;
        if (!components.empty()) e.name = (korean ? kind.name.ko : kind.name.en) + more;
        if (kind.model == "pole" || kind.model == "camera") e.height_m = 8;
        out.push_back(std::move(e));
    };
    for (const Kind& kind : catalogue.kinds) {
        if (kind.geometry == Geometry::service) continue;
        add(kind, {}, "");
        for (const Component& c : kind.components)
            if (c.id == "closed") add(kind, {c.id}, " - " + (messages.language() == Language::ko ? c.name.ko : c.name.en));
    }
}

void add_devices(const Messages& messages, std::vector<Entry>& out) {
    for (int k = 0; k <= static_cast<int>(DeviceKind::wifi); ++k) {
        Entry e{messages.text("studio.device." + std::to_string(k)) + " (" + device_kind_name(static_cast<DeviceKind>(k)) + ")", street_city(), {}, {6.0, 0.0}, 4, 5};
        if (static_cast<DeviceKind>(k) == DeviceKind::speed_bump) e.at = {1.5, 0.0};
        if (static_cast<DeviceKind>(k) == DeviceKind::lamp || static_cast<DeviceKind>(k) == DeviceKind::enforcement_camera) e.height_m = 7.5, e.radius_m = 7;
        e.city.devices = {{static_cast<DeviceKind>(k)}, {e.at}, {1}, {""}, {Origin{}}};
        out.push_back(std::move(e));
    }
    for (Leaf leaf : {Leaf::broad, Leaf::needle}) {
        Entry e{messages.text("studio.object.tree") + " (" + leaf_name(leaf) + ")", street_city(), {}, {6.5, 0.0}, 9, 8};
        for (double y : {-7.0, 0.0, 7.0}) {
            e.city.trees.at.push_back({6.5, y});
            e.city.trees.height_m.push_back(9.0F);
            e.city.trees.crown_m.push_back(k_unknown);
            e.city.trees.leaf.push_back(leaf);
            e.city.trees.origin.push_back({});
        }
        out.push_back(std::move(e));
    }
    out.push_back({messages.text("studio.people"), street_city(), {}, {4.0, 20.0}, 2, 12});
}

} // namespace

Result<Image> model_sheet(Renderer& renderer, const Messages& messages, const Catalogue& catalogue) {
    std::vector<Entry> entries;
    add_solutions(messages, catalogue, entries);
    add_devices(messages, entries);
    int rows = (static_cast<int>(entries.size()) + k_columns - 1) / k_columns;
    Image sheet = blank_image(k_columns * (k_width + 10) + 10, rows * (k_height + k_title + 10) + 10, k_paper);
    std::optional<Canvas> canvas(std::in_place, sheet); // writes back when it goes
    FrameOptions options;
    options.width = k_width;
    options.height = k_height;
    options.samples_per_side = 2;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Entry& e = entries[i];
        options.people_on = i + 1 == entries.size();
        if (auto set = renderer.set_city(std::make_shared<const City>(std::move(e.city))); !set) return std::unexpected(set.error());
        if (auto set = renderer.set_solutions(e.solutions, catalogue); !set) return std::unexpected(set.error());
        auto panel = renderer.render(oblique(e.at, e.height_m, e.radius_m), options);
        if (!panel) return std::unexpected(panel.error());
        double x = 10 + static_cast<int>(i % k_columns) * (k_width + 10), y = 10 + static_cast<int>(i / k_columns) * (k_height + k_title + 10);
        canvas->text(x, y + 4, e.name, {.size_px = 16.0, .bold = true});
        canvas->image(x, y + k_title, *panel);
    }
    canvas.reset();
    return sheet;
}

} // namespace tp
