// twinplan/options.h - one command's words, parsed by CLI11 in one place so that every command says the same.
#pragma once

#include "twinplan/commands.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <span>
#include <string>

namespace tp {

// Parses `words` (words[0] is the command). Nothing: go on. A number: return it (0 after --help, 2 wrong usage).
// --help prints the message "help.<command>" (what it does, one example), then CLI11's list of options.
std::optional<int> parse_words(Context& context, CLI::App& app, std::span<const std::string> words);

} // namespace tp
