// studio/night_lamps.h - the lamps of what is shown, found once it is night and again when the solutions change.
#pragma once

#include "light/lamps.h"
#include "view/view.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace tp {

class NightLamps { // for the scene's thread
public:
    explicit NightLamps(std::filesystem::path data) : m_data(std::move(data)) {}
    void set_city(std::shared_ptr<const City> city);
    // Gives the renderer the lamps of the city and `solutions` unless it has those of this version. Moving pictures keep the
    // lamps that are there. Errors of load_luminaires, Renderer::set_lamps.
    Result<void> show(Renderer& renderer, const FrameOptions& options, const std::vector<Solution>& solutions, const Catalogue& catalogue, std::uint64_t version);

private:
    std::filesystem::path m_data;
    std::shared_ptr<const City> m_city;
    Lamps m_lamps;                  // the first m_of_city are the city's own
    std::size_t m_of_city = 0;
    bool m_found = false, m_shown = false;
    std::uint64_t m_version = 0;
};

} // namespace tp
