// Coverage bodies: made once for a set of solutions, drawn over the finished city.
#include "view/city_renderer.h"

namespace tp {

Result<void> CityRenderer::set_volumes(const std::vector<CoverageVolume>& volumes) {
    if (!m_city) return fail(ErrorCode::usage, "renderer.no_city");
    VolumeMesh mesh = volume_mesh(volumes, *m_ground);
    if (auto waited = wait(); !waited) return waited;
    vkDeviceWaitIdle(m_device->handle());
    m_volume_pages.clear();
    m_volumes = {};
    if (mesh.indices.empty()) return {};
    if (!m_volume_pass) {
        auto pass = VolumePass::create(m_device, m_frame_set.layout());
        if (!pass) return std::unexpected(pass.error());
        m_volume_pass = std::move(*pass);
    }
    auto vertices = m_volume_pages.add(std::as_bytes(std::span(mesh.vertices)));
    if (!vertices) return std::unexpected(vertices.error());
    auto indices = m_volume_pages.add(std::as_bytes(std::span(mesh.indices)));
    if (!indices) return std::unexpected(indices.error());
    m_volumes.vertex_buffer = vertices->buffer;
    m_volumes.vertex_offset = vertices->offset;
    m_volumes.index_buffer = indices->buffer;
    m_volumes.index_offset = indices->offset;
    m_volumes.index_count = static_cast<std::uint32_t>(mesh.indices.size());
    m_volumes_centre = mesh.centre_m;
    return m_volume_pages.flush();
}

void CityRenderer::record_volumes(const FrameOptions& options) {
    if (!options.volumes_on || m_volumes.index_count == 0) return;
    GpuImage& colour = colour_target();
    colour.use(m_commands, ImageUse::colour);
    m_targets.depth.use(m_commands, ImageUse::depth);
    MeshDraw draw = m_volumes;
    draw.offset = to_float(m_volumes_centre - m_view.eye);
    m_volume_pass->draw(m_commands, frame_binding(0), draw, m_targets.depth, colour);
    m_clock.mark(m_commands, "volumes", draw.index_count / 3);
}

} // namespace tp
