// twinplan studio - the window.
#include "studio/studio.h"
#include "twinplan/commands.h"
#include "twinplan/options.h"

namespace tp {

int cmd_studio(Context& context, std::span<const std::string> words) {
    CLI::App app;
    std::string document, device;
    app.add_option("CITY.twin", document);
    app.add_option("--device", device, context.messages.text("render.option.device"));
    if (auto status = parse_words(context, app, words)) return *status;
    auto done = run_studio({document, context.data, device}, context.messages);
    return done ? k_done : context.error(done.error());
}

} // namespace tp
