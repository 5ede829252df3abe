// A worker that dies, hangs or lies costs the file it was reading, nothing else.
#include "shared_data.h"
#include "wire/import_client.h"

#include <fstream>
#include <set>
#include <unistd.h>

using namespace tp;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twinplan-worker-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path / "in"); }
    ~Folder() { fs::remove_all(path); }
    fs::path script(const std::string& body) const {
        fs::path file = path / "worker";
        std::ofstream(file) << "#!/bin/sh\n" << body << '\n';
        fs::permissions(file, fs::perms::owner_all);
        return file;
    }
    void add(const std::string& name, const std::string& bytes) const {
        std::ofstream(path / "in" / name, std::ios::binary) << bytes;
    }
    fs::path in() const { return path / "in"; }
};

const std::string k_stop =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[127,37]}}]})";

ImportInputs options() {
    ImportInputs o;
    o.worker = test::bin_folder() / "twinplan_import_worker";
    o.data = test::source_folder() / "assets/data";
    return o;
}

std::set<std::string> codes(const std::vector<FeatureLayer>& layers) {
    std::set<std::string> out;
    for (const auto& layer : layers)
        for (const auto& note : layer.notes) out.insert(note.code);
    return out;
}

} // namespace

TEST_CASE("a worker that ends at once leaves a note for each file", "[flow]") {
    Folder folder;
    folder.add("stops.geojson", k_stop);
    folder.add("signals.geojson", k_stop);
    auto o = options();
    o.worker = folder.script("exit 3");
    auto layers = read_inputs({folder.in()}, o, {});
    REQUIRE(layers);
    CHECK(layers->size() == 2);
    CHECK(codes(*layers) == std::set<std::string>{"worker_failed"});
    CHECK(layers->at(0).in == 0);
}

TEST_CASE("a document in the folder is no data, and is said once", "[flow]") {
    Folder folder;
    folder.add("city.twin", k_stop); // whatever it holds
    folder.add("city.twin.bak", k_stop);
    folder.add("stops.geojson", k_stop);
    auto layers = read_inputs({folder.in()}, options(), {});
    REQUIRE(layers);
    REQUIRE(layers->size() == 3);
    CHECK(codes(*layers) == std::set<std::string>{"own_document"});
    for (const auto& layer : *layers) CHECK(layer.in == (layer.file == "stops.geojson" ? 1 : 0));
}

TEST_CASE("a worker that hangs is ended after its time", "[flow]") {
    Folder folder;
    folder.add("stops.geojson", k_stop);
    auto o = options();
    o.worker = folder.script("exec sleep 600");
    o.seconds_per_file = 0.3;
    auto layers = read_inputs({folder.in()}, o, {});
    REQUIRE(layers);
    CHECK(codes(*layers) == std::set<std::string>{"timeout"});
}

TEST_CASE("one file too large for the worker's memory does not cost the next", "[flow]") {
    Folder folder;
    std::string large = "\xEF\xBB\xBF" R"({"type":"FeatureCollection","features":[)"; // with a mark it is read as a whole
    large.resize(120'000'000, ' ');
    folder.add("a_large.geojson", large + "]}");
    folder.add("stops.geojson", k_stop);
    auto o = options();
    o.threads = 1;
    o.worker = folder.script("ulimit -v 900000; exec '" + o.worker.string() + "' \"$@\"");
    auto layers = read_inputs({folder.in()}, o, {});
    REQUIRE(layers);
    REQUIRE(layers->size() == 2);
    CHECK(layers->at(0).file == "a_large.geojson");
    CHECK(layers->at(0).notes[0].done == "left_out");
    CHECK(layers->at(0).size() == 0);
    CHECK(layers->at(1).role == Role::stops);
    CHECK(layers->at(1).size() == 1);
}

TEST_CASE("nothing is written beside the files, and a read-only folder is as good", "[flow]") {
    auto set = test::shared("data/kr-wangsuk/footprint.gpkg");
    if (!set) return;
    Folder folder;
    fs::copy_file(*set, folder.in() / "footprint.gpkg");
    folder.add("stops.geojson", k_stop);
    auto before = std::distance(fs::directory_iterator(folder.in()), {});
    REQUIRE(read_inputs({folder.in()}, options(), {}));
    CHECK(std::distance(fs::directory_iterator(folder.in()), {}) == before);
}

TEST_CASE("errors that stop an import", "[flow]") {
    Folder folder;
    folder.add("stops.geojson", k_stop);
    auto o = options();
    o.worker = "/no/such/worker";
    CHECK(read_inputs({folder.in()}, o, {}).error().key == "wire.no_worker");
    o = options();
    o.encoding = "CP94X";
    CHECK(read_inputs({folder.in()}, o, {}).error().key == "wire.unknown_encoding");
    o.encoding = "euc_kr";
    CHECK(read_inputs({folder.in()}, o, {}));
    o = options();
    o.roles = {{"other.geojson", "stops"}};
    CHECK(read_inputs({folder.in()}, o, {}).error().key == "wire.as_no_match");
    o.roles = {{"stops.geojson", "nonsense"}};
    CHECK(read_inputs({folder.in()}, o, {}).error().key == "wire.as_no_role");
    o.roles = {{"stops.geojson", "lamps"}};
    CHECK(read_inputs({folder.in()}, o, {}).value().at(0).role == Role::lamps);
    o = options();
    CHECK(read_inputs({folder.in()}, o, [](std::string_view, double) { return false; }).error().code ==
          ErrorCode::cancelled);
    o.data = folder.path; // without a table of roles
    CHECK(codes(read_inputs({folder.in()}, o, {}).value()) == std::set<std::string>{"bad_table"});
}

TEST_CASE("results do not depend on the number of workers", "[flow]") {
    auto set = test::shared("data/kr-taas-hotspots");
    if (!set) return;
    auto o = options();
    o.threads = 1;
    auto one = read_inputs({*set}, o, {});
    o.threads = 3;
    auto three = read_inputs({*set}, o, {});
    REQUIRE(one);
    REQUIRE(three);
    REQUIRE(one->size() == three->size());
    for (std::size_t i = 0; i < one->size(); ++i) {
        CHECK(one->at(i).file == three->at(i).file);
        CHECK(one->at(i).x == three->at(i).x);
        CHECK(one->at(i).hash == three->at(i).hash);
    }
}

TEST_CASE("broken files of every kind cost no worker", "[flow]") {
    auto set = test::shared("data/malformed");
    if (!set) return;
    auto layers = read_inputs({*set}, options(), {});
    REQUIRE(layers);
    auto seen = codes(*layers);
    CHECK_FALSE(seen.contains("worker_failed"));
    CHECK_FALSE(seen.contains("timeout"));
    for (const auto& layer : *layers) { // each file is accounted for: features, or the reason why there are none
        CAPTURE(layer.file);
        CHECK((layer.in > 0 || !layer.notes.empty()));
    }
}
