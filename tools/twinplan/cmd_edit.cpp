// twinplan edit CITY.twin --proposal NAME place|move|remove|set|undo|redo ... | --script FILE
//
// Open, apply as one transaction, save once. An unknown kind of a script is named and left out, the rest is saved (exit
// 1); any other error means that nothing is saved.
#include "core/platform/paths.h"
#include "twinplan/options.h"
#include "twinplan/project_tools.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file, proposal, script, kind, at, to, set, id;
    std::vector<std::string> words; // verb and what follows
    bool json = false;
};

struct Outcome {
    std::vector<std::uint32_t> placed;
    std::vector<std::pair<int, std::string>> unknown;   // line, kind
    std::vector<std::pair<int, std::string>> placeless; // line, kind: a service came with a place
    std::size_t edits = 0;
};

std::unexpected<Error> usage(const std::string& key, MessageArgs args = {}) {
    return fail(ErrorCode::usage, key, std::move(args));
}

// What an option gives, else the next word after the verb.
std::string taken(const std::string& option, std::vector<std::string>& words) {
    if (!option.empty() || words.empty()) return option;
    std::string word = words.front();
    words.erase(words.begin());
    return word;
}

Result<std::optional<GeoPoint>> place_of(const std::string& text) {
    if (text.empty()) return std::optional<GeoPoint>{};
    auto at = parse_position(text);
    if (!at) return usage("edit.bad_position", {{"text", text}});
    return std::optional(*at);
}

Result<void> take_id(const Options& options, std::vector<std::string>& words, EditCommand& command) {
    std::string text = taken(options.id, words);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), command.id);
    if (error != std::errc{} || end != text.data() + text.size() || command.id == 0)
        return usage("edit.bad_id", {{"text", text}});
    return {};
}

Result<void> take_set(const std::string& json, EditCommand& command) {
    auto set = parse_settings(json);
    if (!set) return std::unexpected(set.error());
    command.set = std::move(*set);
    return {};
}

// The one edit of the command line.
Result<EditCommand> single_command(const Options& options) {
    constexpr std::array verbs{"place", "move", "remove", "set", "undo", "redo"}; // in the order of EditVerb
    auto verb = options.words.empty() ? verbs.end() : std::ranges::find(verbs, options.words[0]);
    if (verb == verbs.end()) return usage("edit.no_verb", {{"text", options.words.empty() ? "" : options.words[0]}});
    EditCommand command;
    command.verb = static_cast<EditVerb>(verb - verbs.begin());
    std::vector<std::string> words(options.words.begin() + 1, options.words.end());
    bool placing = command.verb == EditVerb::place, moving = command.verb == EditVerb::move;
    bool setting = command.verb == EditVerb::set,
         plain = command.verb == EditVerb::undo || command.verb == EditVerb::redo;
    auto foreign = [&](const std::string& option, bool allowed, const char* name) -> Result<void> {
        return option.empty() || allowed ? Result<void>{}
                                         : usage("edit.foreign_option", {{"option", name}, {"verb", *verb}});
    };
    for (const auto& checked : {foreign(options.kind, placing, "--kind"), foreign(options.at, placing, "--at"),
                                foreign(options.to, moving, "--to"), foreign(options.set, placing || setting, "--set"),
                                foreign(options.id, !placing && !plain, "--id")})
        if (!checked) return std::unexpected(checked.error());

    if (placing) {
        command.kind = taken(options.kind, words);
        if (command.kind.empty()) return usage("edit.no_kind");
    } else if (!plain) {
        if (auto id = take_id(options, words, command); !id) return std::unexpected(id.error());
    }
    if (placing || moving) {
        auto at = place_of(taken(placing ? options.at : options.to, words));
        if (!at) return std::unexpected(at.error());
        if (moving && !*at) return usage("edit.bad_position", {{"text", ""}});
        command.at = *at;
    }
    if (setting || !options.set.empty())
        if (auto set = take_set(setting ? taken(options.set, words) : options.set, command); !set)
            return std::unexpected(set.error());
    if (!words.empty()) return usage("edit.too_many_words", {{"text", words[0]}});
    return command;
}

Result<std::vector<EditCommand>> script_commands(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(ErrorCode::not_found, "project.not_found", {{"file", file}});
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (in.bad()) return fail(ErrorCode::io, "project.cannot_access", {{"file", file}, {"reason", "read"}});
    return parse_edit_script(text, file);
}

Result<void> undo_or_redo(Project& project, const std::string& name, EditVerb verb) {
    auto change = verb == EditVerb::undo ? project.undo(name) : project.redo(name);
    if (!change) return std::unexpected(change.error());
    if (*change) return {};
    return fail(ErrorCode::out_of_range, verb == EditVerb::undo ? "edit.nothing_to_undo" : "edit.nothing_to_redo",
                {{"name", name}});
}

Result<void> apply_one(Project& project, const std::string& name, EditMaker& maker, const EditCommand& command,
                       Outcome& outcome) {
    if (command.verb == EditVerb::undo || command.verb == EditVerb::redo)
        return undo_or_redo(project, name, command.verb);
    const Proposal& proposal = project.proposal(name)->proposal;
    auto edit = maker.make(command, proposal);
    if (!edit) return std::unexpected(edit.error());
    auto id = static_cast<std::uint32_t>(proposal.next_id());
    auto change = project.perform(name, *edit);
    if (!change) return std::unexpected(change.error());
    if (command.verb != EditVerb::place) return {};
    outcome.placed.push_back(id);
    if (command.at && !change->added[0].at) outcome.placeless.emplace_back(command.line, command.kind);
    return {};
}

// All commands as one transaction; what is wrong with one of them names its line.
Result<Outcome> apply_all(Project& project, const Options& options, EditMaker& maker,
                          const std::vector<EditCommand>& commands) {
    Outcome outcome;
    bool script = !options.script.empty();
    for (const EditCommand& command : commands) {
        auto done = apply_one(project, options.proposal, maker, command, outcome);
        if (!done && script && done.error().key == "edit.unknown_kind") {
            outcome.unknown.emplace_back(command.line, command.kind);
            done = project.skip_id(options.proposal);
        } else if (done) {
            ++outcome.edits;
        }
        if (done) continue;
        Error error = done.error();
        if (script && error.where.empty()) error.where = fmt::format("{}:{}", options.script, command.line);
        return std::unexpected(std::move(error));
    }
    return outcome;
}

Result<Outcome> edit(Context& context, const Options& options, const std::vector<EditCommand>& commands) {
    auto catalogue = load_catalogue(context.data, user_data_folder());
    if (!catalogue) return std::unexpected(catalogue.error());
    auto project = open_project(context, options.file, OpenMode::edit);
    if (!project) return std::unexpected(project.error());
    auto header = project->header();
    if (!header) return std::unexpected(header.error());
    EditMaker maker(*catalogue, std::move(*header), options.file);

    auto done = project->begin();
    if (done && !project->proposal(options.proposal)) done = project->add_proposal(options.proposal);
    if (!done) return std::unexpected(done.error());
    auto outcome = apply_all(*project, options, maker, commands);
    if (!outcome) {
        project->rollback();
        return outcome;
    }
    done = project->commit();
    if (done) done = project->save();
    if (!done) return std::unexpected(done.error());
    return outcome;
}

void print(const Context& context, const Options& options, const Outcome& outcome) {
    for (const auto& [line, kind] : outcome.unknown)
        context.note("edit.line_unknown_kind", {{"line", std::to_string(line)}, {"kind", kind}});
    for (const auto& [line, kind] : outcome.placeless)
        context.note(line > 0 ? "edit.line_place_left_out" : "edit.place_left_out",
                     {{"line", std::to_string(line)}, {"kind", kind}});
    if (options.json) {
        Json unknown = Json::array();
        for (const auto& [line, kind] : outcome.unknown) unknown.push_back({{"line", line}, {"kind", kind}});
        Json out{
            {"proposal", options.proposal}, {"edits", outcome.edits}, {"placed", outcome.placed}, {"unknown", unknown}};
        std::printf("%s\n", out.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
        return;
    }
    for (std::uint32_t id : outcome.placed) std::printf("%u\n", id);
    if (!options.script.empty())
        context.note("edit.script_done", {{"edits", std::to_string(outcome.edits)},
                                          {"name", options.proposal},
                                          {"placed", std::to_string(outcome.placed.size())}});
}

} // namespace

int cmd_edit(Context& context, std::span<const std::string> argv) {
    CLI::App app;
    Options options;
    app.add_option("CITY.twin", options.file)->required();
    app.add_option("EDIT", options.words,
                   "place KIND LON,LAT | move ID LON,LAT | remove ID | set ID JSON | undo | redo");
    app.add_option("--proposal", options.proposal)->required();
    auto* script = app.add_option("--script", options.script, "FILE.jsonl");
    app.add_option("--kind", options.kind);
    app.add_option("--at", options.at, "LON,LAT");
    app.add_option("--to", options.to, "LON,LAT");
    app.add_option("--id", options.id);
    app.add_option("--set", options.set,
                   "{\"count\": 2, \"components\": [...], \"heading_deg\": 90, \"note\": \"...\"}");
    app.add_flag("--json", options.json);
    if (auto status = parse_words(context, app, argv)) return *status;
    if (script->count() > 0) {
        std::string other = options.words.empty() ? options.kind + options.at + options.to + options.id + options.set
                                                  : options.words[0];
        if (!other.empty()) return context.error(usage("edit.script_and_verb", {{"text", other}}).error());
    }

    Result<std::vector<EditCommand>> commands = std::vector<EditCommand>{};
    if (script->count() > 0) {
        commands = script_commands(options.script);
    } else {
        auto single = single_command(options);
        if (single)
            commands->push_back(std::move(*single));
        else
            commands = std::unexpected(single.error());
    }
    if (!commands) return context.error(commands.error());
    auto outcome = edit(context, options, *commands);
    if (!outcome) return context.error(outcome.error());
    print(context, options, *outcome);
    return outcome->unknown.empty() ? k_done : k_input_wrong;
}

} // namespace tp
