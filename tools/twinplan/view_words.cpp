#include "twinplan/view_words.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tp {
namespace {

template <class T>
bool read_number(std::string_view& text, T& value) {
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

} // namespace

Result<void> read_size(const std::string& text, int& width, int& height) {
    std::string_view rest = text;
    bool good = read_number(rest, width) && !rest.empty() && (rest.front() == 'x' || rest.front() == 'X');
    if (good) rest.remove_prefix(1);
    if (!good || !read_number(rest, height) || !rest.empty()) return fail(ErrorCode::usage, "render.bad_size", {{"text", text}});
    return {};
}

Result<Camera> read_camera(const std::string& text, const City& city, const LocalBox& box, double aspect) {
    if (text == "oblique") return make_camera(city, CameraPreset::oblique, box, aspect);
    if (text == "top") return make_camera(city, CameraPreset::top, box, aspect);
    if (text == "street") return make_camera(city, CameraPreset::street, box, aspect);
    std::array<double, 6> v{};
    std::string_view rest = text;
    for (std::size_t i = 0; i < v.size(); ++i) {
        bool good = read_number(rest, v[i]) && std::isfinite(v[i]);
        if (good && i + 1 < v.size()) good = rest.starts_with(',');
        if (!good) return fail(ErrorCode::usage, "render.bad_camera", {{"text", text}});
        if (i + 1 < v.size()) rest.remove_prefix(1);
    }
    if (!rest.empty()) return fail(ErrorCode::usage, "render.bad_camera", {{"text", text}});
    Camera camera;
    camera.eye = {v[0], v[1], v[2]};
    camera.target = {v[3], v[4], v[5]};
    return camera;
}

Result<ShadowMode> read_shadow(const std::string& text) {
    if (text == "off") return ShadowMode::off;
    if (text == "fast") return ShadowMode::fast;
    if (text == "soft") return ShadowMode::soft;
    return fail(ErrorCode::usage, "render.bad_shadow", {{"text", text}});
}

} // namespace tp
