#include "vk/device_choice.h"

#include <catch2/catch.hpp>

using namespace tp;

namespace {

DeviceFacts device(const char* name, GpuKind kind, std::uint64_t megabytes, const char* lacks = "") {
    DeviceFacts facts;
    facts.name = name;
    facts.kind = kind;
    facts.memory_bytes = megabytes << 20;
    facts.lacks = lacks;
    return facts;
}

} // namespace

TEST_CASE("the fastest kind is taken, then the largest memory, then the first") {
    const std::vector<DeviceFacts> all{device("llvmpipe", GpuKind::software, 64000), device("Intel UHD", GpuKind::integrated, 32000),
                                       device("Radeon 6 GB", GpuKind::discrete, 6000), device("GeForce 8 GB", GpuKind::discrete, 8000),
                                       device("GeForce twin", GpuKind::discrete, 8000), device("Virtio", GpuKind::virtual_gpu, 90000)};
    CHECK(choose_device(all, "").value() == 3);
    CHECK(choose_device(std::span(all).first(3), "").value() == 2);
    CHECK(choose_device(std::vector{all[0], all[5], all[1]}, "").value() == 2);
    CHECK(choose_device(std::vector{all[0], all[5]}, "").value() == 1);
    CHECK(choose_device(all, "", true).value() == 0); // the processor alone
}

TEST_CASE("a device that is named is the one that is used, or the reason why not") {
    const std::vector<DeviceFacts> all{device("GeForce 8 GB", GpuKind::discrete, 8000), device("Intel UHD", GpuKind::integrated, 100),
                                       device("Old Radeon", GpuKind::discrete, 9000, "dynamicRendering")};
    CHECK(choose_device(all, "").value() == 0); // more memory does not help a device that cannot be used
    CHECK(choose_device(all, "Intel").value() == 1);
    auto none = choose_device(all, "Matrox");
    REQUIRE_FALSE(none);
    CHECK(none.error().key == "renderer.no_such_device");
    CHECK(none.error().args.back().second == "GeForce 8 GB, Intel UHD");
    auto old = choose_device(all, "Old");
    REQUIRE_FALSE(old);
    CHECK(old.error().key == "renderer.device_lacks");
    CHECK(old.error().args.back().second == "dynamicRendering");
    CHECK(choose_device({}, "Intel").error().key == "renderer.no_device");
    CHECK(choose_device(std::span(all).last(1), "").error().key == "renderer.no_device");
    CHECK(choose_device(all, "", true).error().key == "renderer.no_device"); // no software device here
}
