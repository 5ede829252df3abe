#include "proposal/edit_script.h"

#include <catch2/catch.hpp>

using namespace tp;

namespace {

void refused(const std::string& line, const std::string& key) {
    INFO(line);
    auto script = parse_edit_script("{\"do\":\"undo\"}\n\n" + line + "\n", "a.jsonl");
    REQUIRE_FALSE(script);
    CHECK(script.error().key == key);
    CHECK(script.error().where == "a.jsonl:3");
    CHECK(script.error().code == ErrorCode::bad_format);
}

} // namespace

TEST_CASE("the edits that the command line's description names are read") {
    auto script = parse_edit_script(
        R"({"do": "place", "kind": "smart_crosswalk", "at": [129.3341, 36.0151], "set": {"components": ["led", "floor_signal"]}}
{"do": "move", "id": 3, "to": [129.3345, 36.0150]}

{"do": "remove", "id": 3}
{"do": "set", "id": 3, "set": {"count": 2, "heading_deg": -90, "note": "시장 앞"}}
{"do": "undo"}
{"do": "redo"})",
        "s");
    REQUIRE(script);
    REQUIRE(script->size() == 6);
    const auto& place = (*script)[0];
    CHECK(place.verb == EditVerb::place);
    CHECK(place.kind == "smart_crosswalk");
    CHECK(place.at == GeoPoint{129.3341, 36.0151});
    CHECK(place.set.components == std::vector<std::string>{"floor_signal", "led"}); // sorted
    CHECK((*script)[1].at == GeoPoint{129.3345, 36.0150});
    CHECK((*script)[2].verb == EditVerb::remove);
    CHECK((*script)[2].line == 4);
    CHECK((*script)[3].set.count == 2);
    CHECK((*script)[3].set.heading_deg == 270.0);
    CHECK((*script)[3].set.note == "시장 앞");
    CHECK((*script)[5].verb == EditVerb::redo);
}

TEST_CASE("what is written is read back") {
    auto script = parse_edit_script(R"({"do":"place","kind":"platform"}
{"do":"place","kind":"pole","at":[0.1,-0.30000000000000004],"set":{"count":3,"components":[],"heading_deg":12.5,"note":"a\"b"}}
{"do":"move","id":4294967295,"to":[129.3345,36.015]}
{"do":"remove","id":1}
{"do":"set","id":1,"set":{}}
{"do":"undo"}
{"do":"redo"})",
                                    "s");
    REQUIRE(script);
    std::string text;
    for (const auto& command : *script) text += edit_to_json(command) + '\n';
    auto again = parse_edit_script(text, "s");
    REQUIRE(again);
    REQUIRE(again->size() == script->size());
    for (std::size_t i = 0; i < again->size(); ++i) {
        CHECK(edit_to_json((*again)[i]) == edit_to_json((*script)[i]));
        CHECK((*again)[i].at == (*script)[i].at);
    }
    CHECK((*again)[0].at == std::nullopt);
    CHECK((*again)[1].set.components == std::vector<std::string>{});
}

TEST_CASE("a line that is wrong is named") {
    refused("{", "proposal.not_json");
    refused("[1]", "proposal.not_json");
    refused("{\"do\":\"undo\"} x", "proposal.not_json");
    refused("{\"do\":\"undo\",\"do\":\"redo\"}", "proposal.key_twice");
    refused("{\"kind\":\"a\"}", "proposal.missing_key");
    refused("{\"do\":\"build\"}", "proposal.bad_value");
    refused("{\"do\":7}", "proposal.bad_value");
    refused("{\"do\":\"place\",\"at\":[1,2]}", "proposal.missing_key");
    refused("{\"do\":\"place\",\"kind\":\"a\",\"to\":[1,2]}", "proposal.unknown_key");
    refused("{\"do\":\"place\",\"kind\":\"a\",\"at\":[1,2,3]}", "proposal.bad_value");
    refused("{\"do\":\"place\",\"kind\":\"a\",\"at\":[1,\"2\"]}", "proposal.bad_value");
    refused("{\"do\":\"place\",\"kind\":\"a\",\"at\":[36.0,129.0]}", "proposal.bad_value"); // latitude first
    refused("{\"do\":\"place\",\"kind\":\"a\",\"at\":[1e999,2]}", "proposal.not_json");
    refused("{\"do\":\"move\",\"id\":1}", "proposal.missing_key");
    refused("{\"do\":\"remove\",\"id\":0}", "proposal.bad_value");
    refused("{\"do\":\"remove\",\"id\":1.5}", "proposal.bad_value");
    refused("{\"do\":\"remove\",\"id\":4294967296}", "proposal.bad_value");
    refused("{\"do\":\"remove\",\"id\":-1}", "proposal.bad_value");
    refused("{\"do\":\"set\",\"id\":1,\"set\":{\"colour\":1}}", "proposal.unknown_setting");
    refused("{\"do\":\"set\",\"id\":1,\"set\":{\"count\":0}}", "proposal.bad_value");
    refused("{\"do\":\"set\",\"id\":1,\"set\":{\"count\":99999999999999999999}}", "proposal.bad_value");
    refused("{\"do\":\"set\",\"id\":1,\"set\":{\"components\":[\"a\",\"a\"]}}", "proposal.bad_value");
    refused("{\"do\":\"set\",\"id\":1,\"set\":[]}", "proposal.bad_value");
    refused("{\"do\":\"place\",\"kind\":\"\xff\"}", "proposal.not_json"); // not UTF-8
}

TEST_CASE("line ends and marks of other systems are read") {
    auto script = parse_edit_script("\xef\xbb\xbf{\"do\":\"undo\"}\r\n\r\n{\"do\":\"redo\"}\r\n", "s");
    REQUIRE(script);
    REQUIRE(script->size() == 2);
    CHECK((*script)[1].line == 3);
    CHECK(parse_edit_script("", "s")->empty());
}
