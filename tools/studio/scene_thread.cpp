#include "studio/scene_thread.h"

#include "report/coverage_volumes.h"

#include <chrono>

namespace tp {

void SceneThread::set_city(std::shared_ptr<const City> city, std::shared_ptr<const Catalogue> catalogue,
                           std::shared_ptr<const TileSource> tiles) {
    m_cancel = false;
    m_worker.post([this, city = std::move(city), catalogue = std::move(catalogue), tiles = std::move(tiles)] {
        auto failed = [&](const Error& error) { m_inbox.post([this, error] { m_answers.failed(error); }); };
        m_has_city = false;
        m_catalogue = catalogue;
        m_city = city;
        if (!m_renderer) {
            auto made = Renderer::create(m_device);
            if (!made) return failed(made.error());
            m_renderer = std::move(*made);
        }
        auto progress = [this](std::string_view step, double share) {
            m_inbox.post([this, name = std::string(step), share] { m_answers.progress(name, share); });
            return !m_cancel;
        };
        auto done = m_renderer->set_city(city, progress, tiles);
        post_notices();
        if (!done) return failed(done.error());
        m_night.set_city(city);
        m_has_city = true;
        m_solutions_version = m_volumes_version = m_layer_version = ~std::uint64_t{0}; // whatever comes next is new to this city
        m_inbox.post([this, name = m_renderer->device_name()] { m_answers.ready(name); });
    });
}

void SceneThread::post_notices() {
    for (Error& notice : m_renderer->take_notices())
        m_inbox.post([this, told = std::move(notice)] { m_answers.notice(told); });
}

Result<Frame> SceneThread::draw(const FrameRequest& request) {
    auto began = std::chrono::steady_clock::now();
    if (request.solutions_version != m_solutions_version) {
        if (auto done = m_renderer->set_solutions(*request.solutions, *m_catalogue); !done) return std::unexpected(done.error());
        m_solutions_version = request.solutions_version;
    }
    if (request.options.volumes_on && request.solutions_version != m_volumes_version) {
        auto volumes = coverage_volumes(coverage_of(*m_city, *m_catalogue, *request.solutions));
        if (auto done = m_renderer->set_volumes(volumes); !done) return std::unexpected(done.error());
        m_volumes_version = request.solutions_version;
    }
    if (request.layer_version != m_layer_version) {
        if (auto done = m_renderer->set_layer(request.layer ? std::optional(*request.layer) : std::nullopt); !done)
            return std::unexpected(done.error());
        m_layer_version = request.layer_version;
    }
    if (auto lit = m_night.show(*m_renderer, request.options, *request.solutions, *m_catalogue, request.solutions_version); !lit)
        return std::unexpected(lit.error());
    auto image = m_renderer->render(request.camera, request.options, request.with_ids, request.with_depth);
    if (!image) return std::unexpected(image.error());
    see(image->rgba, request.vision);
    double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    return Frame{std::move(*image), request, ms};
}

void SceneThread::request(FrameRequest request) {
    constexpr int k_frame = 1;
    m_worker.post_latest(k_frame, [this, request = std::move(request)] {
        if (!m_has_city || m_cancel) return;
        auto frame = draw(request);
        post_notices();
        if (!frame) m_inbox.post([this, error = frame.error()] { m_answers.failed(error); });
        else m_inbox.post([this, made = std::make_shared<const Frame>(std::move(*frame))] { m_answers.frame(made); });
    });
}

} // namespace tp
