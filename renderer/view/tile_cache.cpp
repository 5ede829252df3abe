#include "view/tile_cache.h"

#include "core/parallel.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tp {
namespace {

constexpr VkDeviceSize k_budget_software = 64U << 20U, k_budget_device = 1U << 30U;
constexpr std::uint64_t k_kept_frames = 3; // what was drawn in one of these is never given up

} // namespace

TileCache::TileCache(std::shared_ptr<Device> device)
    : m_pages(device), m_budget(device->software() ? k_budget_software : std::min<VkDeviceSize>(k_budget_device, device->facts().memory_bytes / 4)) {}

TileCache::~TileCache() {
    m_worker.request_stop();
    m_wake.notify_all();
}

void TileCache::set(TileSet set) {
    {
        std::lock_guard lock(m_mutex);
        m_queue.clear();
        m_ready.clear();
        m_set = std::make_shared<const TileSet>(std::move(set));
    }
    ++m_generation;
    m_pages.clear();
    m_resident.clear();
    m_missing.clear();
}

void TileCache::begin_frame() {
    ++m_frame;
    m_missing.clear();
    if (m_pages.bytes_used() <= m_budget) return;
    std::vector<std::pair<std::uint64_t, std::int64_t>> old;
    for (const auto& [key, resident] : m_resident)
        if (resident.last_frame + k_kept_frames < m_frame && resident.mesh.vertices.bytes > 0) old.emplace_back(resident.last_frame, key);
    std::ranges::sort(old);
    for (auto [frame, key] : old) {
        if (m_pages.bytes_used() <= m_budget) break;
        ++m_generation;
        release(m_pages, m_resident.at(key).mesh);
        m_resident.erase(key);
    }
}

const GpuMesh* TileCache::find(const TileId& id, double distance_m, bool needed) {
    auto found = m_resident.find(key_of(id));
    if (found == m_resident.end()) {
        if (needed) m_missing.emplace(id, distance_m);
        return nullptr;
    }
    found->second.last_frame = m_frame;
    return &found->second.mesh;
}

Result<void> TileCache::bring(const TileId& id, const Result<Mesh>& mesh) {
    if (!mesh) return std::unexpected(mesh.error());
    if (m_resident.contains(key_of(id))) return {};
    auto gpu = upload(m_pages, *mesh);
    if (!gpu) return std::unexpected(gpu.error());
    ++m_generation;
    Resident& resident = m_resident[key_of(id)];
    resident.mesh = *gpu;
    resident.last_frame = m_frame;
    return {};
}

Result<void> TileCache::load(bool ground_only) {
    std::vector<TileId> ids;
    for (const auto& [id, distance] : m_missing)
        if (!ground_only || id.kind == TileKind::ground) ids.push_back(id);
    for (const TileId& id : ids) m_missing.erase(id);
    std::mutex bringing;
    std::optional<Error> failed;
    parallel_for(ids.size(), 0, [&](std::size_t i) { // one is brought while others are unpacked
        auto mesh = read_tile(*m_set, ids[i]);
        std::lock_guard lock(bringing);
        if (failed) return;
        if (auto done = bring(ids[i], mesh); !done) failed = done.error();
    });
    if (failed) return std::unexpected(*failed);
    return m_pages.flush();
}

Result<bool> TileCache::load_some(double budget_ms) {
    using Clock = std::chrono::steady_clock;
    auto began = Clock::now();
    std::vector<std::pair<double, TileId>> wanted;
    for (const auto& [id, distance] : m_missing) wanted.emplace_back(distance, id);
    std::ranges::sort(wanted, std::greater{});
    std::vector<Unpacked> ready;
    {
        std::lock_guard lock(m_mutex);
        m_queue.clear(); // what is no longer seen is no longer wanted
        for (const auto& [distance, id] : wanted)
            if (!m_under_way.contains(id)) m_queue.push_back(id);
        ready.swap(m_ready);
    }
    if (!m_worker.joinable()) m_worker = std::jthread([this](const std::stop_token& stop) { work(stop); });
    m_wake.notify_one();
    bool came = false;
    for (std::size_t i = 0; i < ready.size(); ++i) {
        if (std::chrono::duration<double, std::milli>(Clock::now() - began).count() > budget_ms) {
            std::lock_guard lock(m_mutex);
            m_ready.insert(m_ready.end(), std::make_move_iterator(ready.begin() + static_cast<std::ptrdiff_t>(i)), std::make_move_iterator(ready.end()));
            break;
        }
        {
            std::lock_guard lock(m_mutex);
            m_under_way.erase(ready[i].id);
        }
        if (ready[i].of != m_set) continue;
        if (auto done = bring(ready[i].id, ready[i].mesh); !done) return std::unexpected(done.error());
        came = true;
    }
    if (auto flushed = m_pages.flush(); !flushed) return std::unexpected(flushed.error());
    return came;
}

void TileCache::work(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return !m_queue.empty(); })) {
        TileId id = m_queue.back();
        m_queue.pop_back();
        m_under_way.insert(id);
        std::shared_ptr<const TileSet> set = m_set;
        lock.unlock();
        Unpacked done{id, read_tile(*set, id), set};
        lock.lock();
        m_ready.push_back(std::move(done));
    }
}

} // namespace tp
