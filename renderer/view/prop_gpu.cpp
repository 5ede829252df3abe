#include "view/prop_gpu.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace tp {
namespace {

constexpr double k_full_px = 9.0;     // trees that are smaller are drawn thinned out
constexpr double k_people_move_m = 40.0;
constexpr std::size_t k_pattern = 16384; // indices that a draw may have, about

} // namespace

Result<PropGpu::Shape> PropGpu::upload(const PropShape& shape) {
    Shape out;
    out.shift = static_cast<std::uint32_t>(std::bit_width(std::max<std::size_t>(shape.vertices.size(), 1) - 1));
    out.each = static_cast<std::uint32_t>(shape.indices.size());
    out.most = static_cast<std::uint32_t>(std::clamp<std::size_t>(k_pattern / std::max<std::size_t>(shape.indices.size(), 1), 1, 65536U >> out.shift));
    std::vector<std::uint16_t> pattern;
    pattern.reserve(std::size_t{out.most} * out.each);
    for (std::uint32_t body = 0; body < out.most; ++body)
        for (std::uint16_t i : shape.indices) pattern.push_back(static_cast<std::uint16_t>((body << out.shift) + i));
    auto vertices = m_pages.add(std::as_bytes(std::span(shape.vertices)));
    if (!vertices) return std::unexpected(vertices.error());
    auto indices = m_pages.add(std::as_bytes(std::span(pattern)));
    if (!indices) return std::unexpected(indices.error());
    out.vertices = *vertices;
    out.indices = *indices;
    return out;
}

Result<void> PropGpu::upload_models() {
    m_models.clear();
    for (const PropModel& model : prop_models()) {
        Model out{{}, {}, model.shown_m, model.near_px, model.thins};
        auto near = upload(model.near);
        if (!near) return std::unexpected(near.error());
        out.near = out.far = *near;
        if (!model.far.indices.empty()) {
            auto far = upload(model.far);
            if (!far) return std::unexpected(far.error());
            out.far = *far;
        }
        m_models.push_back(out);
    }
    return {};
}

void PropGpu::clear() {
    m_pages.clear();
    m_tiles.clear();
    m_people_around.reset();
    m_people_tiles.clear();
    m_streets.reset();
}

Result<void> PropGpu::set_city(const City& city, const Ground& ground) {
    clear();
    m_streets.emplace(city.streets);
    PropScene scene = standing_props(city, ground, *m_streets);
    if (auto models = upload_models(); !models) return models;
    m_tiles = std::move(scene.tiles);
    if (scene.props.empty()) return m_pages.flush();
    auto props = m_pages.add(std::as_bytes(std::span(scene.props)));
    if (!props) return std::unexpected(props.error());
    m_props = *props;
    return m_pages.flush();
}

Result<void> PropGpu::set_people(const City& city, const Ground& ground, const Vec3& eye) {
    LocalPoint around{eye[0], eye[1]};
    if (!m_streets || (m_people_around && distance_m(*m_people_around, around) < k_people_move_m)) return {};
    m_people_around = around;
    PropScene scene = passing_props(city, ground, *m_streets, around);
    m_people_tiles = std::move(scene.tiles);
    std::size_t bytes = scene.props.size() * sizeof(Prop);
    if (bytes == 0) return {};
    if (!m_people || m_people.bytes() < bytes) {
        auto made = Buffer::create(m_device, std::bit_ceil(bytes), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT, Buffer::Place::host);
        if (!made) return std::unexpected(made.error());
        m_people = std::move(*made);
    }
    std::memcpy(m_people.mapped(), scene.props.data(), bytes);
    return {};
}

void PropGpu::add_run(std::vector<PropDraw>& out, const PropRun& run, VkDeviceAddress props, const Vec3& offset, double pixel_m, const PropChoice& choice) const {
    const Model& model = m_models[static_cast<std::size_t>(run.kind)];
    double size_px = static_cast<double>(model.shown_m) * static_cast<double>(run.tallest) / pixel_m;
    if (size_px < choice.drop_below_px) return;
    bool near = !choice.coarse && size_px >= static_cast<double>(model.near_px);
    const Shape& shape = near ? model.near : model.far;
    double part = model.thins ? std::clamp(size_px / (choice.coarse ? 2.0 * k_full_px : k_full_px), 0.1, 1.0) : 1.0;
    auto count = static_cast<std::uint32_t>(std::ceil(part * run.count));
    for (std::uint32_t done = 0; done < count; done += shape.most) {
        PropDraw draw;
        draw.index_buffer = shape.indices.buffer;
        draw.index_offset = shape.indices.offset;
        draw.index_count = std::min(shape.most, count - done) * shape.each;
        draw.shape = shape.vertices.address;
        draw.props = props + (run.first + done) * sizeof(Prop);
        draw.shift = shape.shift;
        draw.stretch = static_cast<float>(std::min(1.0 / std::sqrt(part), 1.7));
        draw.offset = to_float(offset);
        out.push_back(draw);
    }
}

void PropGpu::choose(std::vector<PropDraw>& out, const Projection3& view, const PropChoice& choice, bool standing, bool people) const {
    std::vector<std::pair<double, const PropTile*>> seen;
    for (const PropTile& tile : m_tiles)
        if (standing && view.sees(tile.min_m, tile.max_m)) seen.emplace_back(view.distance_to(tile.min_m, tile.max_m), &tile);
    std::ranges::stable_sort(seen, {}, [](const auto& item) { return item.first; });
    auto pixel = [&](double distance) { return choice.pixel_m * (view.orthographic ? 1.0 : std::max(distance, 1.0)); };
    for (auto [distance, tile] : seen)
        for (const PropRun& run : tile->runs) add_run(out, run, m_props.address, tile->centre_m - view.eye, pixel(distance), choice);
    if (!people) return;
    for (const PropTile& tile : m_people_tiles)
        if (view.sees(tile.min_m, tile.max_m))
            for (const PropRun& run : tile.runs) add_run(out, run, m_people.address(), tile.centre_m - view.eye, pixel(view.distance_to(tile.min_m, tile.max_m)), choice);
}

std::uint64_t PropGpu::triangles(std::span<const PropDraw> draws) {
    std::uint64_t sum = 0;
    for (const PropDraw& draw : draws) sum += draw.index_count / 3;
    return sum;
}

} // namespace tp
