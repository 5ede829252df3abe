#include "twinplan/options.h"

#include <algorithm>
#include <cstdio>

namespace tp {

std::optional<int> parse_words(Context& context, CLI::App& app, std::span<const std::string> words) {
    app.name("twinplan " + words[0]);
    app.description(context.messages.text("help." + words[0]));
    std::vector<std::string> reversed(words.begin() + 1, words.end());
    std::ranges::reverse(reversed); // CLI11 takes the last word first
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        std::fputs(app.help().c_str(), stdout);
        return k_done;
    } catch (const CLI::ParseError& e) {
        context.note("twinplan.usage", {{"command", words[0]}, {"reason", e.what()}});
        return k_usage_wrong;
    }
    return std::nullopt;
}

} // namespace tp
