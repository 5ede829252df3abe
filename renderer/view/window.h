// view/window.h - a window with a picture behind Dear ImGui's panels; owns GLFW, the swapchain and ImGui's context.
//
// The window has its own device: pictures come from a Renderer on another thread as pixels, so that the thread of the
// window never waits for a frame of the city. Only this file's .cpp calls GLFW; a program without a window never does.
// One window per process, used by the thread that made it; wake() alone may be called from any thread.
#pragma once

#include "core/result.h"
#include "view/view.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct WindowOptions {
    std::string title;
    int width = 1280, height = 800;
    std::filesystem::path font; // with Hangul; its face number within a collection (.ttc)
    int font_face = 0;
    std::filesystem::path sign_font; // for signs that the first lacks; may be empty
    double font_size = 17.0;    // logical pixels; multiplied by the display's scale
    std::function<void(std::vector<std::string>)> on_drop; // files dropped on the window
    std::string device;         // part of a graphics device's name; empty: the best
};

// A key that went down: its GLFW code (letters are their ASCII codes), told once even where it went up again at once.
struct KeyPress {
    int key = 0;
    bool control = false, shift = false;
};

class Window {
public:
    // Errors: unsupported "studio.no_display" (no display server), unsupported "renderer.no_device" (no Vulkan device that
    // can show a window).
    static Result<std::unique_ptr<Window>> create(const WindowOptions& options);
    virtual ~Window() = default;

    // Sleeps until there is input, wake() was called or `timeout_s` has passed. False once the user closed the window.
    virtual bool wait(double timeout_s) = 0;
    virtual std::vector<KeyPress> take_keys() = 0; // pressed since the last call, in order
    virtual void set_close(bool close) = 0; // true: wait() gives false; false: the user's wish to close is withdrawn
    virtual void set_title(const std::string& title) = 0;
    virtual double scale() const = 0;       // physical pixels per logical one: the monitor's (HiDPI) times zoom()
    virtual double zoom() const = 0;        // of text and panels, as the user wants it
    virtual void set_zoom(double zoom) = 0; // clamped to 0.75..3; from the next begin() on
    virtual int width() const = 0;          // of the framebuffer, pixels
    virtual int height() const = 0;

    // The picture shown from the next end() on, and where: pixels of the framebuffer, y down; stretched where the sizes differ.
    virtual void set_picture(const Image& image) = 0;
    virtual void place_picture(int x, int y, int width, int height) = 0;

    // Small pictures for panels: a sheet of cells of one size, row by row, kept until the next one. show_small() puts a cell
    // over the panels in the next end(), once: a box in pixels of the framebuffer.
    virtual void set_sheet(const Image& sheet, int cell_width, int cell_height) = 0;
    virtual void show_small(int cell, float x, float y, float width, float height) = 0;

    virtual void begin() = 0;             // a new frame of panels (ImGui::NewFrame)
    // Draws the picture and the panels, presents. A device that fails is opened again (three tries, then the processor);
    // take_notices() tells, and the picture has to be set again. Error: of the last try.
    virtual Result<void> end() = 0;
    virtual std::vector<Error> take_notices() = 0; // sentences for the user since the last call

    static void wake(); // from any thread
};

} // namespace tp
