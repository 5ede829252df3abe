#include "core/platform/fonts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace tp {

FontFile find_hangul_font() {
    struct Known {
        const char* name;
        int face;
    };
    // Order of preference. The Noto collections hold JP, KR, SC, TC, HK in this order.
    constexpr std::array k_known{Known{"NotoSansCJK-Regular.ttc", 1}, Known{"NotoSansCJKkr-Regular.otf", 0}, Known{"NotoSansKR-Regular.otf", 0},
                                 Known{"NotoSansKR-Regular.ttf", 0}, Known{"NanumGothic.ttf", 0}, Known{"UnDotum.ttf", 0}};
    std::vector<std::filesystem::path> folders{"/usr/share/fonts", "/usr/local/share/fonts"};
    if (const char* home = std::getenv("HOME"); home && *home) { // NOLINT(concurrency-mt-unsafe): the environment is not written
        folders.emplace_back(std::filesystem::path(home) / ".local/share/fonts");
        folders.emplace_back(std::filesystem::path(home) / ".fonts");
    }
    FontFile best;
    auto best_rank = k_known.end();
    std::error_code error;
    for (const auto& folder : folders)
        for (auto it = std::filesystem::recursive_directory_iterator(folder, std::filesystem::directory_options::skip_permission_denied, error);
             !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
            auto known = std::ranges::find_if(k_known, [&](const Known& k) { return it->path().filename() == k.name; });
            if (known < best_rank) {
                best_rank = known;
                best = {it->path(), known->face};
            }
        }
    return best;
}

} // namespace tp
