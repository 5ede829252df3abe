// The window under hard use: it rests when nothing moves, and takes any size; real keys on a display without a screen.
#include "shared_data.h"
#include "stage.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>
#include <memory>

using namespace tp;
using namespace tp::test;
namespace fs = std::filesystem;

namespace {

// Time on the processors of all threads, in milliseconds.
double cpu_ms(pid_t pid) {
    double sum = 0;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
        std::ifstream in(task.path() / "schedstat");
        double ns = 0;
        if (in >> ns) sum += ns * 1e-6;
    }
    return sum;
}

bool wanted() {
    if (on_path("Xvfb") && on_path("xdotool")) return true;
    std::cerr << "SKIPPED: the window's tests need xvfb and xdotool\n";
    return false;
}

struct Opened {
    Stage stage;
    fs::path document = stage.folder / "a.twin", log = stage.folder / "log.txt";
    std::unique_ptr<Child> screen, studio;

    Opened(const std::string& screen_size, const std::string& before) {
        output_of(stage.program() + "makecity --buildings 1000 --proposals -o " + document.string() + " 2>/dev/null");
        REQUIRE(fs::exists(document));
        screen = std::make_unique<Child>("Xvfb " + stage.display + " -screen 0 " + screen_size + "x24 >/dev/null 2>&1");
        std::this_thread::sleep_for(std::chrono::seconds(1));
        studio = std::make_unique<Child>("env " + stage.prefix() + before + stage.program() + "studio " + document.string() + " >" + log.string() + " 2>&1");
        REQUIRE(stage.title("a.twin"));
    }
    void size(int width, int height) const {
        stage.act("search --name a.twin windowsize " + std::to_string(width) + " " + std::to_string(height));
    }
    bool alive() const { return kill(studio->pid, 0) == 0 && waitpid(studio->pid, nullptr, WNOHANG) == 0; }
    // Waits until nothing is computed for a second.
    bool rests() const {
        for (int turn = 0; turn < 120; ++turn) {
            double before = cpu_ms(studio->pid);
            std::this_thread::sleep_for(std::chrono::seconds(1));
            if (cpu_ms(studio->pid) - before < 1.0) return true;
        }
        return false;
    }
};

} // namespace

TEST_CASE("a still window costs nothing: no frame in five seconds") {
    if (!wanted()) return;
    Opened window("1280x800", "");
    window.size(900, 500);
    REQUIRE(window.rests());
    double before = cpu_ms(window.studio->pid);
    std::this_thread::sleep_for(std::chrono::seconds(5));
    CHECK(cpu_ms(window.studio->pid) - before < 5.0); // 0.1 %; one frame of the panels alone takes more
    window.stage.act("key v"); // and it still answers: two proposals beside one another
    std::this_thread::sleep_for(std::chrono::seconds(1));
    CHECK(cpu_ms(window.studio->pid) - before > 20.0);
    REQUIRE(window.rests());
}

TEST_CASE("any size of window, a storm of sizes, another scale: no crash and no word from the validation layer") {
    if (!wanted()) return;
    Opened window("7680x4320", "VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation ");
    std::this_thread::sleep_for(std::chrono::seconds(4));
    window.size(1, 1);
    window.size(300, 60); // panels only
    for (int step = 0; step < 25; ++step)
        output_of(window.stage.prefix() + "xdotool search --name a.twin windowsize " + std::to_string(200 + 61 * step % 1500) + " " + std::to_string(100 + 97 * step % 900));
    window.stage.act("key v");
    window.size(7680, 4320);
    std::this_thread::sleep_for(std::chrono::seconds(6)); // some pictures of that size
    window.stage.act("search --name a.twin windowunmap"); // as a minimised one
    window.stage.act("search --name a.twin windowmap");
    window.size(800, 400); // a small picture: soon at its last sample
    for (const char* key : {"ctrl+equal", "ctrl+equal", "ctrl+minus", "ctrl+0", "ctrl+equal", "Tab", "Tab"}) // fonts are made anew
        window.stage.act(std::string("key ") + key);
    CHECK(window.rests());
    CHECK(window.alive());
    std::ifstream in(window.log);
    std::string said((std::istreambuf_iterator<char>(in)), {});
    INFO(said.substr(0, 3000));
    CHECK(said.find("Validation") == std::string::npos);
    CHECK(said.find("VUID") == std::string::npos);
}

TEST_CASE("places are kept for the document, and a picture of 4K lies beside it") {
    if (!wanted()) return;
    Opened window("1280x800", "");
    window.size(900, 500);
    REQUIRE(window.rests());
    window.stage.act("key ctrl+2");
    CHECK(fs::exists(window.stage.folder / "state" / "views"));
    window.stage.act("key t");
    window.stage.act("key shift+2"); // flies back
    window.stage.act("key p");
    auto picture = [&]() -> fs::path {
        for (const auto& entry : fs::directory_iterator(window.stage.folder))
            if (entry.path().extension() == ".png") return entry.path();
        return {};
    };
    for (int turn = 0; turn < 240 && picture().empty(); ++turn) std::this_thread::sleep_for(std::chrono::milliseconds(500));
    REQUIRE(!picture().empty());
    std::ifstream in(picture(), std::ios::binary);
    std::string head(24, '\0');
    in.read(head.data(), 24);
    auto number = [&](std::size_t at) { // big-endian, in the IHDR chunk
        int n = 0;
        for (std::size_t k = 0; k < 4; ++k) n = n * 256 + static_cast<unsigned char>(head[at + k]);
        return n;
    };
    CHECK(number(16) == 3840);
    CHECK(number(20) == 2160);
}
