// What casts a shadow in a frame, and whether the shadow images are drawn anew.
#include "view/city_renderer.h"

#include <cmath>
#include <numbers>

namespace tp {

Result<void> CityRenderer::prepare_shadow(const FrameOptions& options, const DrawChoice& choice) {
    bool shadow = has_shadow(options);
    int side = shadow ? shadow_side(options) : 64;
    if (!shadow && m_shadow_pass.map()) side = m_shadow_pass.side(); // what is cached stays
    auto resized = m_shadow_pass.resize(side, m_by_raster);
    if (!resized) return std::unexpected(resized.error());
    if (*resized) {
        m_shadow_set.write(std::array{m_shadow_pass.map().view()});
        m_shadow_stale = true;
    }
    if (shadow) {
        auto shadows = fit_shadows(m_whole, options.sun, m_ground->lowest_m(), m_ground->highest_m());
        static_assert(ShadowPass::k_cascades == 2);
        // While the camera moves, a shadow image that still covers the view stays; a still view has its own, whatever
        // was before.
        if (options.moving && !options.fresh_shadows && !m_shadow_stale && still_cover(m_shadows, shadows)) shadows = m_shadows;
        const std::array casting{options.buildings_on, options.streets_on, options.solutions_on, options.terrain_on, options.detail_on, options.people_on};
        m_shadow_stale = m_shadow_stale || options.fresh_shadows || shadows != m_shadows || m_shadow_choice != casting;
        m_shadow_choice = casting;
        m_shadows = shadows;
        std::size_t missing = m_gpu.tiles().missing();
        if (m_shadow_stale && m_by_raster)
            if (auto sized = m_seen_raster.resize_shadow(m_device, side); !sized) return sized;
        if (m_shadow_stale || m_solutions_moved) {
            DrawChoice casters = choice;
            casters.tiles = m_shadow_stale || !m_by_raster;
            choose_casters(options, casters, side);
            choose_prop_casters(options, 2 * shadows[0].half_m / side);
        }
        m_shadow_incomplete = m_gpu.tiles().missing() > missing;
    }
    return {};
}

void CityRenderer::choose_casters(const FrameOptions& options, DrawChoice choice, int side) {
    choice.drop_below_px = options.moving ? 1.0 : 1.5;
    choice.error_px = 1.0;
    choice.own_look = false;
    constexpr double k_sun_deg = 0.3; // its radius: light comes from as much lower
    choice.steeper_than = std::max(1e-6, std::tan((options.sun.elevation_deg - k_sun_deg) * std::numbers::pi / 180.0));
    for (std::size_t i = 0; i < 2; ++i) {
        choice.pixel_m = 2 * m_shadows[i].half_m / side;
        m_shadow_lists[i] = m_gpu.choose(m_shadows[i].projection(), choice);
        Vec3 shift = m_shadows[i].projection().eye - m_shadows[i].centre;
        auto move = [&](MeshDraw& draw) { // chosen from the sun's place, drawn relative to the centre
            for (std::size_t k = 0; k < 3; ++k) draw.offset[k] = static_cast<float>(static_cast<double>(draw.offset[k]) + shift[k]);
        };
        for (auto* list : {&m_shadow_lists[i].buildings, &m_shadow_lists[i].ground, &m_shadow_lists[i].furniture})
            for (MeshDraw& draw : *list) move(draw);
        for (BodyDraw& draw : m_shadow_lists[i].bodies) move(draw.mesh);
    }
}

} // namespace tp
