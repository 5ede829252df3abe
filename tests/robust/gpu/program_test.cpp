// The shipped program without a graphics device, and with one that fails under it.
#include "run_program.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tp::test;
using nlohmann::json;

namespace {

const std::string k_no_driver = "VK_ICD_FILENAMES=/nonexistent VK_DRIVER_FILES=/nonexistent";

std::string with_fault(const std::string& fault) { // call:at:count:result
    return "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 TWINPLAN_VULKAN_FAULT=" + quoted(fault) + " LD_PRELOAD=" + quoted((bin_folder() / "tp_vulkan_faults.so").string());
}

struct Place {
    TemporaryFolder folder;
    std::string city = (folder / "city.twin").string();
    Place() {
        Run made = twinplan({"makecity", "--buildings", "1000", "--seed", "7", "--proposals", "-o", city}, folder);
        INFO(made.err);
        REQUIRE(made.status == 0);
    }
    Run run(const std::vector<std::string>& words, const std::string& environment = {}) const {
        std::vector<std::string> all{"--lang", "en"};
        all.insert(all.end(), words.begin(), words.end());
        return twinplan(all, folder, environment);
    }
    std::string file(const std::string& name) const { return (folder / name).string(); }
};

Place& place() {
    static Place one;
    return one;
}

std::string sentence_of_last_line(const Run& run) {
    std::string text = run.err;
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

} // namespace

TEST_CASE("without a graphics device everything but pictures works", "[gpu]") {
    const std::string sentence = "There is no Vulkan 1.3 device";
    auto quietly = [&](const std::vector<std::string>& words) {
        Run run = place().run(words, k_no_driver);
        INFO(words[0] << ": " << run.err);
        CHECK(run.status == 0);
        return run;
    };
    quietly({"info", place().city});
    quietly({"evaluate", place().city, "--samples", "50"});
    quietly({"explain", place().city, "--proposal", "A", "--indicator", "capex_krw"});
    quietly({"check", place().city});
    quietly({"version"});
    Run compared = quietly({"compare", place().city, "A", "B", "--samples", "50", "--report", place().file("r.html"), "--report", place().file("r.json")});
    CHECK(compared.err.find(sentence) != std::string::npos); // the reports are written without pictures, and it says so
    CHECK(read_file(place().file("r.html")).size() > 5000);
    CHECK(read_file(place().file("r.html")).find(sentence) != std::string::npos);
    Run devices = quietly({"info", "--devices", "--json"});
    json list = json::parse(devices.out);
    CHECK(list["devices"].empty());
    CHECK(list["no_device"].get<std::string>().find(sentence) != std::string::npos);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"render", place().city, "-o", place().file("a.png")},
                                                                                      {"compare", place().city, "A", "B", "--samples", "50", "--picture", place().file("a.png")},
                                                                                      {"bench", "render", "--buildings", "1000"}}) {
        Run run = place().run(words, k_no_driver);
        INFO(words[0] << ": " << run.err);
        CHECK(run.status == 1); // a picture that was asked for
        CHECK(run.err.find(sentence) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(place().file("a.png")));
    }
}

TEST_CASE("devices are listed with what they can do, and a name that fits none is a sentence", "[gpu]") {
    Run devices = place().run({"info", "--devices", "--json"});
    REQUIRE(devices.status == 0);
    json list = json::parse(devices.out);
    REQUIRE_FALSE(list["devices"].empty());
    int used = 0;
    for (const json& device : list["devices"]) {
        used += device["used"].get<bool>();
        for (const char* feature : {"descriptor_indexing", "mesh_shader", "ray_query", "block_textures"}) CHECK(device[feature].is_boolean());
        CHECK(device["memory_bytes"].get<std::uint64_t>() > 0);
    }
    CHECK(used == 1);
    Run text = place().run({"info", "--devices"});
    CHECK(text.out.find(list["devices"][0]["name"].get<std::string>()) != std::string::npos);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"render", place().city, "-o", place().file("b.png"), "--device", "nonsuch"},
                                                                                      {"bench", "render", "--buildings", "1000", "--device", "nonsuch"}}) {
        Run run = place().run(words);
        CHECK(run.status == 1);
        CHECK(run.err.find("no graphics device with 'nonsuch' in its name") != std::string::npos);
    }
    CHECK(place().run({"info"}).status != 0);
}

TEST_CASE("a picture is written although the device is lost or short of memory under way", "[gpu]") {
    auto draw = [&](const std::string& name, const std::string& environment = {}) {
        return place().run({"render", place().city, "--size", "160x90", "--shadow", "fast", "-o", place().file(name)}, environment);
    };
    Run whole = draw("whole.png");
    INFO(whole.err);
    REQUIRE(whole.status == 0);
    Run lost = draw("lost.png", with_fault("vkQueueSubmit2:1:1:-4"));
    INFO(lost.err);
    CHECK(lost.status == 0);
    CHECK(lost.err.find("was opened again") != std::string::npos);
    CHECK(read_file(place().file("lost.png")) == read_file(place().file("whole.png")));
    Run short_of_memory = draw("coarse.png", with_fault("vkCreateImage:3:1:-2"));
    INFO(short_of_memory.err);
    CHECK(short_of_memory.status == 0);
    CHECK(short_of_memory.err.find("coarser") != std::string::npos);
    Run dead = draw("dead.png", with_fault("vkQueueSubmit2:1:-1:-4"));
    CHECK(dead.status == 1);
    CHECK(sentence_of_last_line(dead).find("Pictures are off") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(place().file("dead.png")));
    // A report does not need pictures: it says why there are none.
    Run report = place().run({"compare", place().city, "A", "B", "--samples", "50", "--report", place().file("dead.html")}, with_fault("vkQueueSubmit2:1:-1:-4"));
    INFO(report.err);
    CHECK(report.status == 0);
    CHECK(read_file(place().file("dead.html")).find("Pictures are off") != std::string::npos);
}
