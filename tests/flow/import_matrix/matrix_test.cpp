// Encodings x .cpg x .prj x locale: 60 imports of one town. Text and place are right, or the import says what is not.
// The shapefiles are written by ogr2ogr; where the town truly is comes from PROJ.
#include "run_program.h"

#include "project/project.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <proj.h>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

struct Degrees { // EPSG:5186 -> longitude/latitude, by PROJ
    PJ_CONTEXT* context = proj_context_create();
    PJ* pj = nullptr;
    explicit Degrees(const char* from) {
        PJ* raw = proj_create_crs_to_crs(context, from, "OGC:CRS84", nullptr);
        pj = proj_normalize_for_visualization(context, raw);
        proj_destroy(raw);
    }
    ~Degrees() {
        proj_destroy(pj);
        proj_context_destroy(context);
    }
    Degrees(const Degrees&) = delete;
    Degrees& operator=(const Degrees&) = delete;
    std::pair<double, double> operator()(double x, double y) const {
        PJ_COORD out = proj_trans(pj, PJ_FWD, proj_coord(x, y, 0, 0));
        return {out.xy.x, out.xy.y};
    }
};

double bend(double along) { return 12.0 * std::sin(along / 90.0); }

void write_file(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string collection(const std::string& features) { return "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}"; }

// A town of 2 x 1 km near Seoul; each building has a name of its own. name -> the true place of its middle
std::map<std::string, std::pair<double, double>> write_town(const fs::path& houses, const fs::path& streets) {
    Degrees degrees("EPSG:5186");
    std::map<std::string, std::pair<double, double>> truth;
    auto at = [&](double x, double y) {
        auto [lon, lat] = degrees(200'000.0 + x, 550'000.0 + y);
        return fmt::format("[{:.9f},{:.9f}]", lon, lat);
    };
    std::string features, lines;
    for (int k = 0; k <= 10; ++k) {
        double s = k * 100.0 + (k % 3) * 17.0;
        std::string line;
        for (int i = 0; i <= 80; ++i) line += (i > 0 ? "," : "") + at(i * 25.0, s + bend(i * 25.0));
        lines += fmt::format("{}{{\"type\":\"Feature\",\"properties\":{{\"name\":\"중앙로 {}\"}},\"geometry\":{{\"type\":\"LineString\",\"coordinates\":[{}]}}}}",
                             k > 0 ? "," : "", k, line);
        for (int i = 0; i < 60; ++i) {
            double x = i * 33.0, y = s + bend(x) + 9.0;
            std::string name = fmt::format("뷁햏 행복아파트 {}동", k * 60 + i); // the first two are in CP949 alone, not in KS X 1001
            truth[name] = degrees(200'000.0 + x + 6.0, 550'000.0 + y + 6.0);
            features += fmt::format("{}{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{}\",\"height\":{}.5}},\"geometry\":{{\"type\":\"Polygon\","
                                    "\"coordinates\":[[{},{},{},{},{}]]}}}}",
                                    features.empty() ? "" : ",", name, 6 + i % 20, at(x, y), at(x + 12, y), at(x + 12, y + 12), at(x, y + 12), at(x, y));
        }
    }
    write_file(houses, collection(features));
    write_file(streets, collection(lines));
    return truth;
}

const char* const k_without_datum =
    "PROJCS[\"Korea_Central\",GEOGCS[\"Bessel\",DATUM[\"D_Bessel_1841\",SPHEROID[\"Bessel_1841\",6377397.155,299.1528128]],PRIMEM[\"Greenwich\",0.0],"
    "UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",200000.0],PARAMETER[\"False_Northing\",500000.0],"
    "PARAMETER[\"Central_Meridian\",127.0028902777778],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",38.0],UNIT[\"Meter\",1.0]]";

struct Text {
    const char* encoding; // of the .dbf
    const char* cpg;      // what the .cpg says; empty: there is none
};
constexpr Text k_texts[] = {{"UTF-8", ""}, {"UTF-8", "EUC-KR"}, {"CP949", ""}, {"CP949", "UTF-8"}, {"CP949", "EUC-KR"}};

void make_set(const fs::path& set, const fs::path& sources, const Text& text, int prj, const TemporaryFolder& folder) {
    fs::create_directory(set);
    fs::copy_file(sources / "roads.geojson", set / "roads.geojson");
    Run made = run("/usr/bin/ogr2ogr", {"-t_srs", "EPSG:5174", "-lco", std::string("ENCODING=") + text.encoding, (set / "buildings.shp").string(),
                                        (sources / "buildings.geojson").string()}, folder);
    REQUIRE(made.status == 0);
    fs::remove(set / "buildings.cpg");
    if (*text.cpg) write_file(set / "buildings.cpg", text.cpg);
    if (prj == 0) fs::remove(set / "buildings.prj");
    if (prj == 2) write_file(set / "buildings.prj", k_without_datum);
    if (prj == 3) { // 2097 for 5174
        Run other = run("/usr/bin/ogr2ogr", {"-t_srs", "EPSG:2097", (folder / "o.shp").string(), (sources / "buildings.geojson").string()}, folder);
        REQUIRE(other.status == 0);
        fs::copy_file(folder / "o.prj", set / "buildings.prj", fs::copy_options::overwrite_existing);
    }
}

struct Verdict {
    int named = 0;          // buildings under their true names
    double worst_m = 0.0;   // of those from their true places
    std::set<std::string> notes;
};

Verdict verdict(const fs::path& city_file, const fs::path& report_file, const std::map<std::string, std::pair<double, double>>& truth) {
    Verdict out;
    auto project = Project::open(city_file, OpenMode::read_only);
    REQUIRE(project);
    auto city = project->city();
    REQUIRE(city);
    Degrees degrees(fmt::format("EPSG:{}", (*city)->frame.epsg).c_str());
    const Buildings& b = (*city)->buildings;
    CHECK(b.size() == truth.size());
    for (std::size_t i = 0; i < b.size(); ++i) {
        auto found = truth.find(b.name[i]);
        if (found == truth.end()) continue;
        ++out.named;
        MapPoint middle = (*city)->frame.to_map(centroid(b.footprint.outer(i)));
        auto [lon, lat] = degrees(middle.easting_m, middle.northing_m);
        out.worst_m = std::max(out.worst_m, std::hypot((lon - found->second.first) * 88'400.0, (lat - found->second.second) * 110'990.0));
    }
    auto report = nlohmann::json::parse(read_file(report_file));
    for (const auto& file : report["files"])
        for (const auto& note : file["notes"]) out.notes.insert(note["code"].get<std::string>());
    return out;
}

} // namespace

TEST_CASE("60 cases of encoding, .cpg, .prj and locale: no text and no place is wrong in silence") {
    TemporaryFolder folder;
    fs::create_directory(folder / "town");
    auto truth = write_town(folder / "town/buildings.geojson", folder / "town/roads.geojson");
    fs::create_directory(folder / "locales");
    for (const char* name : {"ko_KR", "de_DE"}) // where the system has the sources; else the name alone is set
        run("/usr/bin/localedef", {"-i", name, "-f", "UTF-8", (folder / (std::string("locales/") + name + ".UTF-8")).string()}, folder);
    int cases = 0;
    for (std::size_t t = 0; t < std::size(k_texts); ++t)
        for (int prj = 0; prj < 4; ++prj) { // absent, right, without a datum, 2097 for 5174
            fs::path set = folder / fmt::format("set{}{}", t, prj);
            make_set(set, folder / "town", k_texts[t], prj, folder);
            for (const char* locale : {"C", "ko_KR.UTF-8", "de_DE.UTF-8"}) {
                INFO(k_texts[t].encoding << ", .cpg '" << k_texts[t].cpg << "', .prj " << prj << ", " << locale);
                ++cases;
                std::string city = (folder / "c.twin").string(), report = (folder / "r.json").string();
                Run made = twinplan({"import", set.string(), "-o", city, "--report", report, "--lang", "en"}, folder,
                                    "LOCPATH=" + quoted((folder / "locales").string()) + " LC_ALL=" + locale);
                INFO(made.err);
                REQUIRE(made.status == 0);
                Verdict v = verdict(city, report, truth);
                CHECK(v.named == static_cast<int>(truth.size())); // no text is garbled at all
                CHECK(v.notes.count("bad_text") == 0);
                if (prj == 3) {
                    CHECK(v.notes.count("crs_doubted") == 1); // as stated, and said
                    CHECK(v.worst_m == Approx(255.0).margin(5.0));
                } else {
                    CHECK(v.worst_m < 1.0);
                    CHECK(v.notes.count("crs_doubted") == 0);
                    CHECK(v.notes.count("crs_guessed") == (prj == 0 ? 1 : 0));
                    CHECK(v.notes.count("crs_datum") == (prj == 2 ? 1 : 0));
                }
            }
        }
    CHECK(cases == 60);
}

TEST_CASE("one file's encoding and system are named with --encoding FILE=NAME and --crs FILE=EPSG") {
    TemporaryFolder folder;
    fs::create_directory(folder / "town");
    auto truth = write_town(folder / "town/buildings.geojson", folder / "town/roads.geojson");
    make_set(folder / "set", folder / "town", {"CP949", ""}, 3, folder);
    std::string city = (folder / "c.twin").string(), report = (folder / "r.json").string();
    auto import = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"import", (folder / "set").string(), "-o", city, "--report", report, "--lang", "en"};
        words.insert(words.end(), more.begin(), more.end());
        return twinplan(words, folder);
    };
    REQUIRE(import({"--crs", "buildings.shp=5174", "--encoding", "buildings.shp=CP949"}).status == 0);
    CHECK(verdict(city, report, truth).worst_m < 1.0);
    REQUIRE(import({"--encoding", "buildings.shp=latin1"}).status == 0); // as told, and only that file
    CHECK(verdict(city, report, truth).named == 0);
    CHECK(import({"--crs", "houses.shp=5174"}).status == 1);
    CHECK(import({"--crs", "buildings.shp=Seoul"}).status == 2);
    CHECK(import({"--encoding", "houses.shp=CP949"}).status == 1);
    CHECK(import({"--heights", "buildings.shp=high"}).status == 2);
    // alone, without a .prj, it is asked: the sentence names the option and where each would put it
    fs::remove(folder / "set/roads.geojson");
    fs::remove(folder / "set/buildings.prj");
    Run asked = import({});
    INFO(asked.err);
    CHECK(asked.status == 1);
    for (const char* word : {"--crs buildings.shp=EPSG", "EPSG:5174", "EPSG:5186", "127.0"}) CHECK(asked.err.find(word) != std::string::npos);
}
