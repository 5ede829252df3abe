// A large file read piece by piece gives what the reader of whole texts gives, or leaves the file to it.
#include "import/geojson_stream.h"
#include "import/readers.h"
#include "wire/layers.h"

#include <catch2/catch.hpp>

#include <cstring>

using namespace tp;

namespace {

// Hands the text over in pieces of `piece` bytes.
std::optional<std::vector<FeatureLayer>> streamed(const std::string& text, std::size_t piece) {
    std::size_t at = 0;
    return read_geojson_stream(
        [&](char* to, std::size_t room) {
            std::size_t count = std::min({piece, room, text.size() - at});
            std::memcpy(to, text.data() + at, count);
            at += count;
            return count;
        },
        "stem");
}

std::vector<FeatureLayer> whole(const std::string& text) {
    SourceFile source{"stem.geojson", "stem.geojson", text, {}, {}};
    Session session;
    auto layers = read_geojson(source, {"", &session});
    REQUIRE(layers);
    return *layers;
}

const char* const k_features = R"( [
 {"type":"Feature","id":7,"properties":{"name":"a \"b\" \\ { [","n":1.5e3,"flag":true,"none":null,"list":[1,{"x":"]"}]},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37.1],[127,37]]]}} ,
 {"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[127,37,5]}},
 {"type":"Feature","properties":{"한글":"건물"},"geometry":null},
 {"type":"Feature","properties":{"n":"text"},"geometry":{"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127.1,37.1],[127,37.2]]]}}
] )";

} // namespace

TEST_CASE("pieces of any size give the layers of the whole text") {
    std::string f = k_features;
    const std::string texts[] = {
        R"({"type":"FeatureCollection","features":)" + f + "}",
        "\n{ \"name\" : \"이름\" , \"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::5186\"}},\"features\":" + f +
            ",\"bbox\":[1,2,3,4], \"type\":\"FeatureCollection\"}\n\n",
        R"({"type":"FeatureCollection","features":[]})"};
    for (const auto& text : texts)
        for (std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}, text.size()}) {
            CAPTURE(text, piece);
            auto layers = streamed(text, piece);
            REQUIRE(layers);
            CHECK(write_layers(*layers) == write_layers(whole(text)));
        }
}

TEST_CASE("what is damaged or of another form is left to the reader of whole texts") {
    std::string f = k_features;
    for (const std::string& text :
         {std::string(), std::string("{}"), R"({"type":"FeatureCollection"})" + std::string(), R"({"type":"Feature","features":)" + f + "}",
          R"({"type":"FeatureCollection","features":)" + f, R"({"type":"FeatureCollection","features":)" + f + "} x",
          R"({"type":"FeatureCollection","features":)" + f + ",\"features\":" + f + "}",
          std::string(R"({"type":"FeatureCollection","features":[{"type":"Feature"},]})"),
          std::string(R"({"type":"FeatureCollection","features":[{"type":"Feature" "a"}]})"),
          std::string(R"({"type":"FeatureCollection","features":[1]})"),
          std::string("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"a\":\"\xB0\xC7\"},\"geometry\":null}]}"),
          std::string("\xEF\xBB\xBF{\"type\":\"FeatureCollection\",\"features\":[]}")}) {
        CAPTURE(text);
        CHECK_FALSE(streamed(text, 16));
    }
    std::string deep = R"({"type":"FeatureCollection","features":[{"a":)" + std::string(200, '[') + std::string(200, ']') + "}]}";
    CHECK_FALSE(streamed(deep, 64));
}
