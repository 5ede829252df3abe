// Closed off, the worker reads all that it reads otherwise; and what that costs.
#include "robust/sandbox/samples.h"
#include "robust/sandbox/workers.h"

#include <iconv.h>
#include <sys/resource.h>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

// The real worker, told to close itself off with something else than the parent says.
fs::path worker_with(const Workplace& place, const std::string& sandbox) {
    return place.script("shift; exec " + program(k_real_worker) + " " + sandbox + " \"$@\"");
}

std::string text_in(const std::string& encoding, std::string utf8) {
    iconv_t converter = ::iconv_open(encoding.c_str(), "UTF-8");
    REQUIRE(converter != reinterpret_cast<iconv_t>(-1)); // NOLINT: as POSIX says it
    std::string out(utf8.size() * 4, '\0');
    char *from = utf8.data(), *to = out.data();
    std::size_t left = utf8.size(), room = out.size();
    REQUIRE(::iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1));
    ::iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

// Processor time of the children that have ended: other programs on the machine do not change it much.
double children_s() {
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double seconds_of(const std::vector<fs::path>& inputs, const ImportInputs& options) {
    double before = children_s();
    REQUIRE(read_inputs(inputs, options, {}));
    return children_s() - before;
}

double middle(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

TEST_CASE("each kind of file gives the same with and without the sandbox", "[robust]") {
    for (const Sample& sample : samples()) {
        Workplace place;
        if (!sample.make(place.in() / sample.name)) continue;
        CAPTURE(sample.name);
        auto options = import_options();
        auto closed = read_inputs({place.in()}, options, {});
        options.worker = worker_with(place, "none");
        auto open = read_inputs({place.in()}, options, {});
        REQUIRE(closed);
        REQUIRE(open);
        std::int64_t in = 0;
        for (const FeatureLayer& layer : *closed) in += layer.in;
        CHECK(in > 0);
        CHECK(notes_of(*closed) == notes_of(*open));
        REQUIRE(closed->size() == open->size());
        for (std::size_t i = 0; i < closed->size(); ++i) {
            CHECK(closed->at(i).in == open->at(i).in);
            CHECK(closed->at(i).x == open->at(i).x);
            CHECK(closed->at(i).epsg == open->at(i).epsg);
            CHECK(closed->at(i).encoding == open->at(i).encoding);
            CHECK(closed->at(i).hash == open->at(i).hash);
        }
    }
}

TEST_CASE("text in every encoding that has a name here, by other names, and in one that only the user names", "[robust]") {
    const std::vector<std::pair<std::string, std::string>> k_words{
        {"UTF-8", "정류장"},     {"CP949", "정류장"},      {"EUC-KR", "정류장"},    {"JOHAB", "정류장"},    {"CP932", "停留所"},
        {"EUC-JP", "停留所"},    {"GB18030", "公交车站"},  {"BIG5", "公車站"},      {"CP1252", "arrêt"},    {"ISO-8859-15", "arrêt"},
        {"CP1251", "остановка"}, {"KOI8-R", "остановка"}, {"ISO-8859-2", "zastávka"}, {"CP1253", "στάση"}, {"EUC-TW", "公車站"},
        {"windows-1251", "остановка"}, {"latin2", "zastávka"}, {"IBM852", "zastávka"}, {"MS936", "公交车站"}, {"sjis", "停留所"}};
    for (const auto& [encoding, text] : k_words) {
        CAPTURE(encoding);
        Workplace place;
        place.add("stops.csv", text_in(encoding, "longitude,latitude,name\n127.1,37.5," + text + "\n127.2,37.5," + text + "\n"));
        auto options = import_options();
        options.encoding = encoding;
        auto layers = read_inputs({place.in()}, options, {});
        REQUIRE(layers);
        const Column* column = layers->at(0).column("name");
        REQUIRE(column);
        CHECK(column->text.at(0) == text);
    }
}

TEST_CASE("what the sandbox costs a file", "[robust]") {
    constexpr int k_files = 240, k_rounds = 5;
    Workplace many, one;
    for (int i = 0; i < k_files; ++i) many.add("stops_" + std::to_string(i) + ".geojson", k_stop);
    one.add("stops.geojson", k_stop);
    auto closed = import_options(), open = import_options();
    closed.threads = open.threads = 1;
    closed.worker = worker_with(many, "landlock+seccomp"); // by way of a script too
    open.worker = worker_with(one, "none");
    std::vector<double> many_closed, many_open, one_closed, one_open;
    for (int round = 0; round < k_rounds; ++round) {
        many_closed.push_back(seconds_of({many.in()}, closed));
        many_open.push_back(seconds_of({many.in()}, open));
        for (int i = 0; i < 4; ++i) {
            one_closed.push_back(seconds_of({one.in()}, closed));
            one_open.push_back(seconds_of({one.in()}, open));
        }
    }
    double each_closed = middle(many_closed) * 1000.0 / k_files, each_open = middle(many_open) * 1000.0 / k_files;
    double first_closed = middle(one_closed) * 1000.0, first_open = middle(one_open) * 1000.0;
    WARN(k_files << " small files: " << each_closed << " ms of worker's processor time each closed off, " << each_open
                 << " ms otherwise; a single one: " << first_closed << " and " << first_open << " ms");
    CHECK(each_closed - each_open <= 10.0);
    CHECK(first_closed - first_open <= 10.0);
}
