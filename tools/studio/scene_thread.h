// studio/scene_thread.h - the renderer on a thread of its own: takes what to draw, gives pictures.
#pragma once

#include "city/colour_vision.h"
#include "core/platform/paths.h"
#include "studio/night_lamps.h"
#include "studio/worker.h"
#include "view/view.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tp {

struct FrameRequest {
    Camera camera;
    FrameOptions options;
    bool with_ids = false; // still views: what a click hits
    bool with_depth = false; // for names: what is in sight
    ColourVision vision = ColourVision::normal; // the picture as these eyes see it
    std::uint64_t serial = 0;
    // Versions tell the renderer what has not changed since the last frame.
    std::shared_ptr<const std::vector<Solution>> solutions;
    std::uint64_t solutions_version = 0;
    std::shared_ptr<const Layer> layer; // null: none
    std::uint64_t layer_version = 0;
};

struct Frame {
    Image image;
    FrameRequest request;
    double total_ms = 0; // on the scene's thread, upload and readback included
};

class SceneThread {
public:
    struct Answers {
        std::function<void(std::string device)> ready; // the city is on the device
        std::function<void(std::shared_ptr<const Frame>)> frame;
        std::function<void(const Error&)> failed;
        std::function<void(std::string step, double share)> progress;
        std::function<void(const Error&)> notice; // the device was opened again, or pictures are coarser than asked for
    };
    // `device`: part of its name; empty: the best.
    SceneThread(Inbox& inbox, std::string device, Answers answers) : m_inbox(inbox), m_device(std::move(device)), m_answers(std::move(answers)) {}
    ~SceneThread() { m_cancel = true; }

    void set_city(std::shared_ptr<const City> city, std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<const TileSource> tiles);
    void request(FrameRequest request); // the newest one wins
    void cancel() { m_cancel = true; }

private:
    Result<Frame> draw(const FrameRequest& request);
    void post_notices();

    Inbox& m_inbox;
    std::string m_device;
    Answers m_answers;
    std::atomic<bool> m_cancel{false};
    // Below: touched by the worker only.
    std::unique_ptr<Renderer> m_renderer;
    std::shared_ptr<const City> m_city;
    std::shared_ptr<const Catalogue> m_catalogue;
    NightLamps m_night{data_folder()};
    std::uint64_t m_solutions_version = 0, m_volumes_version = 0, m_layer_version = 0;
    bool m_has_city = false;
    Worker m_worker;
};

} // namespace tp
