// view/recovering_renderer.h - the Renderer that programs get: a CityRenderer that is made anew where its device fails.
//
// It keeps what was set (city, solutions, layer, lamps, volumes: the CPU's copies; a new setter of Renderer is one line with keep()). A call that fails because of the device is tried again
// on a new one, three times, then on the processor; after that pictures are off ("renderer.off") until a later call
// finds a device again. Where memory runs short, what nothing needs is dropped by making everything anew, and frames get
// coarser in steps; take_notices() says both.
#pragma once

#include "view/view.h"
#include "vk/device.h"
#include "vk/memory.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tp {

class RecoveringRenderer final : public Renderer {
public:
    // Errors: as Renderer::create; of the last try where the device fails each time.
    static Result<std::unique_ptr<Renderer>> create(const std::string& device, std::shared_ptr<ValidationLog> log);

    std::string device_name() const override { return m_inner ? m_inner->device_name() : std::string{}; }
    std::vector<std::string> validation_texts() const override { return m_log ? m_log->texts() : std::vector<std::string>{}; }
    std::vector<Error> take_notices() override { return std::exchange(m_notices, {}); }
    Result<void> set_tiles(std::shared_ptr<const TileSource> tiles) override;
    Result<void> set_city(std::shared_ptr<const City> city, const Progress& progress, std::shared_ptr<const TileSource> tiles) override;
    Result<void> set_solutions(const std::vector<Solution>& solutions, const Catalogue& catalogue) override;
    Result<void> set_layer(const std::optional<Layer>& layer) override;
    Result<void> set_lamps(const Lamps& lamps) override;
    Result<void> set_volumes(const std::vector<CoverageVolume>& volumes) override;
    Result<Image> render(const Camera& camera, const FrameOptions& options, bool with_ids, bool with_depth) override;
    const FrameStatistics& statistics() const override { return m_inner ? m_inner->statistics() : m_no_statistics; }
    Result<void> draw(const Camera& camera, const FrameOptions& options) override;
    GpuImage& picture() override { return m_inner ? m_inner->picture() : m_no_picture; }
    const std::shared_ptr<Device>& device() const override { return m_inner ? m_inner->device() : m_no_device; }
    Result<std::uint32_t> pick(int x, int y) override;
    std::optional<std::array<double, 3>> ground_under(const Camera& camera, const FrameOptions& options, double x, double y) const override;
    std::optional<std::array<double, 3>> project(const Camera& camera, const FrameOptions& options,
                                                 const std::array<double, 3>& point) const override;

private:
    RecoveringRenderer(std::string device, std::shared_ptr<ValidationLog> log) : m_device(std::move(device)), m_log(std::move(log)) {}
    // What is set again on a new device, in this order.
    enum class Kept { tiles, city, solutions, layer, lamps, volumes, count };
    using Set = std::function<Result<void>(Renderer&)>;
    Result<void> keep(Kept what, const Set& set); // sets it now, and again on every new device
    void begin_city();
    void forget(Kept what) { m_kept[static_cast<std::size_t>(what)] = nullptr; }
    Result<void> open(bool software_only); // with all that was set
    template <class Call>
    auto attempt(Call call) -> std::invoke_result_t<Call, Renderer&>;
    void note_recovery(const Error& cause);
    FrameOptions eased(const FrameOptions& options) const;

    std::string m_device; // asked for
    std::shared_ptr<ValidationLog> m_log;
    std::unique_ptr<Renderer> m_inner; // null: pictures are off
    bool m_was_open = false;
    std::vector<Error> m_notices;

    std::array<Set, static_cast<std::size_t>(Kept::count)> m_kept;
    struct Drawn {
        Camera camera;
        FrameOptions options;
    };
    std::optional<Drawn> m_drawn; // what pick() asks about
    bool m_redraw = false;        // the new device has not drawn it
    int m_coarser = 0;            // 0: as asked for; 1: one sample, small shadow map; 2: as while moving, without shadows

    FrameStatistics m_no_statistics;
    GpuImage m_no_picture;
    std::shared_ptr<Device> m_no_device;
};

} // namespace tp
