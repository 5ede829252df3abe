#include "report/words.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace tp {
namespace {

std::string name_in(const Messages& messages, const Names& names) { return messages.language() == Language::ko ? names.ko : names.en; }

// "smart_crosswalk", "smart_crosswalk/led_markers" or a word that is none of the catalogue's.
std::string named(const Messages& messages, const Catalogue& catalogue, const std::string& id) {
    std::size_t slash = id.find('/');
    const Kind* kind = catalogue.kind(id.substr(0, slash));
    if (!kind) return id;
    std::string name = name_in(messages, kind->name);
    if (slash != std::string::npos)
        if (const Component* part = catalogue.component(*kind, id.substr(slash + 1))) name += " / " + name_in(messages, part->name);
    return name;
}

MessageArgs named_args(const Messages& messages, const Catalogue& catalogue, MessageArgs args) {
    for (auto& [name, value] : args) {
        std::string out;
        for (std::size_t at = 0; at <= value.size();) {
            std::size_t end = std::min(value.find(", ", at), value.size());
            out += (at == 0 ? "" : ", ") + named(messages, catalogue, value.substr(at, end - at));
            at = end + 2;
        }
        value = std::move(out);
    }
    return args;
}

// The value that the rule states, from the first kind that has it ("rule.at_stop" -> 15).
MessageArgs rule_args(const Catalogue& catalogue, const std::string& key) {
    for (const Kind& kind : catalogue.kinds)
        for (const PlacementRule& rule : kind.rules)
            if ("rule." + rule.id == key) return {{"value", fmt::format("{:g}", rule.value)}};
    return {};
}

} // namespace

std::string reason_text(const Messages& messages, const Catalogue& catalogue, const Indicator& indicator) {
    if (indicator.reason_key.empty()) return {};
    return messages.text(indicator.reason_key, named_args(messages, catalogue, indicator.reason_args));
}

std::vector<BrokenRule> broken_rules(const Messages& messages, const Catalogue& catalogue, const Evaluation& evaluation) {
    std::map<std::string, BrokenRule> by_key;
    for (const std::string& warning : evaluation.warnings) { // "rule.<id>:solution <n>"
        std::string key = warning.substr(0, warning.find(':'));
        BrokenRule& rule = by_key[key];
        if (rule.text.empty()) rule.text = messages.text(key, rule_args(catalogue, key));
        rule.solutions.push_back(warning.substr(warning.find_last_of(' ') + 1));
    }
    std::vector<BrokenRule> out;
    for (auto& [key, rule] : by_key) out.push_back(std::move(rule));
    return out;
}

} // namespace tp
