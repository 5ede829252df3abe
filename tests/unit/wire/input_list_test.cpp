#include "core/platform/process.h"
#include "wire/input_list.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/mman.h>
#include <unistd.h>

using namespace tp;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twinplan-list-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path / "sub"); }
    ~Folder() { fs::remove_all(path); }
    void add(const std::string& name) const { std::ofstream(path / name) << "x"; }
};

std::vector<std::string> names(const std::vector<InputFile>& files) {
    std::vector<std::string> out;
    for (const auto& file : files) out.push_back(file.file);
    return out;
}

} // namespace

TEST_CASE("a folder gives its files in order, without side files") {
    Folder folder;
    for (const char* name : {"b.shp", "b.dbf", "b.shx", "b.prj", "b.cpg", "alone.dbf", "README.txt", ".hidden.csv",
                             "a.geojson", "sub/c.csv", "sub/d.xlsx", "b.shp.xml"})
        folder.add(name);
    std::vector<fs::path> inputs{folder.path};
    auto files = list_inputs(inputs);
    REQUIRE(files);
    CHECK(names(*files) == std::vector<std::string>{"a.geojson", "alone.dbf", "b.shp", "sub/c.csv", "sub/d.xlsx"});
    CHECK(files->at(0).size_bytes == 1);
}

TEST_CASE("a file named twice counts once, and a named side file is taken") {
    Folder folder;
    folder.add("a.csv");
    folder.add("b.dbf");
    std::vector<fs::path> inputs{folder.path / "a.csv", folder.path / "sub" / ".." / "a.csv", folder.path / "b.dbf"};
    auto files = list_inputs(inputs);
    REQUIRE(files);
    CHECK(names(*files) == std::vector<std::string>{"a.csv", "b.dbf"});
}

TEST_CASE("what is not there is named") {
    std::vector<fs::path> inputs{"/no/such/place"};
    auto files = list_inputs(inputs);
    REQUIRE_FALSE(files);
    CHECK(files.error().key == "wire.no_input");
    Folder folder;
    std::vector<fs::path> empty{folder.path};
    CHECK(list_inputs(empty).error().key == "wire.empty_input");
}

TEST_CASE("memory that could still change is not taken") {
    const std::vector<std::byte> bytes(100, std::byte{7});
    auto memory = shared_memory_of(bytes);
    REQUIRE(memory);
    {
        auto mapped = SharedMemory::map(*memory, 1000);
        REQUIRE(mapped);
        CHECK(mapped->bytes().size() == 100);
        CHECK(mapped->bytes()[99] == std::byte{7});
    }
    CHECK(::write(memory->number(), "x", 1) < 0); // sealed

    auto open = shared_memory_of(bytes);
    REQUIRE(open);
    void* writable = ::mmap(nullptr, 100, PROT_READ | PROT_WRITE, MAP_SHARED, open->number(), 0);
    REQUIRE(writable != MAP_FAILED);
    CHECK_FALSE(SharedMemory::map(*open, 1000));
    ::munmap(writable, 100);
    CHECK_FALSE(SharedMemory::map(*shared_memory_of(bytes), 99)); // larger than allowed
}
