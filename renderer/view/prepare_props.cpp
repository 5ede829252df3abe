// Which trees, devices, people and cars a frame and its near shadow image draw.
#include "view/city_renderer.h"

namespace tp {

Result<void> CityRenderer::prepare_props(const FrameOptions& options) {
    m_prop_draws.clear();
    if (!options.detail_on && !options.people_on) return {};
    if (options.people_on && m_city)
        if (auto set = m_props.set_people(*m_city, *m_ground, m_view.eye); !set) return set;
    PropChoice choice;
    choice.pixel_m = 2.0 * m_whole.half_y / options.height;
    choice.coarse = options.moving;
    m_props.choose(m_prop_draws, m_view, choice, options.detail_on, options.people_on);
    return {};
}

void CityRenderer::choose_prop_casters(const FrameOptions& options, double pixel_m) {
    m_prop_casters.clear();
    if (!options.detail_on && !options.people_on) return;
    PropChoice choice;
    choice.pixel_m = pixel_m;
    choice.drop_below_px = 6.0; // a shadow of less is a speck
    choice.coarse = true;
    m_props.choose(m_prop_casters, m_shadows[0].projection(), choice, options.detail_on, options.people_on);
    auto shift = m_shadows[0].projection().eye - m_shadows[0].centre; // chosen from the sun's place, drawn relative to the centre
    for (PropDraw& draw : m_prop_casters)
        for (std::size_t k = 0; k < 3; ++k) draw.offset[k] = static_cast<float>(static_cast<double>(draw.offset[k]) + shift[k]);
}

} // namespace tp
