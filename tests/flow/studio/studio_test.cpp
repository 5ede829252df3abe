// The window as a user has it: real clicks and keys on a display without a screen; what counts is the saved edit log.
#include "stage.h"

#include <cmath>
#include <iostream>
#include <sqlite3.h>
#include <vector>

using namespace tp;
using namespace tp::test;

namespace {

struct Row {
    std::string proposal, edit;
    int done = 0;
};

std::vector<Row> edit_log(const fs::path& document) {
    std::vector<Row> rows;
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(document.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, "SELECT p.name, e.edit, p.done FROM edit_log e JOIN proposals p ON p.id = e.proposal ORDER BY e.seq", -1, &statement,
                               nullptr) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows.push_back({reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)), reinterpret_cast<const char*>(sqlite3_column_text(statement, 1)),
                        sqlite3_column_int(statement, 2)});
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

// The coordinates after `key` in an edit's line.
std::pair<double, double> place_of(const std::string& edit, const std::string& key) {
    std::size_t at = edit.find("\"" + key + "\":[");
    REQUIRE(at != std::string::npos);
    double x = 0, y = 0;
    REQUIRE(std::sscanf(edit.c_str() + at + key.size() + 4, "%lf,%lf", &x, &y) == 2);
    return {x, y};
}

} // namespace

TEST_CASE("without a display the window says so in one sentence") {
    std::string said = output_of("env -u DISPLAY -u WAYLAND_DISPLAY " + (test::bin_folder() / "twinplan").string() + " --lang ko studio 2>&1; echo status $?");
    CHECK(said.find("화면이 없어") != std::string::npos);
    CHECK(said.ends_with("status 1"));
}

TEST_CASE("place, drag, undo and save in Korean, with mouse and keys") {
    if (!on_path("Xvfb") || !on_path("xdotool")) {
        std::cerr << "SKIPPED: the studio's screen sequence needs xvfb and xdotool\n";
        return;
    }
    Stage stage;
    draw_city(stage.folder / "city");
    fs::path document = stage.folder / "a.twin";
    output_of(stage.program() + "import " + (stage.folder / "city").string() + " -o " + document.string() + " 2>/dev/null");
    REQUIRE(fs::exists(document));
    Child screen("Xvfb " + stage.display + " -screen 0 1280x800x24 >/dev/null 2>&1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    Child studio("env " + stage.prefix() + stage.program() + "studio " + document.string() + " >/dev/null 2>&1");
    REQUIRE(stage.title("^a.twin"));
    std::this_thread::sleep_for(std::chrono::seconds(1));

    stage.act("key t"); // from above: the crossing is in the middle of the picture
    std::this_thread::sleep_for(std::chrono::seconds(2));
    stage.act("key 1"); // the first row of the catalogue: 스마트 횡단보도
    stage.act("mousemove 583 430 click 1"); // a few pixels beside the crossing
    REQUIRE(stage.title("^\\* a.twin"));
    stage.act("key 3"); // 스마트폴 stays where it is put
    stage.act("mousemove 475 523 click 1");
    stage.act("key Escape");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    stage.act("mousemove 475 523 mousedown 1");
    for (int x : {490, 520, 560, 575}) stage.act("mousemove " + std::to_string(x) + " 523");
    stage.act("mouseup 1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    stage.act("key ctrl+z"); // takes the drag back
    std::this_thread::sleep_for(std::chrono::seconds(1));
    stage.act("key ctrl+s");
    REQUIRE(stage.title("^a.twin"));

    auto log = edit_log(document);
    REQUIRE(log.size() == 3);
    CHECK(log[0].proposal == "A안");
    CHECK(log[0].done == 2); // the drag is in the log, undone
    CHECK(log[0].edit.find("\"smart_crosswalk\"") != std::string::npos);
    auto crossing = place_of(log[0].edit, "at");
    CHECK(crossing.first == Approx(129.35).margin(2e-7)); // snapped to the crossing, not to where the click was
    CHECK(crossing.second == Approx(36.01).margin(2e-7));
    auto from = place_of(log[1].edit, "at"), to = place_of(log[2].edit, "to");
    CHECK(log[2].edit.find("\"move\"") != std::string::npos);
    CHECK(from.first < 129.35);  // 100 pixels left of the middle and below it
    CHECK(from.second < 36.01);
    // Dragged 100 pixels to the right of 100 left and 100 below: as far east as it had been west, the same latitude.
    CHECK(to.first == Approx(129.35).margin(0.15 * (129.35 - from.first)));
    CHECK(to.second == Approx(from.second).margin(0.1 * (36.01 - from.second)));
}

TEST_CASE("a folder whose path is typed becomes a document, with keys alone") {
    if (!on_path("Xvfb") || !on_path("xdotool")) {
        std::cerr << "SKIPPED: the studio's import sequence needs xvfb and xdotool\n";
        return;
    }
    Stage stage;
    fs::path city = stage.folder / "city", document = stage.folder / "city.twin";
    draw_city(city);
    Child screen("Xvfb " + stage.display + " -screen 0 1280x800x24 >/dev/null 2>&1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    Child studio("env " + stage.prefix() + stage.program() + "studio >/dev/null 2>&1");
    REQUIRE(stage.title("twinplan"));
    std::this_thread::sleep_for(std::chrono::seconds(2));
    auto key = [&](const std::string& name) {
        stage.act("key " + name);
        std::this_thread::sleep_for(std::chrono::seconds(1));
    };
    stage.act("type --delay 40 " + city.string());
    key("Return"); // asks where to
    key("Escape"); // not now; the path is still there
    CHECK(!fs::exists(document));
    key("Return");
    key("Return");
    REQUIRE(stage.title("^city.twin"));
    CHECK(fs::exists(document));
    CHECK(edit_log(document).empty());
}

TEST_CASE("a column that nobody knows and a model without a place are asked about in the window, with keys alone") {
    if (!on_path("Xvfb") || !on_path("xdotool")) {
        std::cerr << "SKIPPED: the questions of an import need xvfb and xdotool\n";
        return;
    }
    Stage stage;
    fs::path houses = stage.folder / "houses", remembered = stage.folder / "data/twinplan/roles/remembered.toml";
    fs::create_directories(houses);
    std::string csv = "name,FLOORNO,WKT\n";
    for (int i = 0; i < 8; ++i) {
        char line[256];
        double x = 127.0 + 0.001 * i;
        std::snprintf(line, sizeof line, "h%d,%d,\"POLYGON((%.4f 37,%.4f 37,%.4f 37.0005,%.4f 37))\"\n", i, 3 + i % 4, x, x + 0.0005, x + 0.0005, x);
        csv += line;
    }
    write_file(houses / "buildings.csv", csv);
    write_file(stage.folder / "statue.obj", "v 0 0 0\nv 9 0 0\nv 9 9 0\nv 4 4 20\nf 3 2 1\nf 1 2 4\nf 2 3 4\nf 3 1 4\n");
    Child screen("Xvfb " + stage.display + " -screen 0 1280x800x24 >/dev/null 2>&1");
    std::this_thread::sleep_for(std::chrono::seconds(1));
    auto key = [&](const std::string& name) {
        if (name.starts_with("text:")) stage.act("type --delay 60 '" + name.substr(5) + "'");
        else stage.act("key " + name);
        std::this_thread::sleep_for(std::chrono::seconds(1));
    };
    auto import = [&](const std::string& target, const std::vector<std::string>& keys) {
        Child studio("env " + stage.prefix() + stage.program() + "studio >/dev/null 2>&1");
        REQUIRE(stage.title("twinplan"));
        std::this_thread::sleep_for(std::chrono::seconds(2));
        stage.act("type --delay 40 " + houses.string());
        key("Return");
        key("Return"); // reads
        for (const std::string& name : keys) key(name);
        REQUIRE(stage.title("^" + target));
    };
    import("houses.twin", {"Return", "Down", "Return"}); // Return alone answers nothing
    std::string kept = output_of("cat " + remembered.string());
    CHECK(kept.find("name = \"FLOORNO\"\nquantity = \"levels\"") != std::string::npos);
    fs::rename(stage.folder / "statue.obj", houses / "statue.obj");
    // Not asked about the column again, but where the model stands; a wrong answer is mended where it was typed.
    import("houses-2.twin", {"text:37.0002, 127.0c", "Return", "BackSpace", "text:005", "Return"});
    CHECK(output_of(stage.program() + "info " + (stage.folder / "houses-2.twin").string()).find("3차원 모형: 1") != std::string::npos);
    for (const char* target : {"houses.twin", "houses-2.twin"}) {
        std::string geojson = (stage.folder / "out.geojson").string();
        fs::remove(geojson);
        output_of(stage.program() + "export " + (stage.folder / target).string() + " --role buildings -o " + geojson + " 2>/dev/null");
        std::string text = output_of("cat " + geojson);
        CAPTURE(target, text.substr(0, 400));
        CHECK(text.find("\"levels\": 6") != std::string::npos);
    }
}
