// twinplan/commands.h - the commands of the one program; one file per command.
#pragma once

#include "core/messages.h"
#include "core/progress.h"
#include "core/result.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tp {

constexpr int k_done = 0, k_input_wrong = 1, k_usage_wrong = 2, k_cancelled = 130;

// What every command is given. Results go to standard output, progress and messages to standard error.
struct Context {
    Messages messages;
    std::filesystem::path data; // data_folder()

    int error(const Error& error) const; // prints "twinplan: sentence hint"; returns the exit status (1, 130 cancelled)
    void note(std::string_view key, const MessageArgs& args = {}) const; // a message on standard error
    // Progress on standard error with share and time left (a line that is rewritten on a terminal, one line a step
    // otherwise); false once the user pressed Ctrl-C.
    Progress progress() const;
};

// A command: its name, and what runs it with the words after the name. argv[0] is the command's name.
// Parsing is CLI11's (tools/twinplan/options.h): wrong usage prints one sentence and returns 2; --help prints text from
// messages "help.<command>" with one example.
using Command = int (*)(Context& context, std::span<const std::string> words);
struct CommandEntry {
    const char* name;
    Command run;
};

int cmd_import(Context&, std::span<const std::string>);
int cmd_export(Context&, std::span<const std::string>);
int cmd_project(Context&, std::span<const std::string>);
int cmd_info(Context&, std::span<const std::string>);
int cmd_edit(Context&, std::span<const std::string>);
int cmd_catalogue(Context&, std::span<const std::string>);
int cmd_programmes(Context&, std::span<const std::string>);
int cmd_evaluate(Context&, std::span<const std::string>);
int cmd_compare(Context&, std::span<const std::string>);
int cmd_explain(Context&, std::span<const std::string>);
int cmd_check(Context&, std::span<const std::string>);
int cmd_render(Context&, std::span<const std::string>);
int cmd_formula(Context&, std::span<const std::string>);
int cmd_makecity(Context&, std::span<const std::string>);
int cmd_bench(Context&, std::span<const std::string>);
int cmd_studio(Context&, std::span<const std::string>);
int cmd_version(Context&, std::span<const std::string>);

} // namespace tp
