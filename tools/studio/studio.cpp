#include "studio/studio.h"

#include "catalogue/catalogue.h"
#include "core/platform/fonts.h"
#include "core/platform/paths.h"
#include "studio/session.h"
#include "view/window.h"

namespace tp {

Result<void> run_studio(const StudioOptions& options, Messages messages) {
    auto catalogue = load_catalogue(options.data, user_data_folder());
    if (!catalogue) return std::unexpected(catalogue.error());
    std::vector<std::string> dropped;
    FontFile font = find_hangul_font();
    auto window = Window::create({.title = "twinplan", .width = 1280, .height = 800, .font = font.path, .font_face = font.face, .sign_font = find_sign_font().path, .font_size = 16.0,
                                  .on_drop = [&dropped](std::vector<std::string> files) { dropped = std::move(files); }, .device = options.device});
    if (!window) return std::unexpected(window.error());
    Session session(**window, std::move(messages), std::make_shared<const Catalogue>(std::move(*catalogue)), options.device);
    if (!options.document.empty()) session.open(options.document);
    for (;;) {
        auto more = session.turn();
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
        if (!dropped.empty()) session.take({dropped.begin(), dropped.end()});
        dropped.clear();
    }
}

} // namespace tp
