#include "core/platform/fonts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <vector>

namespace tp {

namespace {

struct Known {
    const char* name;
    int face;
};

// The first of `known`, in order of preference, that lies in the system's or the user's font folders.
FontFile find_font(std::span<const Known> known) {
    std::vector<std::filesystem::path> folders{"/usr/share/fonts", "/usr/local/share/fonts"};
    if (const char* home = std::getenv("HOME"); home && *home) { // NOLINT(concurrency-mt-unsafe): the environment is not written
        folders.emplace_back(std::filesystem::path(home) / ".local/share/fonts");
        folders.emplace_back(std::filesystem::path(home) / ".fonts");
    }
    FontFile best;
    auto best_rank = known.end();
    std::error_code error;
    for (const auto& folder : folders)
        for (auto it = std::filesystem::recursive_directory_iterator(folder, std::filesystem::directory_options::skip_permission_denied, error);
             !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
            auto rank = std::ranges::find_if(known, [&](const Known& k) { return it->path().filename() == k.name; });
            if (rank < best_rank) {
                best_rank = rank;
                best = {it->path(), rank->face};
            }
        }
    return best;
}

} // namespace

FontFile find_hangul_font() {
    // The Noto collections hold JP, KR, SC, TC, HK in this order.
    constexpr std::array k_known{Known{"NotoSansCJK-Regular.ttc", 1}, Known{"NotoSansCJKkr-Regular.otf", 0}, Known{"NotoSansKR-Regular.otf", 0},
                                 Known{"NotoSansKR-Regular.ttf", 0}, Known{"NanumGothic.ttf", 0}, Known{"UnDotum.ttf", 0}};
    return find_font(k_known);
}

FontFile find_sign_font() {
    constexpr std::array k_known{Known{"NotoSans-Regular.ttf", 0}, Known{"DejaVuSans.ttf", 0}};
    return find_font(k_known);
}

} // namespace tp
