#include "import/source_file.h"

#include <catch2/catch.hpp>

#include <zlib.h>

using namespace tp;

namespace {

std::string little(std::size_t value, int size) {
    std::string out;
    for (int i = 0; i < size; ++i, value >>= 8U) out += static_cast<char>(value & 0xFFU);
    return out;
}

std::string deflated(const std::string& bytes, int window_bits) {
    z_stream stream{};
    REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(::deflateBound(&stream, bytes.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

// One member, as APPNOTE.TXT 4.3 lays it out.
std::string zip_of(const std::string& name, const std::string& content, unsigned flags = 0, unsigned mode = 0,
                   bool deflate = false) {
    std::string packed = deflate ? deflated(content, -15) : content;
    std::string common = little(flags, 2) + little(deflate ? 8 : 0, 2) + little(0, 4) + little(0, 4) +
                         little(packed.size(), 4) + little(content.size(), 4) + little(name.size(), 2) + little(0, 2);
    std::string local = std::string("PK\3\4", 4) + little(20, 2) + common + name + packed;
    std::string entry = std::string("PK\1\2", 4) + little(20, 2) + little(20, 2) + common + little(0, 2) +
                        little(0, 2) + little(0, 2) + little(std::size_t{mode} << 16U, 4) + little(0, 4) + name;
    return local + entry + std::string("PK\5\6", 4) + little(0, 4) + little(1, 2) + little(1, 2) +
           little(entry.size(), 4) + little(local.size(), 4) + little(0, 2);
}

} // namespace

TEST_CASE("gzip: whole, in several streams, cut, and a bomb") {
    std::string packed = deflated("hello ", 31);
    CHECK(unpack_gzip(packed + deflated("world", 31)).value() == "hello world");
    auto cut = unpack_gzip(std::string_view(packed).substr(0, packed.size() / 2));
    REQUIRE_FALSE(cut);
    CHECK(cut.error().key == "cannot_read");
    auto bomb = unpack_gzip(deflated(std::string(std::size_t{8} << 20, '\0'), 31));
    REQUIRE_FALSE(bomb);
    CHECK(bomb.error().key == "unpacks_too_large");
}

TEST_CASE("zip: stored and deflated members, Korean names in CP949") {
    auto files = unpack_zip(zip_of("a/b.csv", "x,y"));
    REQUIRE(files);
    CHECK(files->at(0) == std::pair<std::string, std::string>{"a/b.csv", "x,y"});
    CHECK(unpack_zip(zip_of("b", "some text some text some text", 0, 0, true))->at(0).second ==
          "some text some text some text");
    CHECK(unpack_zip(zip_of("\xBF\xEB\xB5\xB5.csv", "1"))->at(0).first == "용도.csv");
    CHECK(unpack_zip(zip_of("용도.csv", "1", 0x800))->at(0).first == "용도.csv");
}

TEST_CASE("zip: paths that lead out, links, locks and bombs are refused") {
    for (const char* name : {"../x.csv", "a/../../x", "/etc/x", "C:\\x", "a\\..\\x"}) {
        CAPTURE(name);
        auto files = unpack_zip(zip_of(name, "x"));
        REQUIRE_FALSE(files);
        CHECK(files.error().key == "zip_path");
    }
    CHECK(unpack_zip(zip_of("link", "/etc/passwd", 0, 0120777)).error().key == "zip_path");
    CHECK(unpack_zip(zip_of("locked", "x", 1)).error().key == "zip_method");
    CHECK(unpack_zip(zip_of("bomb", std::string(std::size_t{8} << 20, '\0'), 0, 0, true)).error().key ==
          "unpacks_too_large");
    CHECK_FALSE(unpack_zip(std::string_view("PK\5\6", 4)));
    std::string good = zip_of("a", "bcd");
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK_FALSE(unpack_zip(std::string_view(good).substr(0, size)));
}
