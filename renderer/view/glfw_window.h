// view/glfw_window.h - the one implementation of Window; used by window.cpp (frames) and window_setup.cpp (device, swapchain).
#pragma once

#include "view/window.h"
#include "vk/device.h"
#include "vk/memory.h"

#include <optional>
#include <utility>

struct GLFWwindow;

namespace tp {

template <class Info>
Info info_of(VkStructureType type) {
    Info info{};
    info.sType = type;
    return info;
}

struct Rectangle {
    int x = 0, y = 0, width = 0, height = 0;
};

class GlfwWindow final : public Window {
public:
    ~GlfwWindow() override;
    Result<void> open(const WindowOptions& options);

    bool wait(double timeout_s) override;
    std::vector<KeyPress> take_keys() override { return std::exchange(m_keys, {}); }
    void set_close(bool close) override;
    void set_title(const std::string& title) override;
    double scale() const override { return m_scale; }
    double zoom() const override { return m_zoom; }
    void set_zoom(double zoom) override;
    int width() const override { return m_width; }
    int height() const override { return m_height; }
    void set_picture(const Image& image) override;
    void place_picture(int x, int y, int width, int height) override { m_place = {x, y, width, height}; }
    void set_sheet(const Image& sheet, int cell_width, int cell_height) override;
    void show_small(int cell, float x, float y, float width, float height) override;
    void begin() override;
    Result<void> end() override;
    std::vector<Error> take_notices() override { return std::exchange(m_notices, {}); }

private:
    Result<void> open_graphics(bool software_only); // everything that dies with the device
    void close_graphics();
    Result<void> reopen(const Error& cause); // three tries, then the processor
    Result<void> present();
    Result<void> open_device(bool software_only);
    Result<void> make_pass();
    Result<void> make_swapchain();
    Result<void> open_panels();
    void hold_taps();
    void follow_scale(); // fonts and sizes of another scale
    void drop_swapchain();
    VkResult record(VkCommandBuffer commands, std::uint32_t index);
    void draw_picture(VkCommandBuffer commands, VkImage target);
    void draw_small(VkCommandBuffer commands, VkImage target); // after the panels

    GLFWwindow* m_window = nullptr;
    std::vector<Error> m_notices;
    bool m_panels = false;
    double m_scale = 1.0, m_monitor_scale = 1.0, m_zoom = 1.0;
    std::optional<Error> m_broken; // what failed in begin(), told in end()
    WindowOptions m_options;
    int m_width = 0, m_height = 0;
    std::vector<KeyPress> m_keys;
    std::vector<int> m_taps, m_held; // keys that went down since the last frame; those shown as down for one frame

    std::shared_ptr<Device> m_device;
    VkSurfaceKHR m_surface = VK_NULL_HANDLE;
    VkSurfaceFormatKHR m_format{};
    VkRenderPass m_pass = VK_NULL_HANDLE;
    VkDescriptorPool m_descriptors = VK_NULL_HANDLE;
    VkCommandPool m_commands = VK_NULL_HANDLE;
    VkCommandBuffer m_buffer = VK_NULL_HANDLE;
    VkFence m_done = VK_NULL_HANDLE;
    VkSemaphore m_acquired = VK_NULL_HANDLE;
    VkSwapchainKHR m_swapchain = VK_NULL_HANDLE;
    VkExtent2D m_extent{};
    std::vector<VkImage> m_images;
    std::vector<VkImageView> m_views;
    std::vector<VkFramebuffer> m_framebuffers;
    std::vector<VkSemaphore> m_drawn; // one per image: present may still wait on the last one

    // An image of the processor's that frames copy from.
    struct Shown {
        GpuImage image;
        Buffer staging;
        bool upload = false; // staged, to be copied by the next frame

        bool set(std::shared_ptr<Device> device, VkFence done, const Image& pixels); // false: the old one stays
        void use(VkCommandBuffer commands); // as the source of copies
    };
    Shown m_picture, m_sheet;
    Rectangle m_place;
    int m_cell_width = 1, m_cell_height = 1;
    std::vector<std::pair<int, Rectangle>> m_small; // cells of this frame
};

} // namespace tp
