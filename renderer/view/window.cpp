#include "view/window.h"

#include "view/window_fonts.h"
#include "vk/device.h"
#include "vk/memory.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <algorithm>
#include <array>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_vulkan.h>
#include <cstring>
#include <imgui.h>
#include <utility>

namespace tp {
namespace {

struct Rectangle {
    int x = 0, y = 0, width = 0, height = 0;
};

template <class Info>
Info info_of(VkStructureType type) {
    Info info{};
    info.sType = type;
    return info;
}

class GlfwWindow final : public Window {
public:
    ~GlfwWindow() override;
    Result<void> open(const WindowOptions& options);

    bool wait(double timeout_s) override;
    std::vector<KeyPress> take_keys() override { return std::exchange(m_keys, {}); }
    void set_close(bool close) override { glfwSetWindowShouldClose(m_window, close ? GLFW_TRUE : GLFW_FALSE); }
    void set_title(const std::string& title) override { glfwSetWindowTitle(m_window, title.c_str()); }
    double scale() const override { return m_scale; }
    int width() const override { return m_width; }
    int height() const override { return m_height; }
    void set_picture(const Image& image) override;
    void place_picture(int x, int y, int width, int height) override { m_place = {x, y, width, height}; }
    void begin() override;
    Result<void> end() override;

private:
    Result<void> open_device();
    Result<void> make_pass();
    Result<void> make_swapchain();
    Result<void> open_panels(const WindowOptions& options);
    void drop_swapchain();
    void record(VkCommandBuffer commands, std::uint32_t index);
    void draw_picture(VkCommandBuffer commands, VkImage target);

    GLFWwindow* m_window = nullptr;
    bool m_panels = false;
    double m_scale = 1.0;
    int m_width = 0, m_height = 0;
    std::function<void(std::vector<std::string>)> m_on_drop;
    std::vector<KeyPress> m_keys;

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

    GpuImage m_picture;
    Buffer m_staging;
    bool m_upload = false;
    Rectangle m_place;
};

GlfwWindow::~GlfwWindow() {
    if (m_device) {
        vkDeviceWaitIdle(m_device->handle());
        if (m_panels) ImGui_ImplVulkan_Shutdown();
        drop_swapchain();
        VkDevice device = m_device->handle();
        vkDestroySemaphore(device, m_acquired, nullptr);
        vkDestroyFence(device, m_done, nullptr);
        vkDestroyCommandPool(device, m_commands, nullptr);
        vkDestroyDescriptorPool(device, m_descriptors, nullptr);
        vkDestroyRenderPass(device, m_pass, nullptr);
        if (m_surface) vkDestroySurfaceKHR(m_device->instance(), m_surface, nullptr);
    }
    if (m_panels) ImGui_ImplGlfw_Shutdown();
    if (ImGui::GetCurrentContext()) ImGui::DestroyContext();
    m_picture = {};
    m_staging = {};
    m_device.reset();
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
    m_scale = std::clamp(static_cast<double>(scale_x), 1.0, 4.0);
    m_on_drop = options.on_drop;
    glfwSetWindowUserPointer(m_window, this);
    glfwSetDropCallback(m_window, [](GLFWwindow* window, int count, const char** paths) {
        auto* self = static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window));
        if (self->m_on_drop) self->m_on_drop({paths, paths + count});
    });
    // ImGui 1.86 loses a key that goes down and up between two frames; it calls this one as well.
    glfwSetKeyCallback(m_window, [](GLFWwindow* window, int key, int, int action, int modifiers) {
        auto* self = static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window));
        if (action == GLFW_PRESS) self->m_keys.push_back({key, (modifiers & GLFW_MOD_CONTROL) != 0, (modifiers & GLFW_MOD_SHIFT) != 0});
    });
    if (auto done = open_device(); !done) return done;
    if (auto done = make_pass(); !done) return done;
    if (auto done = make_swapchain(); !done) return done;
    return open_panels(options);
}

Result<void> GlfwWindow::open_device() {
    std::uint32_t count = 0;
    const char** names = glfwGetRequiredInstanceExtensions(&count);
    if (!names) return fail(ErrorCode::unsupported, "renderer.no_device");
    auto device = Device::create({.prefer = {}, .validation = false, .instance_extensions = {names, names + count}, .swapchain = true});
    if (!device) return std::unexpected(device.error());
    m_device = *device;
    if (glfwCreateWindowSurface(m_device->instance(), m_window, nullptr, &m_surface) != VK_SUCCESS)
        return fail(ErrorCode::unsupported, "renderer.no_device");
    VkBool32 presents = VK_FALSE;
    vkGetPhysicalDeviceSurfaceSupportKHR(m_device->physical(), m_device->queue_family(), m_surface, &presents);
    if (presents != VK_TRUE) return fail(ErrorCode::unsupported, "renderer.no_device");

    std::uint32_t formats = 0;
    vkGetPhysicalDeviceSurfaceFormatsKHR(m_device->physical(), m_surface, &formats, nullptr);
    std::vector<VkSurfaceFormatKHR> known(formats);
    vkGetPhysicalDeviceSurfaceFormatsKHR(m_device->physical(), m_surface, &formats, known.data());
    if (known.empty()) return fail(ErrorCode::unsupported, "renderer.no_device");
    // Panels and pictures are sRGB values already: a format that encodes once more would wash them out.
    auto plain = std::ranges::find_if(known, [](const VkSurfaceFormatKHR& f) {
        return f.format == VK_FORMAT_B8G8R8A8_UNORM || f.format == VK_FORMAT_R8G8B8A8_UNORM;
    });
    m_format = plain == known.end() ? known.front() : *plain;
    return {};
}

Result<void> GlfwWindow::make_pass() {
    VkDevice device = m_device->handle();
    VkAttachmentDescription colour{};
    colour.format = m_format.format;
    colour.samples = VK_SAMPLE_COUNT_1_BIT;
    colour.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD; // the picture lies there already
    colour.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    colour.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
    colour.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    colour.initialLayout = colour.finalLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    VkAttachmentReference reference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    VkSubpassDescription subpass{};
    subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
    subpass.colorAttachmentCount = 1;
    subpass.pColorAttachments = &reference;
    auto pass = info_of<VkRenderPassCreateInfo>(VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO);
    pass.attachmentCount = 1;
    pass.pAttachments = &colour;
    pass.subpassCount = 1;
    pass.pSubpasses = &subpass;
    if (auto r = vkCreateRenderPass(device, &pass, nullptr, &m_pass); r != VK_SUCCESS) return vulkan_error("vkCreateRenderPass", r);

    VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 4};
    auto pool = info_of<VkDescriptorPoolCreateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO);
    pool.flags = VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT;
    pool.maxSets = 4;
    pool.poolSizeCount = 1;
    pool.pPoolSizes = &size;
    if (auto r = vkCreateDescriptorPool(device, &pool, nullptr, &m_descriptors); r != VK_SUCCESS) return vulkan_error("vkCreateDescriptorPool", r);

    auto commands = info_of<VkCommandPoolCreateInfo>(VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO);
    commands.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
    commands.queueFamilyIndex = m_device->queue_family();
    if (auto r = vkCreateCommandPool(device, &commands, nullptr, &m_commands); r != VK_SUCCESS) return vulkan_error("vkCreateCommandPool", r);
    auto buffer = info_of<VkCommandBufferAllocateInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO);
    buffer.commandPool = m_commands;
    buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    buffer.commandBufferCount = 1;
    if (auto r = vkAllocateCommandBuffers(device, &buffer, &m_buffer); r != VK_SUCCESS) return vulkan_error("vkAllocateCommandBuffers", r);
    auto fence = info_of<VkFenceCreateInfo>(VK_STRUCTURE_TYPE_FENCE_CREATE_INFO);
    fence.flags = VK_FENCE_CREATE_SIGNALED_BIT;
    if (auto r = vkCreateFence(device, &fence, nullptr, &m_done); r != VK_SUCCESS) return vulkan_error("vkCreateFence", r);
    auto semaphore = info_of<VkSemaphoreCreateInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO);
    if (auto r = vkCreateSemaphore(device, &semaphore, nullptr, &m_acquired); r != VK_SUCCESS) return vulkan_error("vkCreateSemaphore", r);
    return {};
}

void GlfwWindow::drop_swapchain() {
    VkDevice device = m_device->handle();
    for (VkFramebuffer f : m_framebuffers) vkDestroyFramebuffer(device, f, nullptr);
    for (VkImageView v : m_views) vkDestroyImageView(device, v, nullptr);
    for (VkSemaphore s : m_drawn) vkDestroySemaphore(device, s, nullptr);
    if (m_swapchain) vkDestroySwapchainKHR(device, m_swapchain, nullptr);
    m_framebuffers.clear();
    m_views.clear();
    m_drawn.clear();
    m_images.clear();
    m_swapchain = VK_NULL_HANDLE;
}

Result<void> GlfwWindow::make_swapchain() {
    VkDevice device = m_device->handle();
    vkDeviceWaitIdle(device);
    drop_swapchain();
    glfwGetFramebufferSize(m_window, &m_width, &m_height);
    if (m_width == 0 || m_height == 0) return {}; // minimised
    VkSurfaceCapabilitiesKHR can{};
    vkGetPhysicalDeviceSurfaceCapabilitiesKHR(m_device->physical(), m_surface, &can);
    m_extent = can.currentExtent;
    if (m_extent.width == UINT32_MAX)
        m_extent = {std::clamp(static_cast<std::uint32_t>(m_width), can.minImageExtent.width, can.maxImageExtent.width),
                    std::clamp(static_cast<std::uint32_t>(m_height), can.minImageExtent.height, can.maxImageExtent.height)};
    auto info = info_of<VkSwapchainCreateInfoKHR>(VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR);
    info.surface = m_surface;
    info.minImageCount = std::max(2U, can.minImageCount);
    if (can.maxImageCount > 0) info.minImageCount = std::min(info.minImageCount, can.maxImageCount);
    info.imageFormat = m_format.format;
    info.imageColorSpace = m_format.colorSpace;
    info.imageExtent = m_extent;
    info.imageArrayLayers = 1;
    info.imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    info.imageSharingMode = VK_SHARING_MODE_EXCLUSIVE;
    info.preTransform = can.currentTransform;
    info.compositeAlpha = VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR;
    info.presentMode = VK_PRESENT_MODE_FIFO_KHR;
    info.clipped = VK_TRUE;
    if (auto r = vkCreateSwapchainKHR(device, &info, nullptr, &m_swapchain); r != VK_SUCCESS) return vulkan_error("vkCreateSwapchainKHR", r);
    std::uint32_t count = 0;
    vkGetSwapchainImagesKHR(device, m_swapchain, &count, nullptr);
    m_images.resize(count);
    vkGetSwapchainImagesKHR(device, m_swapchain, &count, m_images.data());
    for (VkImage image : m_images) {
        auto view = info_of<VkImageViewCreateInfo>(VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO);
        view.image = image;
        view.viewType = VK_IMAGE_VIEW_TYPE_2D;
        view.format = m_format.format;
        view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        if (auto r = vkCreateImageView(device, &view, nullptr, &m_views.emplace_back()); r != VK_SUCCESS) return vulkan_error("vkCreateImageView", r);
        auto frame = info_of<VkFramebufferCreateInfo>(VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO);
        frame.renderPass = m_pass;
        frame.attachmentCount = 1;
        frame.pAttachments = &m_views.back();
        frame.width = m_extent.width;
        frame.height = m_extent.height;
        frame.layers = 1;
        if (auto r = vkCreateFramebuffer(device, &frame, nullptr, &m_framebuffers.emplace_back()); r != VK_SUCCESS) return vulkan_error("vkCreateFramebuffer", r);
        auto semaphore = info_of<VkSemaphoreCreateInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO);
        if (auto r = vkCreateSemaphore(device, &semaphore, nullptr, &m_drawn.emplace_back()); r != VK_SUCCESS) return vulkan_error("vkCreateSemaphore", r);
    }
    return {};
}

Result<void> GlfwWindow::open_panels(const WindowOptions& options) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr; // nothing is written beside the user's files
    style_panels(m_scale);
    ImGui_ImplGlfw_InitForVulkan(m_window, true);
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
    ImGui_ImplVulkan_Init(&info, m_pass);
    m_panels = true;
    add_fonts(options.font, options.font_face, options.sign_font, options.font_size * m_scale);
    auto done = m_device->submit_and_wait([](VkCommandBuffer commands) { ImGui_ImplVulkan_CreateFontsTexture(commands); });
    ImGui_ImplVulkan_DestroyFontUploadObjects();
    return done;
}

bool GlfwWindow::wait(double timeout_s) {
    if (timeout_s > 0) glfwWaitEventsTimeout(timeout_s);
    else glfwPollEvents();
    return glfwWindowShouldClose(m_window) != GLFW_TRUE;
}

void GlfwWindow::begin() {
    ImGui_ImplVulkan_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
}

void GlfwWindow::set_picture(const Image& image) {
    if (image.width <= 0 || image.height <= 0 || image.rgba.empty()) return;
    VkDevice device = m_device->handle();
    vkWaitForFences(device, 1, &m_done, VK_TRUE, UINT64_MAX); // the last frame reads both
    if (!m_picture || m_picture.width() != image.width || m_picture.height() != image.height) {
        auto made = GpuImage::create(m_device, {.width = image.width, .height = image.height, .layers = 1, .format = VK_FORMAT_R8G8B8A8_UNORM,
                                                .usage = VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT});
        auto staging = Buffer::create(m_device, image.rgba.size(), VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
        if (!made || !staging) return; // the old picture stays
        m_picture = std::move(*made);
        m_staging = std::move(*staging);
    }
    std::memcpy(m_staging.mapped(), image.rgba.data(), image.rgba.size());
    m_upload = true;
}

void GlfwWindow::draw_picture(VkCommandBuffer commands, VkImage target) {
    VkClearColorValue paper{{0.969F, 0.965F, 0.953F, 1.0F}};
    VkImageSubresourceRange whole{VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    vkCmdClearColorImage(commands, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &paper, 1, &whole);
    if (!m_picture) return;
    if (m_upload) {
        m_picture.use(commands, ImageUse::copy_to, true);
        VkBufferImageCopy region{};
        region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
        region.imageExtent = {static_cast<std::uint32_t>(m_picture.width()), static_cast<std::uint32_t>(m_picture.height()), 1};
        vkCmdCopyBufferToImage(commands, m_staging.handle(), m_picture.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
        m_upload = false;
    }
    m_picture.use(commands, ImageUse::copy_from);
    int right = std::min(m_place.x + m_place.width, static_cast<int>(m_extent.width));
    int bottom = std::min(m_place.y + m_place.height, static_cast<int>(m_extent.height));
    int left = std::max(m_place.x, 0), top = std::max(m_place.y, 0);
    if (right <= left || bottom <= top) return;
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::copy_to, ImageUse::copy_to); // after the clear
    VkImageBlit blit{};
    blit.srcSubresource = blit.dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    blit.srcOffsets[1] = {m_picture.width(), m_picture.height(), 1};
    blit.dstOffsets[0] = {left, top, 0};
    blit.dstOffsets[1] = {right, bottom, 1};
    bool same = right - left == m_picture.width() && bottom - top == m_picture.height();
    vkCmdBlitImage(commands, m_picture.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &blit,
                   same ? VK_FILTER_NEAREST : VK_FILTER_LINEAR);
}

void GlfwWindow::record(VkCommandBuffer commands, std::uint32_t index) {
    VkImage target = m_images[index];
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::undefined, ImageUse::copy_to, true);
    draw_picture(commands, target);
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::copy_to, ImageUse::colour);
    auto pass = info_of<VkRenderPassBeginInfo>(VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO);
    pass.renderPass = m_pass;
    pass.framebuffer = m_framebuffers[index];
    pass.renderArea.extent = m_extent;
    vkCmdBeginRenderPass(commands, &pass, VK_SUBPASS_CONTENTS_INLINE);
    ImGui_ImplVulkan_RenderDrawData(ImGui::GetDrawData(), commands);
    vkCmdEndRenderPass(commands);
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::colour, ImageUse::present);
}

Result<void> GlfwWindow::end() {
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(m_window, &width, &height);
    if (width != m_width || height != m_height || !m_swapchain)
        if (auto done = make_swapchain(); !done) return done;
    if (!m_swapchain) return {};
    VkDevice device = m_device->handle();
    vkWaitForFences(device, 1, &m_done, VK_TRUE, UINT64_MAX);
    std::uint32_t index = 0;
    VkResult got = vkAcquireNextImageKHR(device, m_swapchain, UINT64_MAX, m_acquired, VK_NULL_HANDLE, &index);
    if (got == VK_ERROR_OUT_OF_DATE_KHR) return make_swapchain();
    if (got != VK_SUCCESS && got != VK_SUBOPTIMAL_KHR) return vulkan_error("vkAcquireNextImageKHR", got);
    vkResetFences(device, 1, &m_done);
    auto begin = info_of<VkCommandBufferBeginInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    vkBeginCommandBuffer(m_buffer, &begin);
    record(m_buffer, index);
    vkEndCommandBuffer(m_buffer);
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

} // namespace

Result<std::unique_ptr<Window>> Window::create(const WindowOptions& options) {
    auto window = std::make_unique<GlfwWindow>();
    if (auto done = window->open(options); !done) return std::unexpected(done.error());
    return window;
}

void Window::wake() { glfwPostEmptyEvent(); }

} // namespace tp
