// view/seen_raster.h - what is seen of the city drawn by the processor (raster/raster.h) and handed to the device, where the
// device is a program on the same processor.
#pragma once

#include "pass/frame_data.h"
#include "raster/raster.h"
#include "view/city_gpu.h"
#include "view/targets.h"
#include "vk/memory.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tp {

class SeenRaster {
public:
    // Whether it pays on this device: one in software whose memory the processor reads. TWINPLAN_RASTER=off in the environment
    // has such a device draw all by itself, as others do: for tests and measurements.
    static bool suits(const Device& device);

    Result<void> resize(const std::shared_ptr<Device>& device, int width, int height);
    // Buildings, furniture, surfaces and ground; where all is as it was, what is there stays (a solution is dragged, the sun
    // moves). `tiles`: TileCache::generation(). Precondition: resize, no frame in flight, every mesh mapped.
    void draw(const FrameData& frame, const DrawLists& lists, std::uint64_t tiles);
    // Look, id and depth as draw() left them.
    void record(VkCommandBuffer commands, Targets& targets) const;

    // The same for the shadow images: buildings, ground and furniture of each. Preconditions as above.
    Result<void> resize_shadow(const std::shared_ptr<Device>& device, int side);
    void cast(int cascade, const FrameData& frame, const DrawLists& lists);
    void record_shadow(VkCommandBuffer commands, GpuImage& map) const;

private:
    int m_width = 0, m_height = 0;
    Buffer m_look, m_id, m_depth;
    int m_side = 0;
    std::array<Buffer, 2> m_shadows;
    Raster m_raster;
    std::vector<RasterMesh> m_meshes;
    struct Drawn { // what look, id and depth show
        RasterView view;
        std::uint64_t tiles = 0;
        std::array<std::size_t, 4> counts{}; // of the four lists
        std::vector<RasterMesh> meshes;
        friend bool operator==(const Drawn&, const Drawn&) = default;
    };
    std::optional<Drawn> m_drawn; // nothing: of another size
};

} // namespace tp
