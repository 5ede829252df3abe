// view/tile_cache.h - pieces of a TileSet on the device: read by workers, brought up within a budget of time, given up when
// they have not been seen for long.
//
// One thread calls; the worker only reads and unpacks. A frame first says begin_frame(), then find() for what it draws: what
// is not there is remembered as missing, and load() brings it.
#pragma once

#include "core/result.h"
#include "scene/tile_set.h"
#include "view/gpu_mesh.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <vector>

namespace tp {

class TileCache {
public:
    explicit TileCache(std::shared_ptr<Device> device);
    ~TileCache();

    // Precondition: the device is idle.
    void set(TileSet set);
    const TileSet& tiles() const { return *m_set; }

    // Precondition: no frame is in flight. Gives up what was not used lately where there is too much.
    void begin_frame();
    // The piece, where it is on the device; else nothing, and load() will bring it, nearer ones first. `needed` false: only asks.
    const GpuMesh* find(const TileId& id, double distance_m, bool needed = true);
    std::size_t missing() const { return m_missing.size(); }

    // Brings all that is missing now (or of it the ground), on all cores. Errors: bad_format "renderer.tiles", io "renderer.memory".
    Result<void> load(bool ground_only = false);
    // Gives what is missing to the worker and brings up what it has ready, for `budget_ms` at most. True: something came.
    Result<bool> load_some(double budget_ms);

    VkDeviceSize bytes() const { return m_pages.bytes_used(); }
    std::uint64_t generation() const { return m_generation; } // another one: a mesh may have come where another was

private:
    struct Resident {
        GpuMesh mesh;
        std::uint64_t last_frame = 0;
    };
    struct Unpacked {
        TileId id;
        Result<Mesh> mesh;
        std::shared_ptr<const TileSet> of;
    };
    Result<void> bring(const TileId& id, const Result<Mesh>& mesh);
    void work(const std::stop_token& stop);

    GeometryPages m_pages;
    std::shared_ptr<const TileSet> m_set;
    std::unordered_map<std::int64_t, Resident> m_resident;
    std::map<TileId, double> m_missing; // and its distance
    std::uint64_t m_frame = 0, m_generation = 0;
    VkDeviceSize m_budget;

    std::mutex m_mutex; // of what follows
    std::condition_variable_any m_wake;
    std::vector<TileId> m_queue; // nearest last
    std::set<TileId> m_under_way;
    std::vector<Unpacked> m_ready;
    std::jthread m_worker;
};

} // namespace tp
