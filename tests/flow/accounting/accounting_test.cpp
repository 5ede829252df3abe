// For every set of the shared data: what the report says came in is what another program counts in the same file, every
// feature is kept, merged or left out with a reason, and the files are as they were.
#include "flow/accounting/counted.h"

#include <set>

using namespace tp::test;
namespace fs = std::filesystem;

namespace {

struct Account {
    std::int64_t in = 0;
    std::set<std::string> codes;
};

// Per file (members of an archive belong to it), what the report says.
std::map<std::string, Account> accounts(const json& report) {
    std::map<std::string, Account> out;
    for (const json& layer : report["files"]) {
        std::string file = layer["file"];
        for (const char* archive : {".zip/", ".kmz/"})
            if (auto at = file.find(archive); at != std::string::npos) file.resize(at + 4);
        Account& account = out[file];
        account.in += layer["in"].get<std::int64_t>();
        for (const json& note : layer["notes"]) account.codes.insert(note["code"].get<std::string>());
        std::int64_t kept = layer["kept"], merged = layer["merged"], left_out = layer["left_out"];
        CAPTURE(layer.dump());
        CHECK(layer["in"].get<std::int64_t>() == kept + merged + left_out);
        std::int64_t reasons = 0;
        for (const json& note : layer["notes"])
            if (note["done"] == "left_out") {
                reasons += note["count"].get<std::int64_t>();
                CHECK((!note["where"].get<std::string>().empty() || layer["in"] == 0)); // a file that is not read is the place itself
            }
        CHECK((left_out == 0 || reasons >= left_out));
    }
    return out;
}

// Nothing to make a city of is no failure of the account: then there is no report.
std::optional<json> report_of(const std::vector<fs::path>& inputs, const TemporaryFolder& folder) {
    std::vector<std::string> words{"import"};
    for (const auto& input : inputs) words.push_back(input.string());
    words.insert(words.end(), {"-o", (folder / "city.twin").string(), "--report", (folder / "report.json").string(), "--lang", "en"});
    Run made = twinplan(words, folder);
    if (made.status == 0) return json::parse(read_file(folder / "report.json"));
    INFO(made.err);
    CHECK(made.status == 1);
    CHECK(made.err.find("twinplan: ") != std::string::npos);
    return std::nullopt;
}

void check_counts(const json& report, const std::vector<fs::path>& inputs, const TemporaryFolder& folder) {
    for (const auto& [file, account] : accounts(report)) {
        fs::path path;
        for (const auto& input : inputs)
            if (fs::path here = fs::is_directory(input) ? input / file : input; fs::exists(here)) path = here;
        CAPTURE(file);
        REQUIRE_FALSE(path.empty());
        const Counter* counter = counter_of(path);
        auto of_another = [&](const char* code) { return account.codes.contains(code); };
        if (account.in == 0 && (of_another("picture_alone") || of_another("part_of_model") || of_another("part_of_tileset") || of_another("code_list"))) continue;
        if (!counter || !has_program(counter->program)) continue;
        auto other = counted(*counter, path, folder);
        REQUIRE(other);
        CHECK(account.in == *other);
    }
}

// `needs_place`: models that say nowhere where they stand make no city by themselves; the sentence names the option.
void check_set(const std::string& name, bool needs_place = false) {
    auto set = shared("data/" + name);
    if (!set) return;
    TemporaryFolder folder;
    std::string before = hash_of_tree(*set);
    auto report = report_of({*set}, folder);
    CHECK(hash_of_tree(*set) == before);
    CHECK(report.has_value() != needs_place);
    if (report) check_counts(*report, {*set}, folder);
}

} // namespace

TEST_CASE("the account of kr-pohang") { check_set("kr-pohang"); }
TEST_CASE("the account of kr-osan") { check_set("kr-osan"); }
TEST_CASE("the account of kr-busan") { check_set("kr-busan"); }
TEST_CASE("the account of kr-std") { check_set("kr-std"); }
TEST_CASE("the account of kr-taas-hotspots") { check_set("kr-taas-hotspots"); }
TEST_CASE("the account of kr-admdong") { check_set("kr-admdong"); }
TEST_CASE("the account of kr-wangsuk") { check_set("kr-wangsuk"); }
TEST_CASE("the account of bench-tokyo-east") { check_set("bench-tokyo-east"); }
TEST_CASE("the account of plateau-yokohama") { check_set("plateau-yokohama"); }
TEST_CASE("the account of plateau-yokosuka") { check_set("plateau-yokosuka"); }
TEST_CASE("the account of citygml-ogc") { check_set("citygml-ogc"); }
TEST_CASE("the account of cityjson") { check_set("cityjson"); }
TEST_CASE("the account of 3dtiles-cesium") { check_set("3dtiles-cesium"); }
TEST_CASE("the account of assets-kaykit") { check_set("assets-kaykit", true); }
TEST_CASE("the account of assets-khronos") { check_set("assets-khronos", true); }
TEST_CASE("the account of terrain") { check_set("terrain"); }
TEST_CASE("the account of weather") { check_set("weather"); }
TEST_CASE("the account of osm") { check_set("osm"); }

TEST_CASE("several sets at once, and a folder of files of several sets") {
    std::vector<fs::path> sets;
    for (const char* name : {"data/kr-osan", "data/kr-std", "data/kr-taas-hotspots"}) {
        auto set = shared(name);
        if (!set) return;
        sets.push_back(*set);
    }
    TemporaryFolder folder;
    std::string before;
    for (const auto& set : sets) before += hash_of_tree(set);
    auto report = report_of(sets, folder);
    REQUIRE(report);
    check_counts(*report, sets, folder);
    std::string after;
    for (const auto& set : sets) after += hash_of_tree(set);
    CHECK(before == after);
    auto jamsil = shared("data/osm/seoul-jamsil.osm.gz"), wangsuk = shared("data/kr-wangsuk");
    if (!jamsil || !wangsuk) return;
    fs::path mixed = folder / "mixed"; // a shapefile with all its side files, OSM, a table and what has no reader
    fs::create_directories(mixed / "wangsuk");
    fs::copy(*jamsil, mixed / "seoul-jamsil.osm.gz");
    fs::copy(*wangsuk, mixed / "wangsuk", fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(sets[1])) fs::copy(entry.path(), mixed / entry.path().filename());
    std::string tree = hash_of_tree(mixed);
    report = report_of({mixed}, folder);
    REQUIRE(report);
    check_counts(*report, {mixed}, folder);
    CHECK(hash_of_tree(mixed) == tree);
}
