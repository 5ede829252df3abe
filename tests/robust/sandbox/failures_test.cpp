// What becomes of one file when its worker is stopped, by whomever, and of a file that does not stay as it is.
#include "robust/sandbox/workers.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

// A script that does something the first time and is the real worker afterwards.
fs::path once(const Workplace& place, const std::string& what) {
    auto mark = quoted((place.folder / "done").string());
    return place.script("if ! [ -e " + mark + " ]; then : > " + mark + "; " + what + "; fi\nexec " + program(k_real_worker) + " \"$@\"");
}

std::vector<FeatureLayer> layers_after(const Workplace& place, const std::string& what) {
    auto options = import_options();
    options.threads = 1;
    options.worker = once(place, what);
    auto layers = read_inputs({place.in()}, options, {});
    REQUIRE(layers);
    return std::move(*layers);
}

std::set<std::string> notes_after(const Workplace& place, const std::string& what) { return notes_of(layers_after(place, what)); }

long peak_kib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator{}));
}

using Notes = std::set<std::string>;

} // namespace

TEST_CASE("the note says what ended the worker, and the next file is read", "[robust]") {
    Workplace place;
    place.add("a.geojson", k_stop);
    place.add("stops.geojson", k_stop);
    auto with = [&](const std::string& what) { // both files go to one worker, one after the other
        auto layers = layers_after(place, what);
        fs::remove(place.folder / "done");
        REQUIRE(layers.size() == 2);
        CHECK(layers[1].size() == 1);
        layers.pop_back();
        return notes_of(layers);
    };
    const std::string k_bad = "exec " + program("escape_worker") + " ";
    CHECK(with(k_bad + "--violate \"$@\"") == Notes{"a.geojson: sandbox_violation signal 31"});
    CHECK(with(k_bad + "--end 9") == Notes{"a.geojson: worker_killed signal 9"});
    CHECK(with(k_bad + "--end 15") == Notes{"a.geojson: worker_killed signal 15"});
    CHECK(with(k_bad + "--end 11") == Notes{"a.geojson: worker_failed signal 11"});
    CHECK(with(k_bad + "--end 1007") == Notes{"a.geojson: worker_failed"});
    CHECK(with("sleep 0.3; ulimit -S -t 1; while :; do :; done") == Notes{"a.geojson: timeout signal 24"}); // SIGXCPU
}

TEST_CASE("a worker that ended while it had nothing to do costs no file", "[robust]") {
    Workplace place;
    place.add("a_stops.geojson", k_stop);
    place.add("b_stops.geojson", k_stop);
    auto options = import_options();
    options.threads = 1;
    options.worker = place.script("exec " + program("escape_worker") + " --once \"$@\"");
    auto layers = read_inputs({place.in()}, options, [](std::string_view, double) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        return true;
    });
    REQUIRE(layers);
    CHECK(layers->at(0).size() == 1);
    CHECK(layers->at(1).size() == 1);
}

TEST_CASE("a worker that cannot close itself off reads nothing", "[robust]") {
    Workplace place;
    place.add("a.geojson", k_stop);
    auto options = import_options();
    options.worker = place.script("exit 93");
    CHECK(read_inputs({place.in()}, options, {}).error().key == "wire.sandbox_failed");
}

TEST_CASE("a file that needs more memory than allowed says so, and costs no other", "[robust]") {
    Workplace place;
    std::string large = "\xEF\xBB\xBF" R"({"type":"FeatureCollection","features":[)"; // with a mark it is read as a whole
    large.resize(150'000'000, ' ');
    place.add("a_large.geojson", large + "]}");
    place.add("stops.geojson", k_stop);
    auto options = import_options();
    options.threads = 1;
    options.worker = place.script("ulimit -v 900000; exec " + program(k_real_worker) + " \"$@\"");
    auto layers = read_inputs({place.in()}, options, {});
    REQUIRE(layers);
    REQUIRE(layers->size() == 2);
    CHECK(layers->at(0).notes.at(0).code == "memory_limit");
    CHECK(layers->at(1).role == Role::stops);
    CHECK(layers->at(1).size() == 1);
}

TEST_CASE("a file that changes or vanishes while it is read is not taken", "[robust]") {
    Workplace place;
    place.add("stops.geojson", k_stop);
    auto file = quoted((place.in() / "stops.geojson").string());
    CHECK(notes_after(place, "printf ' ' >> " + file) == Notes{"stops.geojson: changed_while_read"});
    fs::remove(place.folder / "done");
    CHECK(notes_after(place, "rm " + file) == Notes{"stops.geojson: file_gone"});
}

TEST_CASE("a link is no way out of the folder; a link that is named is followed", "[robust]") {
    Workplace place;
    place.add("stops.geojson", k_stop);
    std::ofstream(place.folder / "other.geojson") << k_stop;
    fs::create_symlink(place.folder / "other.geojson", place.in() / "stops_link.geojson");
    fs::create_symlink(place.in() / "stops.geojson", place.in() / "within.geojson");
    auto layers = read_inputs({place.in()}, import_options(), {});
    REQUIRE(layers);
    REQUIRE(layers->size() == 2); // "within" is the same file as "stops"
    CHECK(notes_of(*layers).contains("stops_link.geojson: link_outside"));
    auto named = read_inputs({place.in() / "stops_link.geojson"}, import_options(), {});
    REQUIRE(named);
    CHECK(named->at(0).size() == 1);
    fs::create_directories(place.folder / "elsewhere/deep"); // ".." after a link is not where its text says
    std::ofstream(place.folder / "elsewhere/stops.geojson") << k_stop;
    fs::create_symlink(place.folder / "elsewhere/deep", place.in() / "way");
    auto around = read_inputs({place.in() / "way/../stops.geojson"}, import_options(), {});
    REQUIRE(around);
    CHECK(around->at(0).size() == 1);
}

TEST_CASE("a hidden file is read where it is named, and what is not hidden beside hidden folders", "[robust]") {
    Workplace place;
    place.add(".stops.geojson", k_stop);
    place.add(".private/stops.geojson", k_stop);
    place.add("stops.geojson", k_stop);
    place.add("more/stops.geojson", k_stop);
    for (const auto& [input, files] : {std::pair{place.in() / ".stops.geojson", 1U}, {place.in(), 2U}, {place.in() / ".private", 1U}}) {
        CAPTURE(input.string());
        auto layers = read_inputs({input}, import_options(), {});
        REQUIRE(layers);
        CHECK(layers->size() == files);
        for (const auto& layer : *layers) CHECK(layer.size() == 1);
    }
}

TEST_CASE("a worker that lies costs its file, no memory and no descriptors of the parent", "[robust]") {
    Workplace place;
    for (char name : std::string("abcdefgh")) place.add(std::string(1, name) + ".geojson", k_stop);
    for (int lie = 0; lie < 8; ++lie) {
        CAPTURE(lie);
        auto options = import_options();
        options.worker = place.script("exec " + program("lying_worker") + " " + std::to_string(lie));
        options.seconds_per_file = 5;
        auto descriptors = open_descriptors();
        long before = peak_kib();
        auto layers = read_inputs({place.in()}, options, {});
        CHECK(peak_kib() - before < 64 * 1024);
        CHECK(open_descriptors() == descriptors);
        REQUIRE(layers);
        CHECK(layers->size() == 8);
        for (const auto& layer : *layers) {
            CHECK(layer.size() == 0);
            CHECK(layer.file != "somebody.else");
            CHECK((layer.notes.at(0).code == "worker_failed" || lie == 7));
        }
    }
}

TEST_CASE("what may not be read is named, file or folder", "[robust]") {
    Workplace place;
    place.add("stops.geojson", k_stop);
    place.add("closed.geojson", k_stop);
    place.add("folder/more.geojson", k_stop);
    fs::permissions(place.in() / "closed.geojson", fs::perms::none);
    fs::permissions(place.in() / "folder", fs::perms::none);
    std::vector<std::string> words{"import", place.in().string(), "-o", (place.folder / "city.twin").string(), "--report", (place.folder / "r.json").string(), "--lang", "en"};
    Run made;
    if (::geteuid() != 0) {
        made = twinplan(words, place.folder);
    } else { // root may read everything: as nobody then
        for (const auto& entry : fs::recursive_directory_iterator(place.folder.path())) REQUIRE(::chown(entry.path().c_str(), 65534, 65534) == 0);
        REQUIRE(::chown(place.folder.path().c_str(), 65534, 65534) == 0);
        words.insert(words.begin(), {"--reuid=65534", "--regid=65534", "--clear-groups", (bin_folder() / "twinplan").string()});
        made = run("/usr/bin/setpriv", words, place.folder);
    }
    fs::permissions(place.in() / "folder", fs::perms::owner_all);
    INFO(made.err);
    CHECK(made.status == 0);
    CHECK(made.err.find("closed.geojson was not read. You have no permission to read it.") != std::string::npos);
    CHECK(made.err.find("folder was not read. You have no permission to open this folder") != std::string::npos);
    std::string report = read_file(place.folder / "r.json");
    CHECK(report.find("no_permission") != std::string::npos);
    CHECK(report.find("folder_unreadable") != std::string::npos);
}

TEST_CASE("a kernel that lacks a part: refused by name, or read as asked and said", "[robust]") {
    Workplace place;
    place.add("stops.geojson", k_stop);
    for (const auto& [lacking, missing, used] : {std::tuple{"landlock", "Landlock", "seccomp"}, {"seccomp", "seccomp", "landlock"}, {"landlock,seccomp", "Landlock, seccomp", "none"}}) {
        CAPTURE(lacking);
        std::vector<std::string> words{lacking, (bin_folder() / "twinplan").string(), "import", place.in().string(), "-o", (place.folder / "city.twin").string(),
                                       "--report", (place.folder / "r.json").string(), "--lang", "en"};
        Run refused = run(bin_folder() / "old_kernel", words, place.folder);
        INFO(refused.err);
        CHECK(refused.status != 0);
        CHECK(refused.err.find("missing: " + std::string(missing) + ")") != std::string::npos);
        CHECK(refused.err.find("--unsafe-import") != std::string::npos);
        CHECK_FALSE(fs::exists(place.folder / "city.twin"));
        words.push_back("--unsafe-import");
        Run done = run(bin_folder() / "old_kernel", words, place.folder);
        INFO(done.err);
        CHECK(done.status == 0);
        CHECK(done.err.find("protection used: " + std::string(used)) != std::string::npos);
        CHECK(read_file(place.folder / "r.json").find("unsafe_import") != std::string::npos);
        fs::remove(place.folder / "city.twin");
    }
    std::vector<std::string> whole{"import", place.in().string(), "-o", (place.folder / "city.twin").string(), "--lang", "en", "--unsafe-import"};
    CHECK(twinplan(whole, place.folder).err.find("protection used") == std::string::npos); // nothing is given up where all is there
}
