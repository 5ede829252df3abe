// Passes are made, and on a software device compiled, beside the reading of what the first frame shows.
#include "view/city_renderer.h"

#include "core/parallel.h"
#include "vk/take.h"

namespace tp {

DrawChoice CityRenderer::draw_choice(const FrameOptions& options) const {
    DrawChoice choice;
    choice.buildings = options.buildings_on;
    choice.streets = options.streets_on;
    choice.terrain = options.terrain_on;
    choice.models = options.solutions_on;
    choice.pixel_m = 2.0 * m_whole.half_y / options.height;
    choice.drop_below_px = options.moving ? 1.0 : 0.6;
    choice.error_px = options.moving ? 0.2 : 0.4;
    choice.narrow_px = options.moving ? 1.2 : 0.6;
    choice.block_px = options.moving ? 5.0 : 1.5;
    choice.coarse = options.moving;
    choice.own_look = options.textures_on;
    if (options.full_detail) {
        choice.drop_below_px = choice.error_px = choice.block_px = choice.narrow_px = 0;
        choice.coarse = false;
    }
    return choice;
}

CityPass::LightKind CityRenderer::light_kind(const FrameOptions& options) const {
    CityPass::LightKind kind;
    if (has_shadow(options)) kind.shadow_taps = options.shadow == ShadowMode::soft && !options.moving ? 9 : 1;
    kind.layer = options.layer_on && m_drape && (m_drape->on == LayerOn::buildings || m_drape->on == LayerOn::street_edges || !m_drape->cells.empty());
    kind.night = is_night(options.sun);
    return kind;
}

Result<void> CityRenderer::make_passes() {
    if (auto r = take(m_city_pass, CityPass::create(m_device, m_frame_set.layout(), m_shadow_set.layout(), m_night.layout())); !r) return r;
    if (auto r = take(m_shadow_pass, ShadowPass::create(m_device, m_frame_set.layout())); !r) return r;
    if (auto r = take(m_prop_pass, PropPass::create(m_device, m_frame_set.layout())); !r) return r;
    if (auto r = take(m_night_pass, NightPass::create(m_device, m_frame_set.layout(), m_night.layout())); !r) return r;
    return take(m_accumulate_pass, AccumulatePass::create(m_device));
}

Result<void> CityRenderer::first_frame(const Camera& camera, const FrameOptions& options) {
    auto ready = beside([this, kind = light_kind(options), passes = m_passes_made.share()] {
        auto made = passes.get();
        if (!made) m_unusable = made.error();
        return made && m_by_raster ? warm_up(kind) : made;
    });
    auto loaded = load_ahead(camera, options);
    auto made = ready.get();
    return made ? loaded : made;
}

// The tiles that the frame will want, where it waits for them.
Result<void> CityRenderer::load_ahead(const Camera& camera, const FrameOptions& options) {
    if ((options.moving && !options.wait_for_tiles) || options.part.width > 0 || options.width < 1 || options.height < 1) return {};
    auto view = make_projection(camera, static_cast<double>(options.width) / static_cast<double>(options.height));
    if (!view) return std::unexpected(view.error());
    m_whole = m_view = *view;
    DrawChoice choice = draw_choice(options);
    m_gpu.tiles().begin_frame();
    m_gpu.choose(m_view, choice);
    if (has_shadow(options)) {
        m_shadows = fit_shadows(m_whole, options.sun, m_ground->lowest_m(), m_ground->highest_m());
        choose_casters(options, choice, shadow_side(options));
    }
    return m_gpu.tiles().load();
}

// The light of a few pixels: a software device compiles it when it is first drawn.
Result<void> CityRenderer::warm_up(const CityPass::LightKind& kind) {
    constexpr int k_side = 8;
    if (auto light = m_city_pass.prepare_light(kind); !light) return light;
    auto small = Targets::create(m_device, k_side, k_side, 1, m_by_raster);
    if (!small) return std::unexpected(small.error());
    if (auto resized = m_shadow_pass.resize(k_side, m_by_raster); !resized) return std::unexpected(resized.error());
    m_shadow_set.write(std::array{m_shadow_pass.map().view()});
    m_city_pass.set_images(small->look, small->id, small->depth);
    return m_device->submit_and_wait([&](VkCommandBuffer commands) {
        for (GpuImage* image : {&small->look, &small->id, &small->depth, &m_shadow_pass.map()}) image->use(commands, ImageUse::sampled, true);
        small->colour.use(commands, ImageUse::colour, true);
        const ColourTarget lit[]{{small->colour.view(), false, {}}};
        begin_target(commands, k_side, k_side, lit, VK_NULL_HANDLE, -1);
        m_city_pass.light(commands, {m_shadow_set.handle(), m_night.texels()}, frame_binding(0), kind);
        vkCmdEndRendering(commands);
    });
}

} // namespace tp
