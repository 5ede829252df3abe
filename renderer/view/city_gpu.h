// view/city_gpu.h - a city's meshes on the device, and which of them a view draws.
#pragma once

#include "city/city.h"
#include "core/progress.h"
#include "core/result.h"
#include "pass/frame_data.h"
#include "scene/ground.h"
#include "scene/models.h"
#include "view/body_gpu.h"
#include "vk/memory.h"
#include "view/projection.h"

#include <array>
#include <memory>
#include <vector>

namespace tp {

struct GpuMesh {
    BufferRange vertices, indices;
    VkIndexType index_type = VK_INDEX_TYPE_UINT16;
    std::uint32_t index_count = 0;
    std::array<std::uint32_t, Mesh::k_sizes> from_size{};
    Vec3 centre{}, min{}, max{};
    double step_m = 0.01;
};

struct DrawLists { // front to back
    std::vector<MeshDraw> buildings, ground, surfaces, furniture, models;
    std::vector<BodyDraw> bodies;
    std::vector<PhotoDraw> photos;
    std::uint64_t triangles() const;
};

struct DrawChoice {
    bool buildings = true, streets = true, terrain = true, models = true;
    double pixel_m = 0.001;   // size of a pixel: metres at 1 m (perspective) or metres (orthographic)
    double drop_below_px = 0; // buildings and stripes smaller than this are left out
    bool coarse = false;      // terrain with half the detail
    bool own_look = false;    // 3D models by their textures, photos on the ground
};

class CityGpu {
public:
    explicit CityGpu(std::shared_ptr<Device> device) : m_city_pages(device), m_model_pages(device), m_bodies(device) {}

    // Precondition of both: the device is idle.
    Result<void> set_city(const City& city, const Ground& ground, const Progress& progress);
    Result<void> set_solutions(const SolutionScene& scene);

    DrawLists choose(const Projection3& view, const DrawChoice& choice) const;
    // Instances relative to `origin`, in the order that DrawLists::models refers to.
    void write_instances(const Vec3& origin, InstanceData* out) const;
    std::size_t instance_count() const { return m_instances.size(); }
    VkDeviceSize bytes() const { return m_city_pages.bytes_used() + m_model_pages.bytes_used() + m_bodies.bytes(); }
    const BodyGpu& bodies() const { return m_bodies; }

private:
    static Result<GpuMesh> upload(GeometryPages& pages, const Mesh& mesh);
    Result<void> upload_all(std::vector<GpuMesh>& out, std::size_t count, const std::function<Mesh(std::size_t)>& make,
                            const Progress& progress, double from, double to);
    MeshDraw draw_of(const GpuMesh& mesh, const Vec3& eye) const;
    void add_visible(std::vector<MeshDraw>& out, const std::vector<GpuMesh>& meshes, const Projection3& view, const DrawChoice& choice) const;

    GeometryPages m_city_pages, m_model_pages;
    std::vector<GpuMesh> m_buildings, m_ground, m_surfaces, m_furniture, m_models;
    std::vector<GpuMesh> m_apron;
    struct Strided {
        BufferRange indices;
        std::uint32_t count = 0;
    };
    std::array<Strided, 5> m_ground_indices; // stride 1, 2, 4, 8, 16
    BodyGpu m_bodies;
    bool m_flat = true;
    std::vector<ModelInstance> m_instances;
};

} // namespace tp
