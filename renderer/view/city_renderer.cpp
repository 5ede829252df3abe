#include "view/city_renderer.h"

#include "core/parallel.h"
#include "view/still.h"
#include "vk/take.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

namespace tp {
namespace {

constexpr std::size_t k_views = 3; // the camera and two of the sun
constexpr std::size_t k_frame_stride = (sizeof(FrameData) + 255) / 256 * 256; // the largest alignment that a device may ask for
constexpr VkBufferUsageFlags k_shader_data =
    VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;

Result<void> grow(const std::shared_ptr<Device>& device, Buffer& buffer, std::size_t bytes) {
    if (buffer && buffer.bytes() >= bytes) return {};
    auto made = Buffer::create(device, std::max<std::size_t>(bytes, 4096), k_shader_data, Buffer::Place::host);
    if (!made) return std::unexpected(made.error());
    buffer = std::move(*made);
    return {};
}

} // namespace

Result<std::unique_ptr<Renderer>> Renderer::create_on(std::shared_ptr<Device> device) {
    return CityRenderer::create(std::move(device));
}

CityRenderer::CityRenderer(std::shared_ptr<Device> device) : m_device(std::move(device)), m_gpu(m_device), m_props(m_device), m_volume_pages(m_device) {}

Result<std::unique_ptr<Renderer>> CityRenderer::create(std::shared_ptr<Device> device) {
    std::unique_ptr<CityRenderer> renderer(new CityRenderer(std::move(device)));
    if (auto prepared = renderer->prepare(); !prepared) return std::unexpected(prepared.error());
    return renderer;
}

Result<void> CityRenderer::prepare() {
    m_by_raster = SeenRaster::suits(*m_device);
    VkDevice d = m_device->handle();
    VkCommandPoolCreateInfo pool{};
    pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    pool.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
    pool.queueFamilyIndex = m_device->queue_family();
    if (VkResult r = vkCreateCommandPool(d, &pool, nullptr, &m_pool); r != VK_SUCCESS)
        return vulkan_error("vkCreateCommandPool", r);
    VkCommandBufferAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    allocate.commandPool = m_pool;
    allocate.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    allocate.commandBufferCount = 1;
    if (VkResult r = vkAllocateCommandBuffers(d, &allocate, &m_commands); r != VK_SUCCESS)
        return vulkan_error("vkAllocateCommandBuffers", r);
    VkFenceCreateInfo fence{};
    fence.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    if (VkResult r = vkCreateFence(d, &fence, nullptr, &m_fence); r != VK_SUCCESS)
        return vulkan_error("vkCreateFence", r);

    if (auto r = take(m_shadow_set, ImageSet::create(m_device, {true})); !r) return r;
    if (auto r = take(m_frame_set, UniformSet::create(m_device, VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT)); !r) return r;
    if (auto r = take(m_night, NightGpu::create(m_device)); !r) return r;
    if (auto r = take(m_clock, FrameClock::create(m_device)); !r) return r;
    if (auto r = take(m_frames, Buffer::create(m_device, k_views * k_frame_stride, VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT, Buffer::Place::host)); !r) return r;
    std::memset(m_frames.mapped(), 0, k_views * k_frame_stride);
    m_frame_set.write(m_frames.handle(), sizeof(FrameData));
    m_passes_made = beside([this] { return make_passes(); });
    if (auto r = grow(m_device, m_instances, k_views * sizeof(InstanceData)); !r) return r;
    if (auto r = grow(m_device, m_drape_cells, 4); !r) return r;
    return grow(m_device, m_drape_objects, 4);
}

CityRenderer::~CityRenderer() {
    if (m_passes_made.valid()) m_passes_made.wait();
    static_cast<void>(m_device->wait_idle()); // a device that is lost does not run any more
    vkDestroyFence(m_device->handle(), m_fence, nullptr);
    vkDestroyCommandPool(m_device->handle(), m_pool, nullptr);
}

Result<void> CityRenderer::wait() {
    if (!m_in_flight) return {};
    m_in_flight = false;
    VkDevice d = m_device->handle();
    if (VkResult r = vkWaitForFences(d, 1, &m_fence, VK_TRUE, UINT64_MAX); r != VK_SUCCESS)
        return vulkan_error("vkWaitForFences", r);
    if (VkResult r = vkResetFences(d, 1, &m_fence); r != VK_SUCCESS) return vulkan_error("vkResetFences", r);
    m_statistics.passes = m_clock.read();
    m_statistics.gpu_ms = 0;
    for (const PassTime& pass : m_statistics.passes) m_statistics.gpu_ms += pass.gpu_ms;
    return {};
}

Result<void> CityRenderer::replace_tiles(TileSet tiles) {
    if (auto waited = wait(); !waited) return waited;
    if (auto idle = m_device->wait_idle(); !idle) return idle;
    m_source = tiles.source;
    m_ground = tiles.ground;
    m_shadow_stale = true;
    if (auto dark = m_night.set({}); !dark) return dark;
    m_volumes = {};
    if (auto cleared = m_gpu.set_solutions({}); !cleared) return cleared;
    return m_gpu.set_tiles(std::move(tiles));
}

Result<void> CityRenderer::set_tiles(std::shared_ptr<const TileSource> tiles) {
    auto set = read_tile_set(std::move(tiles));
    if (!set) return std::unexpected(set.error());
    if (auto done = replace_tiles(*std::move(set)); !done) return done;
    m_city.reset();
    m_places.reset();
    m_props.clear();
    return m_gpu.set_bodies({}, {});
}

Result<void> CityRenderer::set_city(std::shared_ptr<const City> city, const Progress& progress, std::shared_ptr<const TileSource> tiles) {
    if (!tiles || tiles != m_source) {
        Result<TileSet> set = tiles ? read_tile_set(tiles) : fail(ErrorCode::not_found, "renderer.tiles");
        if (!set || set->buildings != city->buildings.size() || set->streets != city->streets.size()) set = make_tile_set(*city, progress);
        if (!set) return std::unexpected(set.error());
        if (auto done = replace_tiles(*std::move(set)); !done) return done;
    } else if (auto waited = wait(); !waited) {
        return waited;
    }
    m_city = std::move(city);
    m_places.reset();
    if (auto set = m_gpu.set_bodies(*m_city, progress); !set) return set;
    if (auto cleared = set_volumes({}); !cleared) return cleared;
    if (auto set = m_props.set_city(*m_city, *m_ground); !set) return set;
    m_shadow_stale = true;
    return prepare_bodies(false);
}

Result<void> CityRenderer::prepare_bodies(bool night) {
    std::optional<BodyPass>& have = night ? m_body_night : m_body_pass;
    if (have || m_gpu.bodies().empty()) return {};
    auto pass = BodyPass::create(m_device, {m_frame_set.layout(), m_shadow_set.layout(), m_gpu.bodies().picture_set(), m_night.layout()}, night);
    if (!pass) return std::unexpected(pass.error());
    have = std::move(*pass);
    return {};
}

Result<void> CityRenderer::set_solutions(const std::vector<Solution>& solutions, const Catalogue& catalogue) {
    if (!m_city) return fail(ErrorCode::usage, "renderer.no_city");
    if (!m_places) m_places.emplace(m_city, m_ground);
    SolutionScene scene = m_places->scene(solutions, catalogue);
    if (auto waited = wait(); !waited) return waited;
    m_solutions_moved = true;
    return m_gpu.set_solutions(scene);
}

Result<void> CityRenderer::set_lamps(const Lamps& lamps) {
    if (!m_ground) return fail(ErrorCode::usage, "renderer.no_city");
    LampGrid grid = lamp_grid(lamps, *m_ground);
    if (auto waited = wait(); !waited) return waited;
    if (auto idle = m_device->wait_idle(); !idle) return idle;
    return m_night.set(std::move(grid));
}

Result<void> CityRenderer::set_layer(const std::optional<Layer>& layer) {
    if (auto waited = wait(); !waited) return waited;
    m_drape.reset();
    if (layer) m_drape = make_drape(*layer);
    return upload_drape();
}

Result<void> CityRenderer::upload_drape() {
    if (!m_drape) return {};
    std::size_t objects = m_drape->objects.size();
    if (m_ground && m_drape->on == LayerOn::buildings) objects = std::max<std::size_t>(objects, m_gpu.tiles().tiles().buildings);
    if (m_ground && m_drape->on == LayerOn::street_edges) objects = std::max<std::size_t>(objects, m_gpu.tiles().tiles().streets);
    m_drape->objects.resize(objects, 0); // every object finds a word
    if (auto grown = grow(m_device, m_drape_cells, m_drape->cells.size() * 4); !grown) return grown;
    if (auto grown = grow(m_device, m_drape_objects, objects * 4); !grown) return grown;
    if (!m_drape->cells.empty()) std::memcpy(m_drape_cells.mapped(), m_drape->cells.data(), m_drape->cells.size() * 4);
    if (objects > 0) std::memcpy(m_drape_objects.mapped(), m_drape->objects.data(), objects * 4);
    return {};
}

const FrameData& CityRenderer::frame_data_of(std::size_t view) const {
    return *reinterpret_cast<const FrameData*>(m_frames.mapped() + view * k_frame_stride);
}
FrameBinding CityRenderer::frame_binding(std::size_t view) const {
    return {m_frame_set.handle(), static_cast<std::uint32_t>(view * k_frame_stride)};
}
VkDeviceAddress CityRenderer::instance_address(std::size_t view) const {
    return m_instances.address() + view * m_gpu.instance_count() * sizeof(InstanceData);
}

// Haze begins at 3 km; seen from high above a whole city, behind what the picture is about.
double CityRenderer::haze_from_m() const {
    double down = -m_view.forward[2], height = m_view.eye[2] - m_ground->lowest_m();
    return std::max(3000.0, down > 0.2 ? 1.5 * height / down : 0.0);
}

FrameData CityRenderer::frame_data(const FrameOptions& options) const {
    FrameData frame;
    set_light(frame, options.sun);
    bool layer = options.layer_on && m_drape.has_value();
    frame.material = make_palette(options.accent, layer ? 1.0f : 0.0f);
    frame.accent = linear_from_srgb(options.accent);
    frame.clip_from_eye = m_view.clip_from_eye();
    auto samples = static_cast<double>(m_targets.samples);
    frame.pixel_at_1m = static_cast<float>(2.0 * m_whole.half_y / (options.height * samples));
    frame.size_px = {static_cast<float>(m_targets.width * samples), static_cast<float>(m_targets.height * samples)};
    frame.marker_px = static_cast<float>(std::clamp(options.height * 0.0075, 4.0, 16.0) * samples);
    frame.right = to_float(m_view.right * m_view.half_x);
    frame.up = to_float(m_view.up * m_view.half_y);
    frame.forward = to_float(m_view.forward);
    frame.aside = to_float(m_view.up * (m_view.shift_y * m_view.half_y) - m_view.right * (m_view.shift_x * m_view.half_x));
    frame.near_m = static_cast<float>(m_view.near_m);
    frame.far_m = static_cast<float>(m_view.far_m);
    frame.orthographic = m_view.orthographic ? 1 : 0;
    frame.haze_from_m = m_view.orthographic ? 1e9f : static_cast<float>(haze_from_m()); // a map has no haze
    frame.haze_length_m = 3.0f * std::max(frame.haze_from_m, 3000.0f);
    frame.selected = options.selected_id;
    frame.samples = static_cast<std::uint32_t>(m_targets.samples);
    if (has_shadow(options)) {
        frame.shadow_taps = light_kind(options).shadow_taps;
        for (std::size_t i = 0; i < 2; ++i) frame.shadow_from_eye[i] = m_shadows[i].map_from_eye(m_view.eye);
        double side = m_shadow_pass.side();
        frame.shadow_texel_0 = static_cast<float>(2 * m_shadows[0].half_m / side);
        frame.shadow_texel_1 = static_cast<float>(2 * m_shadows[1].half_m / side);
    }
    m_night.describe(frame, m_view.eye);
    frame.drape_cells = m_drape_cells.address();
    frame.drape_objects = m_drape_objects.address();
    if (layer) {
        const Drape& drape = *m_drape;
        frame.drape_kind = drape.on == LayerOn::buildings      ? 2
                           : drape.on == LayerOn::street_edges ? 3
                           : drape.cells.empty()               ? 0
                                                               : 1;
        frame.drape_south_west = {static_cast<float>(drape.south_west.x_m - m_view.eye[0]),
                                  static_cast<float>(drape.south_west.y_m - m_view.eye[1])};
        frame.drape_cell_m = static_cast<float>(drape.cell_m);
        frame.drape_columns = static_cast<std::uint32_t>(drape.columns);
        frame.drape_rows = static_cast<std::uint32_t>(drape.rows);
    }
    return frame;
}

// What a still picture needs is waited for; a moving one takes what is there, and the ground.
Result<void> CityRenderer::choose_draws(const FrameOptions& options, const DrawChoice& choice) {
    constexpr double k_upload_ms = 4.0;
    TileCache& tiles = m_gpu.tiles();
    tiles.begin_frame();
    for (int turn = 0; turn < 2; ++turn) {
        m_lists = m_gpu.choose(m_view, choice);
        if (auto fitted = prepare_shadow(options, choice); !fitted) return fitted;
        if (tiles.missing() == 0 || turn > 0) break;
        if (options.moving && !options.wait_for_tiles) {
            if (auto loaded = tiles.load(true); !loaded) return loaded;
            auto came = tiles.load_some(k_upload_ms);
            if (!came) return std::unexpected(came.error());
        } else if (auto loaded = tiles.load(); !loaded) {
            return loaded;
        }
    }
    m_statistics.tiles_missing = tiles.missing();
    m_statistics.geometry_bytes = m_gpu.bytes();
    return {};
}

Result<void> CityRenderer::prepare_frame(const Camera& camera, const FrameOptions& options) {
    if (!m_ground) return fail(ErrorCode::usage, "renderer.no_city");
    if (m_passes_made.valid())
        if (auto ready = first_frame(camera, options); !ready) return ready;
    if (m_unusable) return std::unexpected(*m_unusable);
    if (auto ready = prepare_view(camera, options); !ready) return ready;
    if (auto ready = prepare_mean(options); !ready) return ready;
    if (m_volume_pass)
        if (auto sized = m_volume_pass->resize(m_targets.colour.width(), m_targets.colour.height()); !sized) return sized;
    DrawChoice choice = draw_choice(options);
    m_direct = options.moving && m_targets.samples == 1 && options.sample < 0 && options.selected_id == 0;
    if (m_by_raster)
        if (auto sized = m_seen_raster.resize(m_device, m_targets.look.width(), m_targets.look.height()); !sized) return sized;
    if (auto props = prepare_props(options); !props) return props;
    if (auto chosen = choose_draws(options, choice); !chosen) return chosen;
    if (auto post = prepare_post(); !post) return post;
    if (auto grown = grow(m_device, m_instances, k_views * (m_gpu.instance_count() + 1) * sizeof(InstanceData)); !grown)
        return grown;
    std::vector<FrameData> frames(k_views, frame_data(options));
    m_light_kind = light_kind(options);
    if (auto light = m_city_pass.prepare_light(m_light_kind); !light) return light;
    if (auto bodies = prepare_bodies(m_light_kind.night); !bodies) return bodies;
    auto* instances = reinterpret_cast<InstanceData*>(m_instances.mapped());
    m_gpu.write_instances(m_view.eye, instances);
    for (std::size_t i = 0; i < 2; ++i) {
        frames[i + 1].clip_from_eye = m_shadows[i].clip_from_centre();
        m_gpu.write_instances(m_shadows[i].centre, instances + (i + 1) * m_gpu.instance_count());
    }
    for (std::size_t i = 0; i < k_views; ++i) std::memcpy(m_frames.mapped() + i * k_frame_stride, &frames[i], sizeof(FrameData));
    return {};
}

Result<void> CityRenderer::record(const FrameOptions& options, const Readback* readback) {
    VkCommandBufferBeginInfo begin{};
    begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    if (VkResult r = vkBeginCommandBuffer(m_commands, &begin); r != VK_SUCCESS) return vulkan_error("vkBeginCommandBuffer", r);
    m_clock.start(m_commands);
    record_shadow(options);
    record_city(options);
    record_post(options);
    if (readback) record_readback(m_commands, m_targets, *readback);
    m_statistics.triangles = m_lists.triangles();
    if (VkResult r = vkEndCommandBuffer(m_commands); r != VK_SUCCESS) return vulkan_error("vkEndCommandBuffer", r);
    return {};
}

Result<void> CityRenderer::submit() {
    VkCommandBufferSubmitInfo buffer{};
    buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO;
    buffer.commandBuffer = m_commands;
    VkSubmitInfo2 info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2;
    info.commandBufferInfoCount = 1;
    info.pCommandBufferInfos = &buffer;
    if (VkResult r = vkQueueSubmit2(m_device->queue(), 1, &info, m_fence); r != VK_SUCCESS)
        return vulkan_error("vkQueueSubmit2", r);
    m_in_flight = true;
    return {};
}

Result<void> CityRenderer::draw(const Camera& camera, const FrameOptions& wanted) {
    FrameOptions options = wanted;
    options.sun = sample_sun(wanted.sun, wanted.sample);
    auto began = std::chrono::steady_clock::now();
    if (auto ready = prepare_frame(camera, options); !ready) return ready;
    if (auto recorded = record(options, nullptr); !recorded) return recorded;
    auto done = submit();
    m_statistics.cpu_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    return done;
}

Result<Image> CityRenderer::render(const Camera& camera, const FrameOptions& wanted, bool with_ids, bool with_depth) {
    FrameOptions options = wanted;
    options.sun = sample_sun(wanted.sun, wanted.sample);
    auto began = std::chrono::steady_clock::now();
    if (auto ready = prepare_frame(camera, options); !ready) return std::unexpected(ready.error());
    auto readback = make_readback(m_device, m_targets, with_ids, with_depth);
    if (!readback) return std::unexpected(readback.error());
    if (auto recorded = record(options, &*readback); !recorded) return std::unexpected(recorded.error());
    if (auto sent = submit(); !sent) return std::unexpected(sent.error());
    m_statistics.cpu_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    if (auto waited = wait(); !waited) return std::unexpected(waited.error());

    Image image{m_targets.width, m_targets.height, {}, {}, {}};
    auto width = static_cast<std::size_t>(m_targets.width), pixels = width * static_cast<std::size_t>(m_targets.height);
    const auto* rgba = reinterpret_cast<const std::uint8_t*>(readback->picture.mapped());
    image.rgba.assign(rgba, rgba + pixels * 4);
    auto samples = static_cast<std::size_t>(m_targets.samples), stride = width * samples;
    auto source = [&](std::size_t i) { return i / width * samples * stride + i % width * samples; }; // the first sample of pixel i
    const auto* ids = reinterpret_cast<const std::uint32_t*>(readback->id.mapped());
    const auto* depth = reinterpret_cast<const float*>(readback->depth.mapped());
    for (std::size_t i = 0; with_ids && i < pixels; ++i) image.ids.push_back(ids[source(i)]);
    for (std::size_t i = 0; with_depth && i < pixels; ++i) {
        auto z = static_cast<double>(depth[source(i)]);
        double d = std::numeric_limits<double>::infinity();
        if (z > 0)
            d = m_view.orthographic
                    ? m_view.far_m - z * (m_view.far_m - m_view.near_m)
                    : m_view.near_m * m_view.far_m / (m_view.near_m + z * (m_view.far_m - m_view.near_m));
        image.depth_m.push_back(static_cast<float>(d));
    }
    return image;
}

} // namespace tp
