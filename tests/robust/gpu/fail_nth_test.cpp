// Every Vulkan call of a small city's life fails once, and for good: no crash, a sentence or a picture, nothing left behind.
#include "golden/model_city.h"
#include "golden/small_city.h"
#include "vulkan_faults.h"

#include "core/messages.h"
#include "shared_data.h"
#include "view/view.h"
#include "vk/device.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iostream>
#include <set>

using namespace tp;
using namespace tp::test;

namespace {

constexpr int k_frames = 60;
constexpr VkResult k_results[]{VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_HOST_MEMORY, VK_ERROR_DEVICE_LOST, VK_ERROR_INITIALIZATION_FAILED};

const Messages& messages() {
    static const Messages one = *Messages::load(source_folder() / "assets/data/messages", Language::en);
    return one;
}

std::shared_ptr<const City> city() {
    static const auto one = [] {
        City made = city_with_models();
        made.pictures = {{four_colours(), {-80, -80}, 160, 160, 0}};
        return std::make_shared<const City>(std::move(made));
    }();
    return one;
}

Camera camera_of(int frame) {
    Camera camera;
    camera.eye = {-170.0 + frame, -190, 150};
    camera.target = {10, 10, 5};
    return camera;
}

FrameOptions options_of(int frame) {
    FrameOptions options;
    options.width = frame < k_frames / 2 ? 64 : 48; // another size half-way
    options.height = 36;
    options.shadow = frame == 45 ? ShadowMode::soft : frame % 12 < 2 ? ShadowMode::fast : ShadowMode::off;
    options.moving = frame % 3 != 0;
    options.wait_for_tiles = true; // the same calls every time
    options.textures_on = frame % 2 == 0;
    return options;
}

// What came back from the calls of one life. An error without a sentence is a fault of its own.
struct Outcome {
    int pictures = 0, errors = 0;
    std::set<std::string> keys;
    template <class T>
    bool take(const Result<T>& result) {
        if (result) return true;
        ++errors;
        keys.insert(result.error().key);
        CHECK(messages().has(result.error().key));
        CHECK(messages().sentence(result.error()).find('{') == std::string::npos);
        return false;
    }
};

Result<Image> last_picture(Renderer& renderer) {
    FrameOptions options = options_of(0);
    options.textures_on = true;
    return renderer.render(camera_of(0), options, true, true);
}

Outcome live(Renderer& renderer) {
    Outcome outcome;
    outcome.take(renderer.set_city(city()));
    outcome.take(renderer.set_solutions(small_solutions(), small_catalogue()));
    outcome.take(renderer.set_layer(small_layer()));
    for (int frame = 0; frame < k_frames; ++frame) {
        if (frame % 10 == 9) outcome.pictures += outcome.take(renderer.render(camera_of(frame), options_of(frame), true, true));
        else outcome.pictures += outcome.take(renderer.draw(camera_of(frame), options_of(frame)));
        if (frame % 25 == 24) outcome.take(renderer.pick(20, 20));
        if (frame == 40) outcome.take(renderer.set_solutions({}, small_catalogue()));
    }
    return outcome;
}

// One life with a fault; afterwards, without one, the renderer gives the picture that it gives without any fault.
void live_with(const Fault& fault, const Image& reference) {
    CAPTURE(fault.at, fault.count, static_cast<int>(fault.result));
    auto log = std::make_shared<ValidationLog>();
    {
        arm(fault);
        auto made = Renderer::create_logged({}, log);
        Outcome outcome;
        if (made) outcome = live(**made);
        std::string call = last_faulty_call();
        bool hit = faults_given() > 0;
        disarm();
        CAPTURE(call);
        CHECK(hit);
        if (!made) {
            outcome.take(made);
            if (fault.count == 1) CHECK(made.error().key == "renderer.no_device"); // what a loader without drivers answers
            made = Renderer::create_logged({}, log);
        } else if (fault.count == 1) { // costs no picture: it is drawn on a device made anew
            CHECK(outcome.errors == 0);
            CHECK(outcome.pictures == k_frames);
        }
        REQUIRE(made);
        Renderer& renderer = **made;
        REQUIRE(renderer.set_city(city()));
        REQUIRE(renderer.set_solutions(small_solutions(), small_catalogue()));
        REQUIRE(renderer.set_layer(small_layer()));
        auto image = last_picture(renderer);
        REQUIRE(image);
        CHECK(image->rgba == reference.rgba);
        CHECK(image->ids == reference.ids);
    }
    for (const std::string& text : log->texts()) UNSCOPED_INFO(text);
    CHECK(log->texts().empty()); // objects that were left when the device was destroyed would be named here
}

struct Baseline {
    Image reference;
    long calls = 0;
};

const Baseline& baseline() {
    static const Baseline one = [] {
        Baseline made;
        arm({});
        auto renderer = Renderer::create();
        REQUIRE(renderer);
        Outcome outcome = live(**renderer);
        made.calls = calls_seen();
        CHECK(outcome.errors == 0);
        CHECK(outcome.pictures == k_frames);
        REQUIRE((*renderer)->set_city(city()));
        REQUIRE((*renderer)->set_solutions(small_solutions(), small_catalogue()));
        REQUIRE((*renderer)->set_layer(small_layer()));
        made.reference = *last_picture(**renderer);
        return made;
    }();
    return one;
}

void run_every(long stride, long first) {
    for (long at = first, turn = 0; at <= baseline().calls; at += stride, ++turn)
        live_with({{}, at, 1, k_results[static_cast<std::size_t>(turn) % 4]}, baseline().reference);
}

} // namespace

TEST_CASE("a Vulkan call that fails once costs neither a crash nor a picture", "[gpu]") {
    run_every(std::max(1L, baseline().calls / 10), 3);
}

TEST_CASE("each Vulkan call of 60 frames fails once with results in turn", "[gpu][slow]") { run_every(1, 1); }

TEST_CASE("each Vulkan call of 60 frames fails once with each result", "[gpu][slow]") {
    std::cerr << "each of " << baseline().calls << " calls fails with " << std::size(k_results) << " results\n";
    for (long at = 1; at <= baseline().calls; ++at)
        for (VkResult result : k_results) live_with({{}, at, 1, result}, baseline().reference);
}

TEST_CASE("a device that fails for good is a sentence, and works again once it can", "[gpu]") {
    long calls = baseline().calls, turn = 0;
    for (long at : {1L, 5L, calls / 8, calls / 3, calls / 2, calls - 3}) live_with({{}, at, -1, k_results[static_cast<std::size_t>(turn++) % 4]}, baseline().reference);
}

TEST_CASE("what the user is told: opened again, coarser, off", "[gpu]") {
    auto renderer = Renderer::create();
    REQUIRE(renderer);
    REQUIRE((*renderer)->set_city(city()));
    REQUIRE((*renderer)->render(camera_of(0), options_of(0)));
    CHECK((*renderer)->take_notices().empty());
    auto keys = [&] {
        std::vector<std::string> out;
        for (const Error& notice : (*renderer)->take_notices()) {
            CHECK(messages().has(notice.key));
            out.push_back(notice.key);
        }
        return out;
    };
    arm({"vkQueueSubmit2", 1, 1, VK_ERROR_DEVICE_LOST});
    CHECK((*renderer)->render(camera_of(0), options_of(0)));
    CHECK(keys() == std::vector<std::string>{"renderer.recovered"});
    FrameOptions fine = options_of(0);
    fine.samples_per_side = 2;
    auto before = (*renderer)->render(camera_of(0), fine);
    REQUIRE(before);
    arm({"vkAllocateMemory", 1, 1, VK_ERROR_OUT_OF_DEVICE_MEMORY});
    auto coarse = (*renderer)->render(camera_of(0), [&] { FrameOptions o = fine; o.width += 2; return o; }());
    CHECK(coarse);
    CHECK(keys() == std::vector<std::string>{"renderer.coarser"});
    coarse = (*renderer)->render(camera_of(0), fine);
    REQUIRE(coarse);
    CHECK(coarse->rgba != before->rgba); // one sample a pixel now
    arm({{}, 1, -1, VK_ERROR_DEVICE_LOST});
    auto off = (*renderer)->render(camera_of(0), fine);
    REQUIRE_FALSE(off);
    CHECK(off.error().key == "renderer.off");
    CHECK((*renderer)->device_name().empty());
    disarm();
    CHECK((*renderer)->render(camera_of(0), fine)); // the city is still there
}
