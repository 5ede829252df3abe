#include "view/recovering_renderer.h"

#include "view/city_renderer.h"

#include <algorithm>

namespace tp {
namespace {

constexpr int k_tries = 3; // then the processor
constexpr int k_coarsest = 2;

std::string argument(const Error& error, const std::string& name) {
    auto it = std::ranges::find(error.args, name, &MessageArgs::value_type::first);
    return it == error.args.end() ? std::string{} : it->second;
}

// What is said when no try helped: what failed first. Want of memory stays what it is: a smaller picture may be drawn.
Error last_word(const Error& first, const Error& last) {
    if (is_out_of_memory(last)) return last;
    if (!is_device_failure(first)) return first;
    return {ErrorCode::unsupported, "renderer.off", {{"call", argument(first, "call")}}, {}};
}

} // namespace

Result<std::unique_ptr<Renderer>> Renderer::create(const std::string& device, bool validation) {
    return RecoveringRenderer::create(device, validation ? std::make_shared<ValidationLog>() : nullptr);
}

Result<std::unique_ptr<Renderer>> Renderer::create_logged(const std::string& device, std::shared_ptr<ValidationLog> log) {
    return RecoveringRenderer::create(device, std::move(log));
}

Result<std::unique_ptr<Renderer>> RecoveringRenderer::create(const std::string& device, std::shared_ptr<ValidationLog> log) {
    std::unique_ptr<RecoveringRenderer> renderer(new RecoveringRenderer(device, std::move(log)));
    auto opened = renderer->open(false);
    if (!opened && !is_device_failure(opened.error())) return std::unexpected(opened.error());
    if (!opened) {
        renderer->m_was_open = true; // so that it is tried as often as later
        opened = renderer->attempt([](Renderer&) -> Result<void> { return {}; });
    }
    if (!opened) return std::unexpected(opened.error());
    renderer->m_was_open = true;
    return renderer;
}

Result<void> RecoveringRenderer::open(bool software_only) {
    m_inner.reset(); // first: two cities may not fit
    DeviceOptions options;
    if (!software_only) options.name = m_device;
    options.software_only = software_only;
    options.log = m_log;
    auto device = Device::create(options);
    if (!device) return std::unexpected(device.error());
    auto made = CityRenderer::create(std::move(*device));
    if (!made) return std::unexpected(made.error());
    Renderer& inner = **made;
    for (const Set& set : m_kept)
        if (auto done = set ? set(inner) : Result<void>{}; !done) return done;
    m_redraw = m_drawn.has_value();
    m_inner = std::move(*made);
    return {};
}

void RecoveringRenderer::note_recovery(const Error& cause) {
    if (is_out_of_memory(cause)) m_notices.push_back({ErrorCode::io, "renderer.coarser", {}, {}});
    else m_notices.push_back({ErrorCode::unsupported, "renderer.recovered", {{"device", m_inner->device_name()}}, {}});
}

template <class Call>
auto RecoveringRenderer::attempt(Call call) -> std::invoke_result_t<Call, Renderer&> {
    std::optional<Error> first, last;
    auto failed = [&](const Error& error) {
        last = error;
        if (!first) first = error;
    };
    bool was_off = !m_inner && !std::exchange(m_was_open, true); // then one try is enough
    for (int turn = 0; turn <= k_tries; ++turn) {
        if (!m_inner) {
            auto opened = open(turn == k_tries);
            if (!opened) failed(opened.error());
            if (!opened && (was_off || opened.error().code == ErrorCode::cancelled)) break;
            if (!opened) continue;
        }
        auto done = call(*m_inner);
        if (done && first) note_recovery(*first);
        if (done || !is_device_failure(done.error())) return done;
        failed(done.error());
        if (is_out_of_memory(done.error())) m_coarser = std::min(m_coarser + 1, k_coarsest);
        m_inner.reset();
    }
    m_inner.reset();
    m_was_open = false;
    return std::unexpected(last_word(*first, *last));
}

FrameOptions RecoveringRenderer::eased(const FrameOptions& options) const {
    FrameOptions out = options;
    if (m_coarser >= 1) {
        out.samples_per_side = 1;
        if (out.shadow == ShadowMode::soft) out.shadow = ShadowMode::fast;
    }
    if (m_coarser >= 2) {
        out.moving = true;
        out.shadow = ShadowMode::off;
    }
    return out;
}

Result<void> RecoveringRenderer::keep(Kept what, const Set& set) {
    forget(what); // a new device need not load what is replaced
    auto done = attempt(set);
    if (done) m_kept[static_cast<std::size_t>(what)] = set;
    return done;
}

void RecoveringRenderer::begin_city() { // what belonged to the one before goes with it
    forget(Kept::city);
    forget(Kept::solutions);
    forget(Kept::volumes);
    m_drawn.reset();
    m_coarser = 0;
}

Result<void> RecoveringRenderer::set_tiles(std::shared_ptr<const TileSource> tiles) {
    begin_city();
    return keep(Kept::tiles, [tiles](Renderer& inner) { return inner.set_tiles(tiles); });
}

Result<void> RecoveringRenderer::set_city(std::shared_ptr<const City> city, const Progress& progress, std::shared_ptr<const TileSource> tiles) {
    begin_city();
    auto done = keep(Kept::city, [&](Renderer& inner) { return inner.set_city(city, progress, tiles); });
    if (!done) return done;
    forget(Kept::tiles); // the city has them
    m_kept[static_cast<std::size_t>(Kept::city)] = [city, tiles](Renderer& inner) { return inner.set_city(city, {}, tiles); }; // `progress` is the caller's
    return done;
}

Result<void> RecoveringRenderer::set_solutions(const std::vector<Solution>& solutions, const Catalogue& catalogue) {
    Catalogue kinds; // of these solutions
    for (const Kind& kind : catalogue.kinds)
        if (std::ranges::any_of(solutions, [&](const Solution& solution) { return solution.kind == kind.id; })) kinds.kinds.push_back(kind);
    return keep(Kept::solutions, [solutions, kinds](Renderer& inner) { return inner.set_solutions(solutions, kinds); });
}

Result<void> RecoveringRenderer::set_volumes(const std::vector<CoverageVolume>& volumes) {
    return keep(Kept::volumes, [volumes](Renderer& renderer) { return renderer.set_volumes(volumes); });
}

Result<void> RecoveringRenderer::set_lamps(const Lamps& lamps) {
    return keep(Kept::lamps, [lamps](Renderer& renderer) { return renderer.set_lamps(lamps); });
}

Result<void> RecoveringRenderer::set_layer(const std::optional<Layer>& layer) {
    return keep(Kept::layer, [layer](Renderer& inner) { return inner.set_layer(layer); });
}

Result<Image> RecoveringRenderer::render(const Camera& camera, const FrameOptions& options, bool with_ids, bool with_depth) {
    auto image = attempt([&](Renderer& inner) { return inner.render(camera, eased(options), with_ids, with_depth); });
    if (image) m_drawn = {camera, options};
    if (image) m_redraw = false;
    return image;
}

Result<void> RecoveringRenderer::draw(const Camera& camera, const FrameOptions& options) {
    auto done = attempt([&](Renderer& inner) { return inner.draw(camera, eased(options)); });
    if (done) m_drawn = {camera, options};
    if (done) m_redraw = false;
    return done;
}

Result<std::uint32_t> RecoveringRenderer::pick(int x, int y) {
    return attempt([&](Renderer& inner) -> Result<std::uint32_t> {
        if (m_redraw && m_drawn)
            if (auto drawn = inner.draw(m_drawn->camera, eased(m_drawn->options)); !drawn) return std::unexpected(drawn.error());
        m_redraw = false;
        return inner.pick(x, y);
    });
}

std::optional<std::array<double, 3>> RecoveringRenderer::ground_under(const Camera& camera, const FrameOptions& options, double x,
                                                                      double y) const {
    return m_inner ? m_inner->ground_under(camera, options, x, y) : std::nullopt;
}

std::optional<std::array<double, 3>> RecoveringRenderer::project(const Camera& camera, const FrameOptions& options,
                                                                 const std::array<double, 3>& point) const {
    return m_inner ? m_inner->project(camera, options, point) : std::nullopt;
}

} // namespace tp
