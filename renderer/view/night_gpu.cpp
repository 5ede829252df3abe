#include "view/night_gpu.h"

#include <cstring>
#include <span>

namespace tp {
namespace {

constexpr float k_per_lux = 0.030f;

} // namespace

Result<void> NightGpu::set(LampGrid grid) {
    if (!m_data) {
        auto made = Buffer::create(m_device, sizeof(NightData), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT, Buffer::Place::host);
        if (!made) return std::unexpected(made.error());
        m_data = *std::move(made);
    }
    m_pages.clear();
    m_night = {};
    m_night.per_lux = k_per_lux;
    m_grid = std::move(grid);
    if (m_grid.empty()) return {};
    auto add = [&](VkDeviceAddress& address, const auto& values) -> Result<void> {
        auto range = m_pages.add(std::as_bytes(std::span(values)));
        if (!range) return std::unexpected(range.error());
        address = range->address;
        return {};
    };
    if (auto r = add(m_night.begin, m_grid.begin); !r) return r;
    if (auto r = add(m_night.lamp, m_grid.lamp); !r) return r;
    if (auto r = add(m_night.lamps, m_grid.lamps); !r) return r;
    if (auto r = add(m_night.candela, m_grid.candela); !r) return r;
    if (auto r = m_pages.flush(); !r) return r;
    m_night.cell_m = static_cast<float>(m_grid.cell_m);
    m_night.columns = static_cast<std::uint32_t>(m_grid.columns); // last: a grid that is half there is not asked
    m_night.rows = static_cast<std::uint32_t>(m_grid.rows);
    return {};
}

void NightGpu::look_from(const Vec3& eye) {
    m_night.origin = to_float(Vec3{m_grid.origin_m[0], m_grid.origin_m[1], m_grid.origin_m[2]} - eye);
    m_night.eye = to_float(eye);
    std::memcpy(m_data.mapped(), &m_night, sizeof m_night);
}

} // namespace tp
