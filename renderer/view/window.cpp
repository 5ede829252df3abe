#include "view/glfw_window.h"
#include "view/window_fonts.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <algorithm>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_vulkan.h>
#include <imgui.h>

namespace tp {
namespace {

// ImGui's backend goes on with handles that it did not get, unless its check of results throws; caught in this file.
struct PanelFailure {
    VkResult result;
};
void check_panels(VkResult result) {
    if (result < 0) throw PanelFailure{result};
}

double monitor_scale(float said) { return std::clamp(static_cast<double>(said), 1.0, 4.0); }

VkResult guarded(const auto& panels) {
    try {
        panels();
    } catch (const PanelFailure& failure) {
        return failure.result;
    }
    return VK_SUCCESS;
}

} // namespace

GlfwWindow::~GlfwWindow() {
    close_graphics();
    if (ImGui::GetCurrentContext()) {
        if (ImGui::GetIO().BackendPlatformUserData) ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext();
    }
    if (m_window) glfwDestroyWindow(m_window);
    glfwTerminate();
}

Result<void> GlfwWindow::open(const WindowOptions& options) {
    if (glfwInit() != GLFW_TRUE) return fail(ErrorCode::unsupported, "studio.no_display");
    if (glfwVulkanSupported() != GLFW_TRUE) return fail(ErrorCode::unsupported, "renderer.no_device");
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    m_window = glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
    if (!m_window) return fail(ErrorCode::unsupported, "studio.no_display");
    float scale_x = 1.0F, scale_y = 1.0F;
    glfwGetWindowContentScale(m_window, &scale_x, &scale_y);
    m_scale = m_monitor_scale = monitor_scale(scale_x);
    m_options = options;
    glfwSetWindowUserPointer(m_window, this);
    glfwSetDropCallback(m_window, [](GLFWwindow* window, int count, const char** paths) {
        auto* self = static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window));
        if (self->m_options.on_drop) self->m_options.on_drop({paths, paths + count});
    });
    glfwSetWindowContentScaleCallback(m_window, [](GLFWwindow* window, float scale, float) { // moved to another monitor
        static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window))->m_monitor_scale = monitor_scale(scale);
    });
    // ImGui 1.86 loses a key that goes down and up between two frames (hold_taps()); it calls this one as well.
    glfwSetKeyCallback(m_window, [](GLFWwindow* window, int key, int, int action, int modifiers) {
        auto* self = static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window));
        if (action != GLFW_PRESS) return;
        self->m_keys.push_back({key, (modifiers & GLFW_MOD_CONTROL) != 0, (modifiers & GLFW_MOD_SHIFT) != 0});
        constexpr int k_first_modifier = 340, k_last_modifier = 347; // held ones, and keys with Ctrl, are no taps for panels
        if ((modifiers & GLFW_MOD_CONTROL) == 0 && (key < k_first_modifier || key > k_last_modifier)) self->m_taps.push_back(key);
    });
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr; // nothing is written beside the user's files
    ImGui::GetIO().MouseDoubleClickTime = 0.5F;
    style_panels(m_scale);
    add_fonts(options.font, options.font_face, options.sign_font, options.font_size * m_scale);
    ImGui_ImplGlfw_InitForVulkan(m_window, true);
    auto done = open_graphics(false);
    if (done) return done;
    if (is_device_failure(done.error())) return reopen(done.error());
    if (!m_options.device.empty()) return done;
    close_graphics(); // the best device may have no outputs
    return open_graphics(true) ? Result<void>{} : done;
}

Result<void> GlfwWindow::open_graphics(bool software_only) {
    if (auto done = open_device(software_only); !done) return done;
    if (auto done = make_pass(); !done) return done;
    if (auto done = make_swapchain(); !done) return done;
    return open_panels();
}

void GlfwWindow::close_graphics() {
    if (!m_device) return;
    static_cast<void>(m_device->wait_idle()); // a device that is lost does not run any more
    m_picture = {};
    m_sheet = {};
    if (m_panels) ImGui_ImplVulkan_Shutdown();
    m_panels = false;
    drop_swapchain();
    VkDevice device = m_device->handle();
    vkDestroySemaphore(device, std::exchange(m_acquired, VK_NULL_HANDLE), nullptr);
    vkDestroyFence(device, std::exchange(m_done, VK_NULL_HANDLE), nullptr);
    vkDestroyCommandPool(device, std::exchange(m_commands, VK_NULL_HANDLE), nullptr);
    vkDestroyDescriptorPool(device, std::exchange(m_descriptors, VK_NULL_HANDLE), nullptr);
    vkDestroyRenderPass(device, std::exchange(m_pass, VK_NULL_HANDLE), nullptr);
    vkDestroySurfaceKHR(m_device->instance(), std::exchange(m_surface, VK_NULL_HANDLE), nullptr);
    m_device.reset();
}

Result<void> GlfwWindow::open_panels() {
    ImGui_ImplVulkan_InitInfo info{};
    info.Instance = m_device->instance();
    info.PhysicalDevice = m_device->physical();
    info.Device = m_device->handle();
    info.QueueFamily = m_device->queue_family();
    info.Queue = m_device->queue();
    info.DescriptorPool = m_descriptors;
    info.MinImageCount = 2;
    info.ImageCount = std::max<std::uint32_t>(2, static_cast<std::uint32_t>(m_images.size()));
    info.MSAASamples = VK_SAMPLE_COUNT_1_BIT;
    info.CheckVkResultFn = check_panels;
    m_panels = true; // also where it fails half-way: what it has is to be destroyed
    VkResult made = guarded([&] { ImGui_ImplVulkan_Init(&info, m_pass); });
    if (made != VK_SUCCESS) return vulkan_error("ImGui_ImplVulkan_Init", made);
    auto done = m_device->submit_and_wait([&](VkCommandBuffer commands) { made = guarded([&] { ImGui_ImplVulkan_CreateFontsTexture(commands); }); });
    if (made != VK_SUCCESS) return vulkan_error("ImGui_ImplVulkan_CreateFontsTexture", made);
    ImGui_ImplVulkan_DestroyFontUploadObjects();
    return done;
}

void GlfwWindow::set_close(bool close) { glfwSetWindowShouldClose(m_window, close ? GLFW_TRUE : GLFW_FALSE); }

void GlfwWindow::set_title(const std::string& title) { glfwSetWindowTitle(m_window, title.c_str()); }

bool GlfwWindow::wait(double timeout_s) {
    if (timeout_s > 0) glfwWaitEventsTimeout(timeout_s);
    else glfwPollEvents();
    return glfwWindowShouldClose(m_window) != GLFW_TRUE;
}

void GlfwWindow::begin() {
    m_small.clear();
    follow_scale();
    hold_taps();
    if (m_panels && !m_broken) ImGui_ImplVulkan_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
}

// ImGui 1.86 sees only which keys are down when a frame begins: a key that went down and up since the last one is shown as
// down for a frame, one that did so twice for two with one between.
void GlfwWindow::hold_taps() {
    auto& down = ImGui::GetIO().KeysDown;
    for (int key : m_held)
        if (glfwGetKey(m_window, key) != GLFW_PRESS) down[key] = false;
    auto held = std::exchange(m_held, {});
    for (int key : std::exchange(m_taps, {})) {
        if (key < 0 || key >= static_cast<int>(std::size(down))) continue;
        bool shown = std::ranges::find(m_held, key) != m_held.end() || std::ranges::find(held, key) != held.end();
        if (shown) m_taps.push_back(key);
        else if (!down[key]) down[key] = true, m_held.push_back(key);
    }
    if (!m_held.empty() || !m_taps.empty()) glfwPostEmptyEvent(); // the next frame shows them up again
}

void GlfwWindow::set_zoom(double zoom) { m_zoom = std::clamp(zoom, 0.75, 3.0); }

void GlfwWindow::follow_scale() {
    double scale = std::clamp(m_monitor_scale * m_zoom, 0.75, 6.0);
    if (scale == m_scale || !m_device || m_broken) return;
    m_scale = scale;
    style_panels(m_scale);
    ImGui::GetIO().Fonts->Clear();
    add_fonts(m_options.font, m_options.font_face, m_options.sign_font, m_options.font_size * m_scale);
    ImGui::GetIO().Fonts->Build(); // a frame needs them, also where the device fails below
    auto done = m_device->wait_idle();
    if (m_panels) ImGui_ImplVulkan_Shutdown();
    m_panels = false;
    if (done) vkResetDescriptorPool(m_device->handle(), m_descriptors, 0); // ImGui 1.86 leaves its set there
    if (done) done = open_panels();
    if (!done) m_broken = done.error();
}

VkResult GlfwWindow::record(VkCommandBuffer commands, std::uint32_t index) {
    VkImage target = m_images[index];
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::undefined, ImageUse::copy_to, true);
    draw_picture(commands, target);
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::copy_to, ImageUse::colour);
    auto pass = info_of<VkRenderPassBeginInfo>(VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO);
    pass.renderPass = m_pass;
    pass.framebuffer = m_framebuffers[index];
    pass.renderArea.extent = m_extent;
    vkCmdBeginRenderPass(commands, &pass, VK_SUBPASS_CONTENTS_INLINE);
    VkResult drawn = guarded([&] { ImGui_ImplVulkan_RenderDrawData(ImGui::GetDrawData(), commands); });
    vkCmdEndRenderPass(commands);
    draw_small(commands, target);
    return drawn;
}

Result<void> GlfwWindow::end() {
    ImGui::Render();
    if (m_broken) {
        Error cause = *std::exchange(m_broken, std::nullopt);
        return is_device_failure(cause) ? reopen(cause) : std::unexpected(cause);
    }
    auto done = present();
    if (done || !is_device_failure(done.error())) return done;
    return reopen(done.error());
}

Result<void> GlfwWindow::reopen(const Error& cause) {
    constexpr int k_tries = 3;
    Result<void> done = std::unexpected(cause);
    for (int turn = 0; turn <= k_tries && !done; ++turn) { // the last one on the processor
        close_graphics();
        done = open_graphics(turn == k_tries);
    }
    if (done) m_notices.push_back({ErrorCode::unsupported, "renderer.recovered", {{"device", m_device->name()}}, {}});
    return done;
}

Result<void> GlfwWindow::present() {
    int width = 0, height = 0;
    glfwGetFramebufferSize(m_window, &width, &height);
    if (width != m_width || height != m_height || !m_swapchain)
        if (auto done = make_swapchain(); !done) return done;
    if (!m_swapchain) return {};
    VkDevice device = m_device->handle();
    if (auto r = vkWaitForFences(device, 1, &m_done, VK_TRUE, UINT64_MAX); r != VK_SUCCESS) return vulkan_error("vkWaitForFences", r);
    std::uint32_t index = 0;
    VkResult got = vkAcquireNextImageKHR(device, m_swapchain, UINT64_MAX, m_acquired, VK_NULL_HANDLE, &index);
    if (got == VK_ERROR_OUT_OF_DATE_KHR) return make_swapchain();
    if (got != VK_SUCCESS && got != VK_SUBOPTIMAL_KHR) return vulkan_error("vkAcquireNextImageKHR", got);
    if (auto r = vkResetFences(device, 1, &m_done); r != VK_SUCCESS) return vulkan_error("vkResetFences", r);
    auto begin = info_of<VkCommandBufferBeginInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    if (auto r = vkBeginCommandBuffer(m_buffer, &begin); r != VK_SUCCESS) return vulkan_error("vkBeginCommandBuffer", r);
    if (VkResult r = record(m_buffer, index); r != VK_SUCCESS) return vulkan_error("ImGui_ImplVulkan_RenderDrawData", r);
    if (auto r = vkEndCommandBuffer(m_buffer); r != VK_SUCCESS) return vulkan_error("vkEndCommandBuffer", r);
    VkPipelineStageFlags stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    auto submit = info_of<VkSubmitInfo>(VK_STRUCTURE_TYPE_SUBMIT_INFO);
    submit.waitSemaphoreCount = submit.signalSemaphoreCount = 1;
    submit.pWaitSemaphores = &m_acquired;
    submit.pWaitDstStageMask = &stage;
    submit.commandBufferCount = 1;
    submit.pCommandBuffers = &m_buffer;
    submit.pSignalSemaphores = &m_drawn[index];
    if (auto r = vkQueueSubmit(m_device->queue(), 1, &submit, m_done); r != VK_SUCCESS) return vulkan_error("vkQueueSubmit", r);
    auto present = info_of<VkPresentInfoKHR>(VK_STRUCTURE_TYPE_PRESENT_INFO_KHR);
    present.waitSemaphoreCount = present.swapchainCount = 1;
    present.pWaitSemaphores = &m_drawn[index];
    present.pSwapchains = &m_swapchain;
    present.pImageIndices = &index;
    VkResult shown = vkQueuePresentKHR(m_device->queue(), &present);
    if (shown == VK_ERROR_OUT_OF_DATE_KHR || shown == VK_SUBOPTIMAL_KHR) return make_swapchain();
    if (shown != VK_SUCCESS) return vulkan_error("vkQueuePresentKHR", shown);
    return {};
}

Result<std::unique_ptr<Window>> Window::create(const WindowOptions& options) {
    auto window = std::make_unique<GlfwWindow>();
    if (auto done = window->open(options); !done) return std::unexpected(done.error());
    return window;
}

void Window::wake() { glfwPostEmptyEvent(); }

} // namespace tp
