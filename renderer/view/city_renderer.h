// view/city_renderer.h - the Renderer: passes in a fixed order, one frame in flight.
#pragma once

#include "pass/accumulate_pass.h"
#include "pass/body_pass.h"
#include "pass/city_pass.h"
#include "pass/night_pass.h"
#include "pass/post_pass.h"
#include "pass/prop_pass.h"
#include "pass/shadow_pass.h"
#include "pass/volume_pass.h"
#include "scene/drape.h"
#include "scene/ground.h"
#include "scene/solution_places.h"
#include "view/city_gpu.h"
#include "view/frame_clock.h"
#include "view/lighting.h"
#include "view/night_gpu.h"
#include "view/prop_gpu.h"
#include "view/seen_raster.h"
#include "view/targets.h"
#include "view/view.h"

#include <future>
#include <memory>
#include <optional>

namespace tp {

inline int shadow_side(const FrameOptions& options) { return options.shadow == ShadowMode::soft ? 4096 : 2048; }
inline bool has_shadow(const FrameOptions& options) { return options.shadow != ShadowMode::off && options.sun.elevation_deg > 0.5; }

class CityRenderer final : public Renderer {
public:
    static Result<std::unique_ptr<Renderer>> create(std::shared_ptr<Device> device);
    ~CityRenderer() override;

    std::string device_name() const override { return m_device->name(); }
    std::vector<std::string> validation_texts() const override { return m_device->log() ? m_device->log()->texts() : std::vector<std::string>{}; }
    Result<void> set_tiles(std::shared_ptr<const TileSource> tiles) override;
    Result<void> set_city(std::shared_ptr<const City> city, const Progress& progress, std::shared_ptr<const TileSource> tiles) override;
    Result<void> set_solutions(const std::vector<Solution>& solutions, const Catalogue& catalogue) override;
    Result<void> set_lamps(const Lamps& lamps) override;
    Result<void> set_volumes(const std::vector<CoverageVolume>& volumes) override;
    Result<void> set_layer(const std::optional<Layer>& layer) override;
    Result<Image> render(const Camera& camera, const FrameOptions& options, bool with_ids, bool with_depth) override;
    const FrameStatistics& statistics() const override { return m_statistics; }
    Result<void> draw(const Camera& camera, const FrameOptions& options) override;
    GpuImage& picture() override { return m_targets.picture; }
    const std::shared_ptr<Device>& device() const override { return m_device; }
    Result<std::uint32_t> pick(int x, int y) override;
    std::optional<std::array<double, 3>> ground_under(const Camera& camera, const FrameOptions& options, double x, double y) const override;
    std::optional<std::array<double, 3>> project(const Camera& camera, const FrameOptions& options,
                                                 const std::array<double, 3>& point) const override;

private:
    explicit CityRenderer(std::shared_ptr<Device> device);
    Result<void> prepare();
    Result<void> make_passes(); // on a thread of its own
    Result<void> first_frame(const Camera& camera, const FrameOptions& options); // what can be done while they are made
    Result<void> load_ahead(const Camera& camera, const FrameOptions& options);
    Result<void> warm_up(const CityPass::LightKind& kind);
    CityPass::LightKind light_kind(const FrameOptions& options) const;
    DrawChoice draw_choice(const FrameOptions& options) const;
    Result<void> wait(); // for the frame in flight
    Result<void> prepare_frame(const Camera& camera, const FrameOptions& options);
    Result<void> choose_draws(const FrameOptions& options, const DrawChoice& choice);
    Result<void> prepare_props(const FrameOptions& options);
    void choose_prop_casters(const FrameOptions& options, double pixel_m);
    Result<void> prepare_shadow(const FrameOptions& options, const DrawChoice& choice);
    void choose_casters(const FrameOptions& options, DrawChoice choice, int side);
    Result<void> replace_tiles(TileSet tiles);
    Result<void> upload_drape();
    Result<void> prepare_bodies(bool night);
    Result<void> prepare_post();
    double haze_from_m() const;
    FrameData frame_data(const FrameOptions& options) const;
    Result<void> record(const FrameOptions& options, const Readback* readback);
    void record_shadow(const FrameOptions& options);
    void record_seen();
    void record_seen_raster();
    void record_city(const FrameOptions& options);
    void record_forward(const FrameOptions& options);
    void record_volumes(const FrameOptions& options);
    void record_post(const FrameOptions& options);
    bool any_model_is_large() const;
    bool has_outline(const FrameOptions& options) const { return options.outline_on && !m_lists.models.empty() && any_model_is_large(); }
    GpuImage& colour_target() { return m_direct ? m_targets.picture : m_targets.colour; }
    Result<void> submit();
    const FrameData& frame_data_of(std::size_t view) const; // as written for this frame
    FrameBinding frame_binding(std::size_t view) const; // view 0: the camera, 1 and 2: the sun
    VkDeviceAddress instance_address(std::size_t view) const;

    std::shared_ptr<Device> m_device; // first: destroyed last
    VkCommandPool m_pool = VK_NULL_HANDLE;
    VkCommandBuffer m_commands = VK_NULL_HANDLE;
    VkFence m_fence = VK_NULL_HANDLE;
    bool m_in_flight = false;

    std::shared_ptr<const City> m_city;
    std::shared_ptr<const TileSource> m_source;
    std::shared_ptr<const Ground> m_ground; // null: nothing to draw yet
    std::optional<SolutionPlaces> m_places; // of m_city, once it has solutions
    CityGpu m_gpu;
    NightGpu m_night;
    PropGpu m_props;
    std::future<Result<void>> m_passes_made; // valid until the first frame
    std::optional<Error> m_unusable;         // they could not be made
    CityPass m_city_pass;
    PropPass m_prop_pass;
    ShadowPass m_shadow_pass;
    std::optional<PostPass> m_post_pass; // made for the first frame that needs it
    bool m_post_stale = true;            // it has not got the images of this size
    AccumulatePass m_accumulate_pass;
    std::optional<BodyPass> m_body_pass, m_body_night; // made for the first city that has models or photos, and its first night
    NightPass m_night_pass;
    std::optional<VolumePass> m_volume_pass; // made for the first volumes
    GeometryPages m_volume_pages;
    MeshDraw m_volumes;
    Vec3 m_volumes_centre{};
    UniformSet m_frame_set;
    ImageSet m_shadow_set;
    Targets m_targets;
    FrameClock m_clock;
    Buffer m_frames, m_instances, m_drape_cells, m_drape_objects;
    std::optional<Drape> m_drape;

    Result<void> prepare_view(const Camera& camera, const FrameOptions& options);
    Result<void> prepare_mean(const FrameOptions& options);
    Projection3 m_view, m_whole; // of the part that is drawn, and of the picture that it belongs to
    int m_samples_averaged = 0;  // in the mean of m_accumulate_pass
    DrawLists m_lists;
    std::array<ShadowView, 2> m_shadows;
    std::array<DrawLists, 2> m_shadow_lists;
    std::vector<PropDraw> m_prop_draws, m_prop_casters; // casters: of the near shadow image
    std::array<bool, 6> m_shadow_choice{};
    bool m_shadow_stale = true, m_shadow_incomplete = false; // incomplete: casters were missing, it is drawn again
    bool m_solutions_moved = false; // since the shadow images were drawn: what the processor cast of the city stays
    CityPass::LightKind m_light_kind;
    SeenRaster m_seen_raster;
    bool m_by_raster = false; // look, id and depth come from m_seen_raster
    bool m_direct = false; // this frame needs nothing after the light: it is drawn into the picture
    FrameStatistics m_statistics;
};

} // namespace tp
