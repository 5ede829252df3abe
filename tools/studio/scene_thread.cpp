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

Result<Image> SceneThread::draw(const Pane& pane, const FrameRequest& request, bool first, int sample) {
    if (pane.solutions_version != m_solutions_version) {
        if (auto done = m_renderer->set_solutions(*pane.solutions, *m_catalogue); !done) return std::unexpected(done.error());
        m_solutions_version = pane.solutions_version;
    }
    if (pane.options.volumes_on && pane.solutions_version != m_volumes_version) {
        auto volumes = coverage_volumes(coverage_of(*m_city, *m_catalogue, *pane.solutions));
        if (auto done = m_renderer->set_volumes(volumes); !done) return std::unexpected(done.error());
        m_volumes_version = pane.solutions_version;
    }
    if (pane.layer_version != m_layer_version) {
        if (auto done = m_renderer->set_layer(pane.layer ? std::optional(*pane.layer) : std::nullopt); !done)
            return std::unexpected(done.error());
        m_layer_version = pane.layer_version;
    }
    if (auto lit = m_night.show(*m_renderer, pane.options, *pane.solutions, *m_catalogue, pane.solutions_version); !lit)
        return std::unexpected(lit.error());
    FrameOptions options = pane.options;
    options.sample = sample;
    auto image = m_renderer->render(pane.camera, options, first && request.with_ids, first && request.with_depth);
    post_notices();
    if (image) see(image->rgba, request.vision);
    return image;
}

void SceneThread::request(FrameRequest wanted) {
    constexpr int k_frame = 1;
    m_newest = wanted.serial;
    m_worker.post_latest(k_frame, [this, request = std::make_shared<const FrameRequest>(std::move(wanted))] {
        if (!m_has_city || m_cancel) return;
        auto began = std::chrono::steady_clock::now();
        Frame frame{{}, {}, request, true, 0};
        for (const Pane& pane : request->panes) {
            auto image = draw(pane, *request, true, -1);
            if (!image) return post_error(image.error());
            frame.images.push_back(std::make_shared<const Image>(std::move(*image)));
        }
        frame.seen = frame.images;
        frame.total_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
        frame.statistics = m_renderer->statistics();
        frame.device = m_renderer->device_name();
        if (request->samples > 1) refine(std::make_shared<Refined>(Refined{request, frame.images, frame.images, 0, 0}));
        post(std::move(frame));
    });
}

// One sample a job, so that a new request comes next; what has begun for an older view ends without a word.
void SceneThread::refine(std::shared_ptr<Refined> refined) {
    constexpr int k_refine = 2, k_first_shown = 4;
    m_worker.post_latest(k_refine, [this, refined = std::move(refined)] {
        Refined& r = *refined;
        if (!m_has_city || m_cancel || m_newest != r.request->serial) return;
        if (m_restart) r.sample = 0;
        m_restart = false;
        auto image = draw(r.request->panes[r.pane], *r.request, false, r.sample);
        if (!image && image.error().key == "renderer.sample" && r.sample > 0) { // the mean went with a device that was lost
            r.sample = 0;
            return refine(refined);
        }
        if (!image) return post_error(image.error());
        int count = ++r.sample;
        bool last = count >= r.request->samples;
        if (last || (count >= k_first_shown && (count & (count - 1)) == 0)) { // 4, 8, 16 ...: more would only cost
            r.images[r.pane] = std::make_shared<const Image>(std::move(*image));
            post(Frame{r.images, r.seen, r.request, false, 0, m_renderer->statistics(), m_renderer->device_name()});
        }
        if (last) ++r.pane, r.sample = 0;
        if (r.pane < r.request->panes.size()) refine(refined);
    });
}

void SceneThread::run(std::function<void(Renderer&)> job) {
    m_worker.post([this, job = std::move(job)] {
        if (!m_has_city || m_cancel) return;
        job(*m_renderer);
        post_notices();
        m_solutions_version = m_layer_version = ~std::uint64_t{0};
        m_restart = true;
    });
}

} // namespace tp
