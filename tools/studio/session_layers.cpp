// The layer over the city, on both sides in one range, and the small pictures of proposals and kept views.
#include "studio/session.h"

#include "city/problem_layers.h"

namespace tp {

std::shared_ptr<const Layer> Session::layer_of(const std::string& proposal) const {
    if (m_layer == "reach") {
        auto it = m_answers.find(proposal);
        if (it == m_answers.end() || it->second->evaluation.reach.value.empty()) return nullptr;
        return {it->second, &it->second->evaluation.reach};
    }
    if (m_layer.empty() || !m_city || (m_layer == "crash_risk" && !m_model)) return nullptr;
    auto& made = m_city_layers[m_layer];
    if (!made && m_layer == "crash_risk") made = std::make_shared<const Layer>(crossing_risk_layer(*m_model));
    if (!made)
        if (auto layer = problem_layer(*m_city, m_layer)) made = std::make_shared<const Layer>(*std::move(layer));
    return made && !made->value.empty() ? made : nullptr;
}

void Session::choose_layer(const std::string& id) {
    m_layer = id;
    m_frame_wanted = true;
    show_layers();
}

void Session::show_layers() {
    std::array<std::shared_ptr<const Layer>, 2> layers;
    for (int side = 0; side < sides(); ++side) layers[static_cast<std::size_t>(side)] = layer_of(proposal_of(side));
    bool both = layers[0] && layers[1];
    if (both && m_compare.two() && (layers[0]->low != layers[1]->low || layers[0]->high != layers[1]->high || layers[0]->breaks != layers[1]->breaks)) {
        auto a = std::make_shared<Layer>(*layers[0]), b = std::make_shared<Layer>(*layers[1]);
        lock_range(*a, *b);
        layers = {a, b};
    } else if (m_compare.mode == ViewMode::difference && m_layer != "reach") { // of the city: the same on both sides
        layers[1] = nullptr;
    } else if (m_compare.mode == ViewMode::difference) {
        auto difference = both ? difference_layer(*layers[0], *layers[1]) : Result<Layer>{std::unexpected(Error{})};
        layers = {difference ? std::make_shared<const Layer>(std::move(*difference)) : nullptr, nullptr};
    }
    for (std::size_t side = 0; side < 2; ++side) {
        if (m_sides[side].layer == layers[side]) continue;
        m_sides[side].layer = layers[side];
        m_sides[side].layer_version = ++m_version;
        m_frame_wanted = true;
    }
}

void Session::wish_thumbnails() {
    if (!m_scene_ready || !m_frame || m_moving || m_frame_under_way || m_drag || m_flying) return;
    std::vector<ThumbnailWish> wishes;
    for (const ProposalState& proposal : m_document.proposals)
        wishes.push_back({"proposal " + proposal.name, m_home, std::make_shared<const std::vector<Solution>>(proposal.solutions), true});
    auto none = std::make_shared<const std::vector<Solution>>();
    for (std::size_t i = 0; i < m_bookmarks.size(); ++i)
        if (m_bookmarks[i]) wishes.push_back({"view " + std::to_string(i + 1), *m_bookmarks[i], none, false});
    auto stale = m_thumbnails.take_stale(wishes);
    if (stale.empty()) return;
    m_scene.run([this, stale = std::move(stale), catalogue = m_catalogue, ground = m_ground](Renderer& renderer) {
        std::vector<std::pair<std::string, std::optional<Image>>> made;
        for (const ThumbnailWish& wish : stale) {
            auto image = draw_thumbnail(renderer, *catalogue, *ground, wish);
            made.emplace_back(wish.key, image ? std::optional(*std::move(image)) : std::nullopt);
        }
        m_inbox.post([this, made = std::move(made), ground] {
            if (ground != m_ground) return; // of another city
            for (const auto& [key, image] : made) image ? m_thumbnails.put(key, *image) : m_thumbnails.failed(key);
            m_window.set_sheet(m_thumbnails.sheet(), k_thumbnail_width, k_thumbnail_height);
        });
    });
}

void Session::show_small(const SmallPlaces& places) {
    for (const auto& [key, box] : places)
        if (auto cell = m_thumbnails.cell(key)) m_window.show_small(*cell, box.x, box.y, box.width, box.height);
}

} // namespace tp
