// The renderer's source: no result of a Vulkan call is dropped, and every call that can fail is one that tests make fail.
#include "shared_data.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

using namespace tp;

namespace {

// Calls that return nothing or a function, and the enumerations whose failure means "none".
bool cannot_fail(const std::string& call) {
    static const std::regex pattern("vk(Cmd|Destroy|Update|FreeMemory|FreeCommandBuffers|UnmapMemory|GetDeviceQueue|Get(Instance|Device)ProcAddr|"
                                    "Get(Buffer|Image)MemoryRequirements|GetBufferDeviceAddress|EnumerateInstanceLayerProperties|"
                                    "EnumerateInstanceExtensionProperties|EnumerateDeviceExtensionProperties|"
                                    "GetPhysicalDevice(Properties|Features|MemoryProperties|QueueFamilyProperties|FormatProperties)).*");
    return std::regex_match(call, pattern);
}

std::set<std::string> calls_made_to_fail() {
    std::set<std::string> names;
    std::ifstream list(test::source_folder() / "tests/robust/gpu/vulkan_calls.inc");
    static const std::regex entry("^[XW]\\((vk[A-Za-z0-9]+),.*");
    std::smatch match;
    for (std::string line; std::getline(list, line);)
        if (std::regex_match(line, match, entry)) names.insert(match[1]);
    return names;
}

} // namespace

TEST_CASE("no result of a Vulkan call is dropped, and each call that can fail is made to") {
    auto listed = calls_made_to_fail();
    REQUIRE(listed.size() > 30);
    static const std::regex call("(^\\s*|\\) |else |[^A-Za-z_\"])(vk[A-Z][A-Za-z0-9]*)\\(");
    int seen = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_folder() / "renderer")) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
        std::ifstream in(entry.path());
        int number = 0;
        for (std::string line; std::getline(in, line);) {
            ++number;
            std::string code = line.substr(0, line.find("//"));
            for (std::sregex_iterator it(code.begin(), code.end(), call), end; it != end; ++it) {
                std::string name = (*it)[2], before = (*it)[1];
                if (cannot_fail(name)) continue;
                ++seen;
                CAPTURE(entry.path().string(), number, name);
                CHECK(listed.contains(name));
                bool statement = it->position(0) == 0 && before.find_first_not_of(" \t") == std::string::npos; // nobody takes what it returns
                CHECK_FALSE(statement);
            }
        }
    }
    CHECK(seen > 40);
}
