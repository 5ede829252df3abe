// view/city_gpu.h - what of a city a view draws, out of what is on the device: which tiles, in which detail.
#pragma once

#include "city/city.h"
#include "core/progress.h"
#include "core/result.h"
#include "pass/frame_data.h"
#include "scene/models.h"
#include "scene/tile_set.h"
#include "view/body_gpu.h"
#include "view/gpu_mesh.h"
#include "view/projection.h"
#include "view/tile_cache.h"

#include <array>
#include <memory>
#include <vector>

namespace tp {

struct DrawLists { // front to back
    std::vector<MeshDraw> buildings, ground, surfaces, furniture, models;
    std::vector<BodyDraw> bodies;
    std::vector<PhotoDraw> photos;
    std::uint64_t triangles() const;
};

struct DrawChoice {
    bool buildings = true, streets = true, terrain = true, models = true;
    bool tiles = true;        // false: of all that only solutions and the city's 3D models
    double pixel_m = 0.001;   // size of a pixel: metres at 1 m (perspective) or metres (orthographic)
    double drop_below_px = 0; // buildings and stripes smaller than this are left out, where no block stands for them
    double error_px = 0.5;    // borders of footprints may be off by this much
    double narrow_px = 0.5;   // streets narrower than this may be left out
    double block_px = 2.0;    // buildings smaller than this may be part of a block
    bool coarse = false;      // terrain with half the detail
    double steeper_than = 0;  // rise over run: ground that is nowhere so steep is left out, it casts no shadow
    bool own_look = false;    // 3D models by their textures, photos on the ground
};

class CityGpu {
public:
    explicit CityGpu(std::shared_ptr<Device> device) : m_fixed_pages(device), m_model_pages(device), m_tiles(device), m_bodies(device) {}

    // Precondition of all three: the device is idle.
    Result<void> set_tiles(TileSet tiles);
    Result<void> set_bodies(const City& city, const Progress& progress) { return m_bodies.set_city(city, progress); }
    Result<void> set_solutions(const SolutionScene& scene);

    TileCache& tiles() { return m_tiles; }
    // What is not on the device is left out or stands in coarser, and is missing (TileCache).
    DrawLists choose(const Projection3& view, const DrawChoice& choice);
    // Instances relative to `origin`, in the order that DrawLists::models refers to.
    void write_instances(const Vec3& origin, InstanceData* out) const;
    std::size_t instance_count() const { return m_instances.size(); }
    VkDeviceSize bytes() const { return m_fixed_pages.bytes_used() + m_tiles.bytes() + m_model_pages.bytes_used() + m_bodies.bytes(); }
    const BodyGpu& bodies() const { return m_bodies; }

private:
    struct Node { // of the quadtree of buildings
        int level = 0;
        TileKey key;
        Vec3 min{1e30, 1e30, 1e30}, max{-1e30, -1e30, -1e30};
        unsigned details = 0; // bit k: k_tolerance_m[k] is there
        bool blocks = false;
        std::vector<std::size_t> children;
    };
    struct Plain { // what lies on a tile's ground or stands there, and the ground
        TileId id;
        Vec3 min{}, max{};
        unsigned details = 1; // of surfaces: bit k: k_surface_details[k] is there
        std::array<float, 5> stride_error_m{-1, 0, 0, 0, 0}; // of ground, by index into m_ground_indices; -1: not known yet
        float steepest = -1;                                  // the same
    };
    struct Seen {
        double distance_m;
        MeshDraw draw;
    };
    struct Looking { // at the quadtree
        const Projection3& view;
        const DrawChoice& choice;
        std::vector<Seen> seen;
        double pixel_m(double distance_m) const { return choice.pixel_m * (view.orthographic ? 1.0 : std::max(distance_m, 1.0)); }
    };
    void make_tree(const TileSet& tiles);
    void look_at(const Node& node, Looking& looking);
    void look_at_leaf(const Node& node, double distance_m, Looking& looking);
    static void add(const GpuMesh& mesh, double distance_m, Looking& looking);
    std::vector<MeshDraw> choose_plain(const std::vector<Plain>& pieces, const Projection3& view, const DrawChoice& choice);
    void choose_ground(DrawLists& lists, const Projection3& view, const DrawChoice& choice);

    GeometryPages m_fixed_pages, m_model_pages;
    TileCache m_tiles;
    std::vector<Node> m_nodes;
    std::vector<std::size_t> m_roots;
    std::vector<Plain> m_ground, m_surfaces, m_furniture;
    std::vector<GpuMesh> m_models;
    struct Strided {
        BufferRange indices;
        std::uint32_t count = 0;
    };
    std::array<Strided, 5> m_ground_indices; // stride 1, 2, 4, 8, 16
    BodyGpu m_bodies;
    std::vector<ModelInstance> m_instances;
};

} // namespace tp
