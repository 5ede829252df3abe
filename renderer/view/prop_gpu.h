// view/prop_gpu.h - trees, devices, people and cars on the device, and which of them a view draws.
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "pass/prop_pass.h"
#include "scene/ground.h"
#include "scene/props.h"
#include "view/projection.h"
#include "vk/memory.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace tp {

struct PropChoice {
    double pixel_m = 0.001;   // as DrawChoice
    double drop_below_px = 1.5;
    bool coarse = false;      // far shapes only, and fewer of them
};

class PropGpu {
public:
    explicit PropGpu(std::shared_ptr<Device> device) : m_device(device), m_pages(std::move(device)) {}

    // Precondition of all: the device is idle.
    void clear();
    Result<void> set_city(const City& city, const Ground& ground);
    Result<void> set_people(const City& city, const Ground& ground, const Vec3& eye); // those around the eye; nothing is done while it moves little

    void choose(std::vector<PropDraw>& out, const Projection3& view, const PropChoice& choice, bool standing, bool people) const; // nearest tiles first
    VkDeviceSize bytes() const { return m_pages.bytes_used(); }
    static std::uint64_t triangles(std::span<const PropDraw> draws);

private:
    struct Shape {
        BufferRange vertices, indices; // indices: of as many bodies as one draw may have, one after another
        std::uint32_t shift = 0, each = 0, most = 0; // vertex numbers of a body: 2^shift; indices of one; bodies of a draw
    };
    struct Model {
        Shape near, far;
        float shown_m = 1, near_px = 0;
        bool thins = false;
    };
    Result<Shape> upload(const PropShape& shape);
    Result<void> upload_models();
    void add_run(std::vector<PropDraw>& out, const PropRun& run, VkDeviceAddress props, const Vec3& offset, double pixel_m, const PropChoice& choice) const;

    std::shared_ptr<Device> m_device;
    GeometryPages m_pages;
    std::vector<Model> m_models; // by PropKind
    std::vector<PropTile> m_tiles, m_people_tiles;
    BufferRange m_props;
    Buffer m_people;
    std::optional<StreetCells> m_streets;
    std::optional<LocalPoint> m_people_around;
};

} // namespace tp
