#include "proposal/edit_script.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array k_verbs{"place", "move", "remove", "set", "undo", "redo"}; // in the order of EditVerb
constexpr std::size_t k_max_line = 1U << 20U;                                   // bytes; an edit is far shorter
constexpr int k_max_count = 1'000'000;
constexpr std::size_t k_max_components = 100;

using Failure = std::unexpected<Error>;

Failure wrong(const char* key, MessageArgs args = {}) { return fail(ErrorCode::bad_format, key, std::move(args)); }

Failure bad_value(const std::string& key, const Json& value) {
    std::string shown = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (shown.size() > 60) shown = shown.substr(0, 57) + "...";
    return wrong("proposal.bad_value", {{"key", key}, {"value", shown}});
}

// One JSON object; a key that comes twice is an error, because one of the two would be lost in silence.
Result<Json> parse_object(std::string_view line) {
    std::vector<std::set<std::string>> open;
    std::string twice;
    auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
            twice = parsed.get<std::string>();
        return true;
    };
    Json object = Json::parse(line, watch, false);
    if (object.is_discarded() || !object.is_object()) return wrong("proposal.not_json");
    if (!twice.empty()) return wrong("proposal.key_twice", {{"key", twice}});
    return object;
}

Result<GeoPoint> position(const std::string& key, const Json& value) {
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number())
        return bad_value(key, value);
    GeoPoint p{value[0].get<double>(), value[1].get<double>()};
    if (!(std::abs(p.longitude_deg) <= 180.0 && std::abs(p.latitude_deg) <= 90.0)) return bad_value(key, value);
    return p;
}

Result<std::vector<std::string>> component_list(const Json& value) {
    if (!value.is_array() || value.size() > k_max_components) return bad_value("components", value);
    std::vector<std::string> out;
    for (const Json& item : value) {
        if (!item.is_string() || item.get_ref<const std::string&>().empty()) return bad_value("components", value);
        out.push_back(item.get<std::string>());
    }
    std::ranges::sort(out);
    if (std::ranges::adjacent_find(out) != out.end()) return bad_value("components", value);
    return out;
}

Result<SolutionSettings> settings_of(const Json& object) {
    if (!object.is_object()) return bad_value("set", object);
    SolutionSettings out;
    for (const auto& [key, value] : object.items()) {
        if (key == "count") {
            if (!value.is_number_integer() || value < 1 || value > k_max_count) return bad_value(key, value);
            out.count = value.get<int>();
        } else if (key == "components") {
            auto list = component_list(value);
            if (!list) return Failure(list.error());
            out.components = std::move(*list);
        } else if (key == "heading_deg") {
            if (!value.is_number() || !std::isfinite(value.get<double>())) return bad_value(key, value);
            double turned = std::fmod(value.get<double>(), 360.0);
            out.heading_deg = turned < 0.0 ? turned + 360.0 : turned;
        } else if (key == "note") {
            if (!value.is_string()) return bad_value(key, value);
            out.note = value.get<std::string>();
        } else {
            return wrong("proposal.unknown_setting", {{"key", key}});
        }
    }
    return out;
}

Result<void> take_key(const std::string& key, const Json& value, EditCommand& command) {
    EditVerb verb = command.verb;
    bool placing = verb == EditVerb::place, moving = verb == EditVerb::move, setting = verb == EditVerb::set;
    if (key == "do") return {};
    if (key == "kind" && placing) {
        if (!value.is_string() || value.get_ref<const std::string&>().empty()) return bad_value(key, value);
        command.kind = value.get<std::string>();
        return {};
    }
    if ((key == "at" && placing) || (key == "to" && moving)) {
        auto at = position(key, value);
        if (!at) return Failure(at.error());
        command.at = *at;
        return {};
    }
    if (key == "id" && (moving || setting || verb == EditVerb::remove)) {
        if (!value.is_number_integer() || value < 1 || value > UINT32_MAX) return bad_value(key, value);
        command.id = value.get<std::uint32_t>();
        return {};
    }
    if (key == "set" && (placing || setting)) {
        auto set = settings_of(value);
        if (!set) return Failure(set.error());
        command.set = std::move(*set);
        return {};
    }
    return wrong("proposal.unknown_key", {{"key", key}, {"verb", k_verbs[static_cast<std::size_t>(verb)]}});
}

Result<EditCommand> parse_line(std::string_view line) {
    if (line.size() > k_max_line) return wrong("proposal.line_too_long");
    auto object = parse_object(line);
    if (!object) return Failure(object.error());
    auto verb_key = object->find("do");
    if (verb_key == object->end()) return wrong("proposal.missing_key", {{"key", "do"}});
    auto verb = verb_key->is_string() ? std::ranges::find(k_verbs, verb_key->get<std::string>()) : k_verbs.end();
    if (verb == k_verbs.end()) return bad_value("do", *verb_key);

    EditCommand command;
    command.verb = static_cast<EditVerb>(verb - k_verbs.begin());
    for (const auto& [key, value] : object->items())
        if (auto taken = take_key(key, value, command); !taken) return Failure(taken.error());
    auto needs = [&](const char* key) { return !object->contains(key); };
    const char* missing = nullptr;
    switch (command.verb) {
    case EditVerb::place:
        missing = needs("kind") ? "kind" : nullptr;
        break;
    case EditVerb::move:
        missing = needs("id") ? "id" : needs("to") ? "to" : nullptr;
        break;
    case EditVerb::remove:
        missing = needs("id") ? "id" : nullptr;
        break;
    case EditVerb::set:
        missing = needs("id") ? "id" : needs("set") ? "set" : nullptr;
        break;
    case EditVerb::undo:
    case EditVerb::redo:
        break;
    }
    if (missing) return wrong("proposal.missing_key", {{"key", missing}});
    return command;
}

Json to_json(const SolutionSettings& set) {
    Json out = Json::object();
    if (set.count) out["count"] = *set.count;
    if (set.components) out["components"] = *set.components;
    if (set.heading_deg) out["heading_deg"] = *set.heading_deg;
    if (set.note) out["note"] = *set.note;
    return out;
}

} // namespace

Result<SolutionSettings> parse_settings(std::string_view json) {
    auto object = parse_object(json);
    if (!object) return Failure(object.error());
    return settings_of(*object);
}

Result<std::vector<EditCommand>> parse_edit_script(std::string_view text, std::string_view name) {
    std::vector<EditCommand> out;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3); // editors on Windows begin a file with it
    for (int number = 1; !text.empty(); ++number) {
        std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto command = parse_line(line);
        if (!command) {
            Error error = command.error();
            error.where = std::string(name) + ':' + std::to_string(number);
            return Failure(std::move(error));
        }
        command->line = number;
        out.push_back(std::move(*command));
    }
    return out;
}

std::string edit_to_json(const EditCommand& command) {
    Json out;
    out["do"] = k_verbs[static_cast<std::size_t>(command.verb)];
    bool placing = command.verb == EditVerb::place;
    if (placing)
        out["kind"] = command.kind;
    else if (command.verb != EditVerb::undo && command.verb != EditVerb::redo)
        out["id"] = command.id;
    if (command.at) out[placing ? "at" : "to"] = {command.at->longitude_deg, command.at->latitude_deg};
    Json set = to_json(command.set);
    if (command.verb == EditVerb::set || (placing && !set.empty())) out["set"] = std::move(set);
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace tp
