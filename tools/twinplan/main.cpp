// twinplan - one program, one file per command. Exit status: 0 done, 1 the input is wrong, 2 the usage is wrong.
#include "core/platform/paths.h"
#include "core/version.h"
#include "twinplan/commands.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <unistd.h>

namespace tp {
namespace {

volatile std::sig_atomic_t g_interrupted = 0; // set by the signal handler only

void on_interrupt(int) {
    g_interrupted = 1;
    std::signal(SIGINT, SIG_DFL); // a second Ctrl-C ends the program at once
}

constexpr std::array k_commands{
#define TP_COMMAND(name) CommandEntry{#name, cmd_##name},
#include "twinplan/command_list.inc"
#undef TP_COMMAND
};

constexpr std::array k_reserved{"book",   "claims",     "review", "place-best", "story", "bundle",
                                "population", "flood",  "heat",       "batch", "serve", "raster"};

int usage(const Context& context, const char* key, const MessageArgs& args = {}) {
    context.note(key, args);
    return k_usage_wrong;
}

void print_help(const Context& context) {
    std::printf("%s\n\n", context.messages.text("twinplan.help").c_str());
    for (const CommandEntry& command : k_commands) {
        std::string text = context.messages.text(std::string("help.") + command.name);
        std::printf("  %-12s %s\n", command.name, text.substr(0, text.find('\n')).c_str());
    }
}

} // namespace

int Context::error(const Error& error) const {
    std::fprintf(stderr, "%stwinplan: %s\n", isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "", messages.sentence(error).c_str());
    return error.code == ErrorCode::cancelled ? k_cancelled : error.code == ErrorCode::usage ? k_usage_wrong : k_input_wrong;
}

void Context::note(std::string_view key, const MessageArgs& args) const {
    std::string hint = messages.hint(key, args);
    std::fprintf(stderr, "twinplan: %s%s%s\n", messages.text(key, args).c_str(), hint.empty() ? "" : " ", hint.c_str());
}

Progress Context::progress() const {
    using Clock = std::chrono::steady_clock;
    struct Last {
        std::mutex mutex;
        std::string step;
        Clock::time_point began = Clock::now(), shown{};
    };
    auto last = std::make_shared<Last>();
    return [this, last](std::string_view step, double share) {
        std::scoped_lock lock(last->mutex);
        auto now = Clock::now();
        bool terminal = isatty(STDERR_FILENO) != 0;
        if (step != last->step) {
            last->step = step;
            last->began = now;
            if (!terminal && now - last->shown > std::chrono::seconds(1)) {
                std::fprintf(stderr, "%s\n", messages.text(step).c_str());
                last->shown = now;
            }
        }
        if (terminal && (now - last->shown > std::chrono::milliseconds(100))) {
            last->shown = now;
            double spent = std::chrono::duration<double>(now - last->began).count();
            double left = share > 0.02 ? spent * (1.0 - share) / share : 0.0;
            std::fprintf(stderr, "\r\033[K%s %3.0f %%  %s", messages.text(step).c_str(), 100.0 * share,
                         left >= 1.0 ? messages.text("twinplan.time_left", {{"seconds", std::to_string(static_cast<int>(left + 0.5))}}).c_str() : "");
            if (share >= 1.0) std::fputs("\r\033[K", stderr);
        }
        return g_interrupted == 0;
    };
}

static int run(std::vector<std::string> words) {
    Language language = language_of_environment();
    for (std::size_t i = 0; i + 1 < words.size(); ++i) // --lang is the one option that every command takes
        if (words[i] == "--lang") {
            if (words[i + 1] != "ko" && words[i + 1] != "en") {
                std::fprintf(stderr, "twinplan: --lang ko|en\n");
                return k_usage_wrong;
            }
            language = words[i + 1] == "ko" ? Language::ko : Language::en;
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
            break;
        }
    auto messages = Messages::load(data_folder() / "messages", language);
    if (!messages) {
        std::fprintf(stderr, "twinplan: %s (%s): message files are missing or broken / 메시지 파일이 없거나 깨졌습니다\n",
                     messages.error().where.c_str(), messages.error().key.c_str());
        return k_input_wrong;
    }
    Context context{std::move(*messages), data_folder()};
    std::signal(SIGINT, on_interrupt);
    if (words.empty()) return usage(context, "twinplan.no_command");
    if (words[0] == "--help" || words[0] == "help") return print_help(context), k_done;
    if (words[0] == "--version") words[0] = "version";
    for (const CommandEntry& command : k_commands)
        if (words[0] == command.name) return command.run(context, words);
    for (const char* name : k_reserved)
        if (words[0] == name) return usage(context, "twinplan.reserved", {{"command", words[0]}});
    return usage(context, "twinplan.unknown_command", {{"command", words[0]}});
}

} // namespace tp

int main(int argc, char** argv) { return tp::run(std::vector<std::string>(argv + 1, argv + argc)); }
