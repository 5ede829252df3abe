#include "studio/night_lamps.h"

#include <span>

namespace tp {

void NightLamps::set_city(std::shared_ptr<const City> city) {
    m_city = std::move(city);
    m_lamps = {};
    m_of_city = 0;
    m_found = m_shown = false;
}

Result<void> NightLamps::show(Renderer& renderer, const FrameOptions& options, const std::vector<Solution>& solutions, const Catalogue& catalogue,
                              std::uint64_t version) {
    if (!is_night(options.sun) || !m_city || (m_shown && (version == m_version || options.moving))) return {};
    if (!m_found) {
        auto luminaires = load_luminaires(m_data);
        if (!luminaires) return std::unexpected(luminaires.error());
        m_lamps = lamps_of(*m_city, {}, catalogue, *std::move(luminaires));
        m_of_city = m_lamps.lamps.size();
        m_found = true;
    }
    m_lamps.lamps.resize(m_of_city);
    std::vector<Lamp> more = solution_lamps(*m_city, solutions, catalogue, m_lamps.luminaires);
    find_walls(m_city->buildings, more);
    m_lamps.lamps.insert(m_lamps.lamps.end(), more.begin(), more.end());
    if (auto set = renderer.set_lamps(m_lamps); !set) return set;
    m_shown = true;
    m_version = version;
    return {};
}

} // namespace tp
