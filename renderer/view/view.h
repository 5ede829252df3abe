// view/view.h - the frame: a fixed list of passes drawn to an image or to a window.
//
// A Renderer owns the device. A SceneModel is the CPU side of a city (float arrays per tile), made once and uploaded.
// Nothing here knows a model: what is drawn of a result is a Layer.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "city/layer.h"
#include "city/tile_source.h"
#include "core/progress.h"
#include "core/result.h"
#include "light/lamps.h"
#include "proposal/proposal.h"
#include "scene/volumes.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tp {

class Device;        // vk/device.h
class ValidationLog; // vk/device.h
class GpuImage;      // vk/memory.h

struct Camera { // local metres, z up
    std::array<double, 3> eye{}, target{};
    double fovy_deg = 45.0;
    double near_m = 2.0, far_m = 40000.0;
    bool orthographic = false; // top view: `height_m` of ground in the picture's height
    double height_m = 1000.0;
};
// Presets of the command line, framing `box`: oblique (35 deg down, from the south-west), top, street (eye 1.6 m).
enum class CameraPreset { oblique, top, street };
Camera make_camera(const City& city, CameraPreset preset, LocalBox box, double aspect);

enum class ShadowMode { off, fast, soft };

struct Sun {
    double azimuth_deg = 150.0; // clockwise from north
    double elevation_deg = 45.0;
};

inline bool is_night(const Sun& sun) { return sun.elevation_deg <= 0.0; } // lamps and windows are lit

// A rectangle of a picture: pixels, y down. Width 0: the whole picture.
struct PicturePart {
    int x = 0, y = 0, width = 0, height = 0;
};

struct FrameOptions {
    int width = 1280, height = 720;
    ShadowMode shadow = ShadowMode::soft;
    Sun sun;
    bool layer_on = true, buildings_on = true, streets_on = true, solutions_on = true, outline_on = true, terrain_on = true;
    bool textures_on = false;                  // 3D models in their own colours and pictures, and orthophotos on the ground
    bool detail_on = true;                     // trees, devices and shelters of the city
    bool volumes_on = true;                    // what set_volumes() holds
    bool people_on = false;                    // people and cars near the eye, made up as a measure of size
    bool moving = false;                       // coarser, one shadow tap, without tiles that are not read yet
    bool wait_for_tiles = false;               // a moving frame that waits for them
    bool full_detail = false;                  // nothing left out or simplified: what other frames are compared with
    bool fresh_shadows = false;                // not those of an earlier frame
    int samples_per_side = 1;                  // 2: four samples a pixel at once (1 has FXAA); 1 where memory lacks
    PicturePart part;                          // what is drawn of the width x height pixels (view/still.h)
    int sample = -1;                           // n >= 0: the n-th sample of a still, averaged with the n before it; -1: one picture
    std::uint32_t selected_id = 0;             // object id drawn with an outline
    std::array<float, 3> accent{0.894f, 0.341f, 0.180f}; // #E4572E; the second alternative #2E6FE4
};

// Object ids in the id image: role in the top 4 bits, index below. 0 = nothing.
enum class ObjectRole : std::uint32_t { none = 0, building = 1, street = 2, crossing = 3, stop = 4, solution = 5, terrain = 6, area = 7, sidewalk = 8, device = 9, model = 10, signal = 11, tree = 12 };
constexpr std::uint32_t object_id(ObjectRole role, std::uint32_t index) { return (static_cast<std::uint32_t>(role) << 28) | ((index + 1) & 0x0fffffffU); }
constexpr ObjectRole object_role(std::uint32_t id) { return static_cast<ObjectRole>(id >> 28); }
constexpr std::uint32_t object_index(std::uint32_t id) { return (id & 0x0fffffffU) - 1; } // solutions: index = SolutionId
// Where each object of `role` comes from, by index; null for roles that no file gives.
const std::vector<Origin>* object_origins(const City& city, ObjectRole role);

struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba;   // 4 bytes a pixel, row 0 on top, sRGB
    std::vector<std::uint32_t> ids;   // one per pixel where asked for
    std::vector<float> depth_m;       // distance along the view axis where asked for, infinity for sky
};

struct PassTime {
    std::string name;
    double gpu_ms = 0;
    std::uint64_t triangles = 0;
};
struct FrameStatistics {
    double cpu_ms = 0, gpu_ms = 0;
    std::uint64_t triangles = 0;
    std::uint64_t tiles_missing = 0; // of a moving frame: not read yet, coarser or left out
    std::uint64_t geometry_bytes = 0; // on the device
    std::vector<PassTime> passes;
};

class Renderer {
public:
    // Error unsupported "renderer.no_device": no Vulkan 1.3 device; everything but pictures works without one.
    // `device`: part of a name that it must have (error not_found "renderer.no_such_device"); empty = best. `validation`:
    // layers on, messages counted.
    // A device that fails later is opened again and given the same city, solutions and layer (view/recovering_renderer.h).
    static Result<std::unique_ptr<Renderer>> create(const std::string& device = {}, bool validation = false);
    // The same with a log that outlives the renderer; null: no validation.
    static Result<std::unique_ptr<Renderer>> create_logged(const std::string& device, std::shared_ptr<ValidationLog> log);
    // The same on a device that a window shares (tools/studio makes it with its surface's extensions).
    static Result<std::unique_ptr<Renderer>> create_on(std::shared_ptr<Device> device);
    virtual ~Renderer() = default;

    virtual std::string device_name() const = 0;
    int validation_messages() const { return static_cast<int>(validation_texts().size()); }
    virtual std::vector<std::string> validation_texts() const = 0;
    // What the user should know since the last call: the device was opened again, or pictures are coarser than asked for.
    virtual std::vector<Error> take_notices() { return {}; }

    // What is drawn of a city, read as it is seen. Replaces what was there. Error bad_format "renderer.tiles".
    virtual Result<void> set_tiles(std::shared_ptr<const TileSource> tiles) = 0;
    // The city itself, for what is no tile: 3D models, places of solutions. `tiles`: made before (scene/tile_set.h), as a project
    // keeps them; null, or what cannot be read: they are made from the city now. Replaces what was there, unless
    // set_tiles came before with the same.
    virtual Result<void> set_city(std::shared_ptr<const City> city, const Progress& progress = {}, std::shared_ptr<const TileSource> tiles = nullptr) = 0;
    // Solutions drawn; cheap: no tile is rebuilt. Colours by kind's model and FrameOptions::accent.
    virtual Result<void> set_solutions(const std::vector<Solution>& solutions, const Catalogue& catalogue) = 0;
    // What shines at night; replaces what was there. Without it a night has lit windows only.
    virtual Result<void> set_lamps(const Lamps& lamps) = 0;
    // Transparent bodies in the accent's colour, over everything; those of the city before go with set_city.
    virtual Result<void> set_volumes(const std::vector<CoverageVolume>& volumes) = 0;
    virtual Result<void> set_layer(const std::optional<Layer>& layer) = 0;

    // Error out_of_range "renderer.size": sides, or a part that is not within; "renderer.sample": sample n > 0 whose
    // predecessor was not the frame before, of the same size. Between samples 0..n nothing else may change.
    virtual Result<Image> render(const Camera& camera, const FrameOptions& options, bool with_ids = false, bool with_depth = false) = 0;
    virtual const FrameStatistics& statistics() const = 0;

    // For a window: submits a frame into picture() without waiting for it (it waits for the frame before). picture() is
    // R8G8B8A8_UNORM with sRGB-encoded values, options.width x options.height, left as ImageUse::copy_from; whoever uses
    // it records its own GpuImage::use barriers on the same queue. It is another image after a change of size.
    virtual Result<void> draw(const Camera& camera, const FrameOptions& options) = 0;
    virtual GpuImage& picture() = 0;
    virtual const std::shared_ptr<Device>& device() const = 0;
    // Object id at a pixel of the last frame drawn; 0 outside. Waits for that frame.
    virtual Result<std::uint32_t> pick(int x, int y) = 0;
    // Where the ray through a pixel (x right, y down, 0..size) meets the ground as it is drawn; nothing for the sky.
    virtual std::optional<std::array<double, 3>> ground_under(const Camera& camera, const FrameOptions& options, double x, double y) const = 0;
    // Pixel (x, y) and depth along the view axis in metres of a local point; nothing behind the camera.
    virtual std::optional<std::array<double, 3>> project(const Camera& camera, const FrameOptions& options, const std::array<double, 3>& point) const = 0;
};

} // namespace tp
