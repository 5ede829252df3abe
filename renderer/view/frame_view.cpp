// What a frame sees: the whole picture, a part of it, or a sample within its pixels; and the images of that size.
#include "view/city_renderer.h"
#include "view/still.h"
#include "vk/take.h"

#include <algorithm>

namespace tp {
namespace {

constexpr int k_side_most = 8192, k_whole_most = 65536; // pixels of what is drawn at once, and of a picture drawn in parts

} // namespace

// Projections and images of the size that is drawn.
Result<void> CityRenderer::prepare_view(const Camera& camera, const FrameOptions& options) {
    const PicturePart& wanted = options.part;
    PicturePart part = wanted.width == 0 ? PicturePart{0, 0, options.width, options.height} : wanted;
    const int image_most = static_cast<int>(std::min(m_device->facts().image_side_most, 1U << 20)), side_most = std::min(k_side_most, image_most);
    auto limit = static_cast<std::int64_t>(part.x) + part.width;
    bool within = part.x >= 0 && part.y >= 0 && limit <= options.width && static_cast<std::int64_t>(part.y) + part.height <= options.height;
    if (!within || part.width < 1 || part.height < 1 || part.width > side_most || part.height > side_most || options.width > k_whole_most ||
        options.height > k_whole_most)
        return fail(ErrorCode::out_of_range, "renderer.size",
                    {{"size", std::to_string(options.width) + "x" + std::to_string(options.height)},
                     {"limit", std::to_string(wanted.width == 0 ? side_most : k_whole_most)}});
    auto view = make_projection(camera, static_cast<double>(options.width) / static_cast<double>(options.height));
    if (!view) return std::unexpected(view.error());
    if (auto waited = wait(); !waited) return waited;
    m_whole = m_view = *view;
    auto place = sample_place(std::max(options.sample, 0));
    if (wanted.width > 0 || options.sample > 0)
        m_view = part_of(m_whole, options.width, options.height,
                         {part.x + place[0], part.y + place[1], static_cast<double>(part.width), static_cast<double>(part.height)});
    const bool fits = std::max(part.width, part.height) * 2 <= image_most && Targets::bytes(part.width, part.height, 2) <= m_device->facts().memory_bytes / 2;
    int samples = options.samples_per_side >= 2 && options.sample < 0 && fits ? 2 : 1;
    if (m_targets.width == part.width && m_targets.height == part.height && m_targets.samples == samples) return {};
    if (auto idle = m_device->wait_idle(); !idle) return idle; // a window may still read the old picture
    m_samples_averaged = 0;
    m_accumulate_pass.drop();
    auto targets = Targets::create(m_device, part.width, part.height, samples, m_by_raster);
    if (!targets) return std::unexpected(targets.error());
    m_targets = std::move(*targets);
    m_city_pass.set_images(m_targets.look, m_targets.id, m_targets.depth);
    m_post_stale = true;
    return {};
}

// A frame that is drawn into the picture at once has no use for it, but for the outlines of models.
Result<void> CityRenderer::prepare_post() {
    if (m_direct && m_lists.models.empty()) return {};
    if (!m_post_pass)
        if (auto made = take(m_post_pass, PostPass::create(m_device, m_frame_set.layout())); !made) return made;
    if (m_post_stale) m_post_pass->set_images(m_targets.colour, m_targets.id, m_targets.mask, m_targets.occlusion, m_targets.depth);
    m_post_stale = false;
    return {};
}

Result<void> CityRenderer::prepare_mean(const FrameOptions& options) {
    if (options.sample > 0 && options.sample != m_samples_averaged)
        return fail(ErrorCode::out_of_range, "renderer.sample", {{"sample", std::to_string(options.sample)}});
    m_samples_averaged = options.sample + 1; // 0: the next one with a mean begins anew
    if (options.sample < 0 || m_accumulate_pass.has_mean()) return {};
    return m_accumulate_pass.set_picture(m_targets.picture);
}

} // namespace tp
