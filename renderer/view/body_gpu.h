// view/body_gpu.h - the city's 3D models and orthophotos on the device, and which of them a view draws.
#pragma once

#include "city/city.h"
#include "core/progress.h"
#include "core/result.h"
#include "pass/body_pass.h"
#include "scene/bodies.h"
#include "view/projection.h"
#include "vk/memory.h"
#include "vk/textures.h"

#include <memory>
#include <vector>

namespace tp {

class BodyGpu {
public:
    explicit BodyGpu(std::shared_ptr<Device> device) : m_device(device), m_pages(std::move(device)) {}

    // Precondition: the device is idle.
    Result<void> set_city(const City& city, const Progress& progress);
    bool empty() const { return m_groups.empty() && m_photos.empty(); }
    VkDescriptorSetLayout picture_set() const { return m_textures.layout(); } // not null once set_city has run
    VkDeviceAddress instances() const { return m_instances.address; }

    // Front to back within what is drawn alike. `own_look`: by texture. Smaller than `drop_below_px` is left out.
    std::vector<BodyDraw> choose(const Projection3& view, double pixel_m, double drop_below_px, bool own_look) const;
    // Ground tiles (their draws, and boxes in the same order) under the photos.
    struct GroundTile {
        MeshDraw draw;
        Vec3 min{}, max{};
    };
    std::vector<PhotoDraw> photos(const Vec3& eye, std::span<const GroundTile> tiles) const;
    VkDeviceSize bytes() const { return m_pages.bytes_used() + m_textures.bytes() + m_photo_textures.bytes(); }

private:
    struct Shape {
        BufferRange vertices, indices;
        std::vector<BodySection> textured, plain;
        double size_m = 0;
    };
    struct Group { // instances of a shape that lie in one tile
        std::size_t shape = 0;
        std::uint32_t first_instance = 0, instance_count = 1;
        Vec3 centre{}, min{}, max{};
    };
    struct Photo {
        LocalPoint south_west;
        double width_m = 1, height_m = 1;
    };
    Result<std::size_t> upload(const BodyMesh& mesh);
    Result<void> add_once(const Models& models, const std::vector<BodyTile>& tiles, const Progress& progress);
    Result<void> add_often(const Models& models, const std::vector<BodyShape>& shapes, std::vector<BodyInstance>& instances);

    std::shared_ptr<Device> m_device;
    GeometryPages m_pages;
    Textures m_textures, m_photo_textures;
    std::vector<Shape> m_shapes;
    std::vector<Group> m_groups;
    std::vector<Photo> m_photos;
    BufferRange m_instances;
};

} // namespace tp
