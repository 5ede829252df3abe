// Device, render pass and swapchain of the window.
#include "view/glfw_window.h"

#include <vulkan/vulkan.h> // before GLFW, which declares its Vulkan functions only then

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <algorithm>

namespace tp {

Result<void> GlfwWindow::open_device(bool software_only) {
    std::uint32_t count = 0;
    const char** names = glfwGetRequiredInstanceExtensions(&count);
    if (!names) return fail(ErrorCode::unsupported, "renderer.no_device");
    DeviceOptions options;
    if (!software_only) options.name = m_options.device;
    options.software_only = software_only;
    options.instance_extensions = {names, names + count};
    options.swapchain = true;
    auto device = Device::create(options);
    if (!device) return std::unexpected(device.error());
    m_device = *device;
    if (glfwCreateWindowSurface(m_device->instance(), m_window, nullptr, &m_surface) != VK_SUCCESS)
        return fail(ErrorCode::unsupported, "renderer.no_device");
    VkBool32 presents = VK_FALSE;
    VkResult asked = vkGetPhysicalDeviceSurfaceSupportKHR(m_device->physical(), m_device->queue_family(), m_surface, &presents);
    if (asked != VK_SUCCESS || presents != VK_TRUE) return fail(ErrorCode::unsupported, "renderer.no_device");

    std::uint32_t formats = 0;
    VkResult listed = vkGetPhysicalDeviceSurfaceFormatsKHR(m_device->physical(), m_surface, &formats, nullptr);
    std::vector<VkSurfaceFormatKHR> known(formats);
    if (listed == VK_SUCCESS) listed = vkGetPhysicalDeviceSurfaceFormatsKHR(m_device->physical(), m_surface, &formats, known.data());
    if (listed != VK_SUCCESS) return vulkan_error("vkGetPhysicalDeviceSurfaceFormatsKHR", listed);
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
    if (auto idle = m_device->wait_idle(); !idle) return idle;
    drop_swapchain();
    glfwGetFramebufferSize(m_window, &m_width, &m_height);
    if (m_width == 0 || m_height == 0) return {}; // minimised
    VkSurfaceCapabilitiesKHR can{};
    if (auto r = vkGetPhysicalDeviceSurfaceCapabilitiesKHR(m_device->physical(), m_surface, &can); r != VK_SUCCESS)
        return vulkan_error("vkGetPhysicalDeviceSurfaceCapabilitiesKHR", r);
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
    VkResult listed = vkGetSwapchainImagesKHR(device, m_swapchain, &count, nullptr);
    m_images.resize(listed == VK_SUCCESS ? count : 0);
    if (listed == VK_SUCCESS) listed = vkGetSwapchainImagesKHR(device, m_swapchain, &count, m_images.data());
    if (listed != VK_SUCCESS) return vulkan_error("vkGetSwapchainImagesKHR", listed);
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

} // namespace tp
