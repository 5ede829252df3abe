// The areas of OSM's own test data (osm-grid, test.json): each a building here, valid ones with the area that their
// WKT has, invalid ones left out with a reason or mended and noted.
#include "robust/malformed/outcome.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

double ring_area(const std::vector<double>& x, const std::vector<double>& y) {
    double twice = 0.0;
    for (std::size_t i = 0, k = x.size() - 1; i < x.size(); k = i++) twice += (x[k] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[k] - y[0]);
    return std::abs(0.5 * twice);
}

// "MULTIPOLYGON(((x y,...),(hole)),((...)))": in each polygon the first ring less the others.
double wkt_area(const std::string& wkt) {
    double area = 0.0;
    static const std::regex k_ring(R"((\(\(|,|^)\(([^()]+)\))");
    std::string text = wkt.substr(wkt.find('(') + 1); // "((ring),(hole)),((ring))"
    bool outer = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '(' && text[at + 1] == '(') {
            outer = true;
            continue;
        }
        if (text[at] != '(') continue;
        std::vector<double> x, y;
        std::stringstream points(text.substr(at + 1, text.find(')', at) - at - 1));
        for (std::string point; std::getline(points, point, ',');) {
            std::stringstream pair(point);
            double a = 0.0, b = 0.0;
            pair >> a >> b;
            x.push_back(a), y.push_back(b);
        }
        area += outer ? ring_area(x, y) : -ring_area(x, y);
        outer = false;
    }
    return area;
}

double area_of(const FeatureLayer& layer, std::size_t feature) {
    double area = 0.0;
    for (auto part = layer.feature_begin[feature]; part < layer.feature_begin[feature + 1]; ++part)
        for (auto ring = layer.part_begin[part]; ring < layer.part_begin[part + 1]; ++ring) {
            std::vector<double> x(layer.x.begin() + layer.ring_begin[ring], layer.x.begin() + layer.ring_begin[ring + 1]),
                y(layer.y.begin() + layer.ring_begin[ring], layer.y.begin() + layer.ring_begin[ring + 1]);
            area += ring == layer.part_begin[part] ? ring_area(x, y) : -ring_area(x, y);
        }
    return area;
}

} // namespace

TEST_CASE("areas of the OSM test data come in as their own file says", "[robust]") {
    auto set = shared("data/malformed/osm-grid");
    if (!set) return;
    TemporaryFolder folder;
    std::map<std::string, nlohmann::json> tests;
    for (const auto& entry : fs::recursive_directory_iterator(*set)) {
        if (entry.path().filename() != "test.json") continue;
        auto test = nlohmann::json::parse(read_file(entry.path()));
        if (!test.contains("areas")) continue;
        std::string data = read_file(entry.path().parent_path() / "data.osm"), name = entry.path().parent_path().filename().string() + ".osm";
        std::ofstream(folder / name) << std::regex_replace(data, std::regex("k=\"test:section\""), "k=\"building\"");
        tests[name] = test["areas"];
    }
    CHECK(tests.size() > 95);
    auto layers = read_inputs({folder.path()}, worker_options(), {});
    REQUIRE(layers);
    int valid = 0, invalid = 0;
    for (const auto& [name, areas] : tests) {
        CAPTURE(name, areas.dump());
        std::map<std::uint64_t, std::pair<const FeatureLayer*, std::size_t>> by_key;
        std::int64_t left_out = 0, repaired = 0;
        for (const FeatureLayer& layer : *layers) {
            if (layer.file != name || layer.layer != "buildings") continue;
            left_out += layer.left_out;
            repaired += layer.repaired;
            for (std::size_t i = 0; i < layer.size(); ++i) by_key[layer.key[i]] = {&layer, i};
        }
        std::set<double> mended;
        for (const char* how : {"fix", "fixed", "location"})
            if (areas.contains(how))
                for (const auto& area : areas[how])
                    if (area["wkt"] != "INVALID") mended.insert(wkt_area(area["wkt"]));
        if (!areas.contains("default")) continue;
        for (const auto& area : areas["default"]) {
            std::uint64_t key = (area["from_id"].get<std::uint64_t>() << 2U) | (area["from_type"] == "way" ? 2U : 3U);
            auto found = by_key.find(key);
            if (area["wkt"] != "INVALID") {
                ++valid;
                REQUIRE(found != by_key.end());
                CHECK(area_of(*found->second.first, found->second.second) == Approx(wkt_area(area["wkt"])).epsilon(1e-6));
                continue;
            }
            ++invalid;
            if (found == by_key.end()) {
                CHECK(left_out > 0);
                continue;
            }
            double is = area_of(*found->second.first, found->second.second);
            CHECK((repaired > 0 || std::any_of(mended.begin(), mended.end(), [&](double a) { return std::abs(a - is) < 1e-9; })));
        }
    }
    CHECK(valid > 60);
    CHECK(invalid >= 30);
}
