// The passes of a frame in their order, with the barriers between them.
#include "view/city_renderer.h"

#include <algorithm>
#include <chrono>
#include <span>

namespace tp {
namespace {

constexpr float k_large_px = 6.0f; // radius of a model that gets an outline

double ms_since(std::chrono::steady_clock::time_point began) { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count(); }

} // namespace

void CityRenderer::record_shadow(const FrameOptions& options) {
    GpuImage& map = m_shadow_pass.map();
    if (has_shadow(options) && (m_shadow_stale || m_solutions_moved)) {
        if (m_by_raster && m_shadow_stale) {
            auto began = std::chrono::steady_clock::now();
            for (int i = 0; i < ShadowPass::k_cascades; ++i) m_seen_raster.cast(i, frame_data_of(static_cast<std::size_t>(i) + 1), m_shadow_lists[static_cast<std::size_t>(i)]);
            m_clock.add("cast", ms_since(began), m_shadow_lists[0].triangles() + m_shadow_lists[1].triangles());
        }
        if (m_by_raster) m_seen_raster.record_shadow(m_commands, map);
        map.use(m_commands, ImageUse::depth, !m_by_raster);
        std::uint64_t triangles = 0;
        for (int i = 0; i < ShadowPass::k_cascades; ++i) {
            auto view = static_cast<std::size_t>(i);
            const DrawLists& lists = m_shadow_lists[view];
            m_shadow_pass.begin(m_commands, i, m_by_raster);
            if (!m_by_raster) {
                m_shadow_pass.solids(m_commands, frame_binding(view + 1), lists.buildings);
                m_shadow_pass.meshes(m_commands, frame_binding(view + 1), lists.ground);
                m_shadow_pass.meshes(m_commands, frame_binding(view + 1), lists.furniture);
            }
            if (!lists.bodies.empty()) m_body_pass->casters(m_commands, frame_binding(view + 1), m_gpu.bodies().instances(), lists.bodies);
            if (!lists.models.empty())
                m_shadow_pass.models(m_commands, frame_binding(view + 1), instance_address(view + 1), lists.models);
            if (i == 0) m_prop_pass.casters(m_commands, frame_binding(view + 1), m_prop_casters);
            ShadowPass::end(m_commands);
            triangles += lists.triangles();
        }
        m_clock.mark(m_commands, "shadow", triangles);
        m_shadow_stale = m_shadow_incomplete;
        m_solutions_moved = false;
    }
    if (map.last_use() != ImageUse::sampled) map.use(m_commands, ImageUse::sampled);
}

// What is seen where, by the processor; trees and people by the device over that.
void CityRenderer::record_seen_raster() {
    Targets& t = m_targets;
    auto began = std::chrono::steady_clock::now();
    m_seen_raster.draw(frame_data_of(0), m_lists, m_gpu.tiles().generation());
    m_clock.add("raster", ms_since(began), m_lists.triangles());
    m_seen_raster.record(m_commands, t);
    if (m_prop_draws.empty()) return;
    t.look.use(m_commands, ImageUse::colour);
    t.id.use(m_commands, ImageUse::colour);
    t.depth.use(m_commands, ImageUse::depth);
    const ColourTarget kept[]{{t.look.view(), false, {}}, {t.id.view(), false, {}}};
    begin_target(m_commands, t.look.width(), t.look.height(), kept, t.depth.view(), -1);
    m_prop_pass.seen(m_commands, frame_binding(0), m_prop_draws);
    vkCmdEndRendering(m_commands);
}

void CityRenderer::record_seen() {
    Targets& t = m_targets;
    const FrameBinding frame = frame_binding(0);
    t.look.use(m_commands, ImageUse::colour, true);
    t.id.use(m_commands, ImageUse::colour, true);
    t.depth.use(m_commands, ImageUse::depth, true);
    const ColourTarget seen[]{{t.look.view(), false, {}}, {t.id.view(), true, {}}}; // the look is read only where something is
    begin_target(m_commands, t.look.width(), t.look.height(), seen, t.depth.view(), 0.0f);
    m_city_pass.buildings(m_commands, frame, m_lists.buildings);
    m_prop_pass.seen(m_commands, frame, m_prop_draws);
    for (const auto* list : {&m_lists.furniture, &m_lists.surfaces, &m_lists.ground}) // the ground last: much of it is hidden
        m_city_pass.ground(m_commands, frame, *list);
    vkCmdEndRendering(m_commands);
}

void CityRenderer::record_city(const FrameOptions& options) {
    Targets& t = m_targets;
    if (m_by_raster) record_seen_raster();
    else record_seen();
    m_clock.mark(m_commands, "seen", m_lists.triangles() + PropGpu::triangles(m_prop_draws));

    for (GpuImage* image : {&t.look, &t.id, &t.depth}) image->use(m_commands, ImageUse::sampled);
    GpuImage& colour = colour_target();
    colour.use(m_commands, ImageUse::colour, true);
    const ColourTarget lit[]{{colour.view(), false, {}}};
    begin_target(m_commands, colour.width(), colour.height(), lit, VK_NULL_HANDLE, -1);
    m_city_pass.light(m_commands, {m_shadow_set.handle(), m_night.texels()}, frame_binding(0), m_light_kind);
    vkCmdEndRendering(m_commands);
    m_clock.mark(m_commands, "light", 0);
    record_forward(options);
    record_volumes(options);
}

// What has colours of its own: 3D models, photos, solutions.
void CityRenderer::record_forward(const FrameOptions& options) {
    std::uint32_t glows = m_light_kind.night ? m_night.lamps() : 0;
    if (m_lists.bodies.empty() && m_lists.photos.empty() && m_lists.models.empty() && glows == 0) return;
    const std::optional<BodyPass>& body_pass = m_light_kind.night ? m_body_night : m_body_pass;
    Targets& t = m_targets;
    const FrameBinding frame = frame_binding(0);
    const LightSets sets{m_shadow_set.handle(), m_night.texels()};
    GpuImage& colour = colour_target();
    colour.use(m_commands, ImageUse::colour);
    t.id.use(m_commands, ImageUse::colour);
    t.depth.use(m_commands, ImageUse::depth);
    const ColourTarget over[]{{colour.view(), false, {}}, {t.id.view(), false, {}}};
    begin_target(m_commands, colour.width(), colour.height(), over, t.depth.view(), -1);
    if (!m_lists.bodies.empty()) body_pass->bodies(m_commands, sets, frame, m_gpu.bodies().instances(), m_lists.bodies, options.textures_on);
    if (!m_lists.photos.empty()) body_pass->photos(m_commands, sets, frame, m_lists.photos);
    if (!m_lists.models.empty()) {
        m_city_pass.models(m_commands, sets, frame, instance_address(0), m_lists.models);
        auto count = static_cast<std::uint32_t>(m_gpu.instance_count());
        if (options.outline_on) m_city_pass.markers(m_commands, frame, instance_address(0), count, true);
        m_city_pass.markers(m_commands, frame, instance_address(0), count, false);
    }
    if (glows > 0) m_night_pass.glows(m_commands, m_night.texels(), frame, glows);
    vkCmdEndRendering(m_commands);
    m_clock.mark(m_commands, "forward", 0);
}

// Small models are discs (marker.glsl): an outline would only blur them.
bool CityRenderer::any_model_is_large() const {
    const auto* instances = reinterpret_cast<const InstanceData*>(m_instances.mapped());
    auto forward = to_float(m_view.forward);
    for (std::size_t i = 0; i < m_gpu.instance_count(); ++i) {
        const InstanceData& one = instances[i];
        float ahead =
            m_view.orthographic ? 1.0f : one.at[0] * forward[0] + one.at[1] * forward[1] + one.at[2] * forward[2];
        if (one.radius >
                k_large_px * std::max(ahead, 0.0f) * static_cast<float>(2.0 * m_view.half_y / m_targets.height) && // the same in every part of a picture
            ahead > -one.radius)
            return true;
    }
    return false;
}

void CityRenderer::record_post(const FrameOptions& options) {
    bool outline = has_outline(options);
    if (outline) {
        m_targets.mask.use(m_commands, ImageUse::colour, true);
        const ColourTarget mask[]{{m_targets.mask.view(), true, {}}};
        begin_target(m_commands, m_targets.mask.width(), m_targets.mask.height(), mask, VK_NULL_HANDLE, -1);
        m_post_pass->mask(m_commands, frame_binding(0), instance_address(0), m_lists.models);
        vkCmdEndRendering(m_commands);
    }
    if (m_direct) return;

    for (GpuImage* image : {&m_targets.colour, &m_targets.id, &m_targets.depth, &m_targets.mask})
        image->use(m_commands, ImageUse::sampled);
    OcclusionPush occlusion;
    occlusion.near_m = static_cast<float>(m_view.near_m);
    occlusion.far_m = static_cast<float>(m_view.far_m);
    occlusion.tangent = {static_cast<float>(m_view.half_x), static_cast<float>(m_view.half_y)};
    occlusion.shift = {static_cast<float>(m_view.shift_x), static_cast<float>(m_view.shift_y)};
    occlusion.orthographic = m_view.orthographic ? 1 : 0;
    occlusion.scale = static_cast<std::uint32_t>(m_targets.samples);
    if (m_view.orthographic) {
        occlusion.fade_from_m = 1e8f;
        occlusion.fade_to_m = 2e8f;
    }
    bool occluded = !options.moving && options.buildings_on;
    if (occluded) {
        m_targets.occlusion.use(m_commands, ImageUse::colour, true);
        const ColourTarget light[]{{m_targets.occlusion.view(), false, {}}};
        begin_target(m_commands, m_targets.occlusion.width(), m_targets.occlusion.height(), light, VK_NULL_HANDLE, -1);
        m_post_pass->occlusion(m_commands, occlusion);
        vkCmdEndRendering(m_commands);
        m_clock.mark(m_commands, "occlusion", 0);
    }
    m_targets.occlusion.use(m_commands, ImageUse::sampled);

    FinalPush final;
    final.accent = options.accent;
    final.samples = static_cast<std::uint32_t>(m_targets.samples);
    final.occlusion = occluded ? 1 : 0;
    final.smooth = options.moving || options.sample >= 0 ? 0 : 1;
    final.selected = options.outline_on ? options.selected_id : 0;
    final.line_px = static_cast<float>(std::clamp(options.height / 600.0, 1.0, 4.0));
    m_targets.picture.use(m_commands, ImageUse::colour, true);
    const ColourTarget picture[]{{m_targets.picture.view(), false, {}}};
    begin_target(m_commands, m_targets.width, m_targets.height, picture, VK_NULL_HANDLE, -1);
    m_post_pass->final(m_commands, final);
    if (outline)
        m_post_pass->outline(m_commands, frame_binding(0), instance_address(0),
                            static_cast<std::uint32_t>(m_gpu.instance_count()), final.line_px);
    vkCmdEndRendering(m_commands);
    if (options.sample >= 0) m_accumulate_pass.add(m_commands, m_targets.picture, options.sample);
    m_targets.picture.use(m_commands, ImageUse::copy_from);
    m_clock.mark(m_commands, "final", 0);
}

} // namespace tp
