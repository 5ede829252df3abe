#include "view/night_gpu.h"

#include <array>
#include <span>

namespace tp {
namespace {

constexpr std::size_t k_view_alignment = 256; // a texel view begins here on every device

template <class T>
Result<BufferRange> add(GeometryPages& pages, std::vector<T>& values) {
    if (values.empty()) values.resize(1); // every binding has something
    std::size_t bytes = values.size() * sizeof(T);
    values.resize((bytes + k_view_alignment - 1) / k_view_alignment * k_view_alignment / sizeof(T));
    auto range = pages.add(std::as_bytes(std::span(values)));
    if (range) range->bytes = bytes;
    return range;
}

} // namespace

Result<NightGpu> NightGpu::create(const std::shared_ptr<Device>& device) {
    NightGpu night;
    night.m_pages = std::make_unique<GeometryPages>(device);
    auto set = TexelSet::create(device, {VK_FORMAT_R32G32_UINT, VK_FORMAT_R32_UINT, VK_FORMAT_R32G32B32A32_SFLOAT, VK_FORMAT_R32G32B32A32_SFLOAT,
                                         VK_FORMAT_R16G16_UINT}); // bindings of shaders/night.inc
    if (!set) return std::unexpected(set.error());
    night.m_set = *std::move(set);
    if (auto dark = night.set({}); !dark) return std::unexpected(dark.error());
    return night;
}

Result<void> NightGpu::set(LampGrid grid) {
    m_columns = m_rows = m_lamps = 0; // a grid that is half there is not asked
    m_pages->clear();
    auto lamps = static_cast<std::uint32_t>(grid.lamps.size());
    std::array ranges{add(*m_pages, grid.cells), add(*m_pages, grid.lamp), add(*m_pages, grid.lamps), add(*m_pages, grid.candela), add(*m_pages, grid.walls)};
    std::array<BufferRange, 5> good{};
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (!ranges[i]) return std::unexpected(ranges[i].error());
        good[i] = *ranges[i];
    }
    if (auto sent = m_pages->flush(); !sent) return sent;
    if (auto written = m_set.write(good); !written) return written;
    m_origin = grid.origin_m;
    m_cell_m = grid.cell_m;
    m_columns = static_cast<std::uint32_t>(grid.columns);
    m_rows = static_cast<std::uint32_t>(grid.rows);
    m_lamps = lamps;
    return {};
}

void NightGpu::describe(FrameData& frame, const Vec3& eye) const {
    frame.lamp_columns = m_columns;
    frame.lamp_rows = m_rows;
    frame.lamp_cell_m = static_cast<float>(m_cell_m);
    frame.lamp_origin = to_float(m_origin - eye);
    frame.eye = to_float(eye);
}

} // namespace tp
