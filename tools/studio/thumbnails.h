// studio/thumbnails.h - small pictures of proposals and of kept views: cells of one sheet that the window shows in panels.
#pragma once

#include "studio/place.h"
#include "view/view.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tp {

constexpr int k_thumbnail_width = 144, k_thumbnail_height = 90; // pixels; panels show them at half of that, times the scale

struct ThumbnailWish {
    std::string key; // "proposal A", "view 3"
    Flight flight;
    std::shared_ptr<const std::vector<Solution>> solutions;
    bool dots = false; // marks where the solutions are: from afar a model is under a pixel
};

// Draws one; on the scene's thread. Leaves the wish's solutions and no layer on the renderer.
Result<Image> draw_thumbnail(Renderer& renderer, const Catalogue& catalogue, const Ground& ground, const ThumbnailWish& wish);

class Thumbnails {
public:
    void clear();
    // Those of `wishes` that have no picture or another one; from now on they count as wanted. What is not wished for any
    // more gives its cell back; wishes beyond the sheet's cells have none.
    std::vector<ThumbnailWish> take_stale(const std::vector<ThumbnailWish>& wishes);
    void put(const std::string& key, const Image& image);
    void failed(const std::string& key); // it is stale again, three times
    std::optional<int> cell(const std::string& key) const; // of a picture that is there
    const Image& sheet() const { return m_sheet; }

private:
    static constexpr int k_columns = 6, k_cells = 36;
    struct Cell {
        int index = 0;
        bool drawn = false;
        ThumbnailWish wish;
        int failures = 0;
        bool stale = false; // it could not be drawn
    };
    std::map<std::string, Cell> m_cells;
    Image m_sheet{k_columns * k_thumbnail_width, k_cells / k_columns * k_thumbnail_height,
                  std::vector<std::uint8_t>(static_cast<std::size_t>(k_cells) * k_thumbnail_width * k_thumbnail_height * 4, 0xE6), {}, {}};
};

} // namespace tp
