// What the window shows besides panels: the picture behind them, small pictures over them.
#include "view/glfw_window.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace tp {

bool GlfwWindow::Shown::set(std::shared_ptr<Device> device, VkFence done, const Image& pixels) {
    VkDevice handle = device->handle();
    if (vkWaitForFences(handle, 1, &done, VK_TRUE, UINT64_MAX) != VK_SUCCESS) return false; // the last frame reads both; end() finds out
    if (!image || image.width() != pixels.width || image.height() != pixels.height) {
        auto made = GpuImage::create(device, {.width = pixels.width, .height = pixels.height, .layers = 1, .format = VK_FORMAT_R8G8B8A8_UNORM,
                                              .usage = VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_SAMPLED_BIT}); // its view needs one more use than copies
        auto room = Buffer::create(device, pixels.rgba.size(), VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
        if (!made || !room) return false;
        image = std::move(*made);
        staging = std::move(*room);
    }
    std::memcpy(staging.mapped(), pixels.rgba.data(), pixels.rgba.size());
    return upload = true;
}

void GlfwWindow::Shown::use(VkCommandBuffer commands) {
    if (std::exchange(upload, false)) {
        image.use(commands, ImageUse::copy_to, true);
        VkBufferImageCopy region{};
        region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
        region.imageExtent = {static_cast<std::uint32_t>(image.width()), static_cast<std::uint32_t>(image.height()), 1};
        vkCmdCopyBufferToImage(commands, staging.handle(), image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region);
    }
    image.use(commands, ImageUse::copy_from);
}

void GlfwWindow::set_picture(const Image& image) {
    if (image.width > 0 && image.height > 0 && !image.rgba.empty()) m_picture.set(m_device, m_done, image);
}

void GlfwWindow::draw_picture(VkCommandBuffer commands, VkImage target) {
    VkClearColorValue paper{{0.969F, 0.965F, 0.953F, 1.0F}};
    VkImageSubresourceRange whole{VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    vkCmdClearColorImage(commands, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &paper, 1, &whole);
    if (!m_picture.image) return;
    m_picture.use(commands);
    int right = std::min(m_place.x + m_place.width, static_cast<int>(m_extent.width));
    int bottom = std::min(m_place.y + m_place.height, static_cast<int>(m_extent.height));
    int left = std::max(m_place.x, 0), top = std::max(m_place.y, 0);
    if (right <= left || bottom <= top) return;
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::copy_to, ImageUse::copy_to); // after the clear
    VkImageBlit blit{};
    blit.srcSubresource = blit.dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    blit.srcOffsets[1] = {m_picture.image.width(), m_picture.image.height(), 1};
    blit.dstOffsets[0] = {left, top, 0};
    blit.dstOffsets[1] = {right, bottom, 1};
    bool same = right - left == m_picture.image.width() && bottom - top == m_picture.image.height();
    vkCmdBlitImage(commands, m_picture.image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &blit,
                   same ? VK_FILTER_NEAREST : VK_FILTER_LINEAR);
}

void GlfwWindow::set_sheet(const Image& sheet, int cell_width, int cell_height) {
    if (sheet.width < cell_width || sheet.height < cell_height || cell_width < 1 || cell_height < 1 || sheet.rgba.empty() || !m_device) return;
    if (!m_sheet.set(m_device, m_done, sheet)) return; // panels go without
    m_cell_width = cell_width;
    m_cell_height = cell_height;
}

void GlfwWindow::show_small(int cell, float x, float y, float width, float height) {
    m_small.emplace_back(cell, Rectangle{static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)), static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height))});
}

void GlfwWindow::draw_small(VkCommandBuffer commands, VkImage target) {
    auto small = std::exchange(m_small, {});
    ImageUse before = ImageUse::colour;
    if (m_sheet.image && !small.empty()) {
        m_sheet.use(commands);
        image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, ImageUse::colour, ImageUse::copy_to);
        before = ImageUse::copy_to;
        int columns = m_sheet.image.width() / m_cell_width, rows = m_sheet.image.height() / m_cell_height;
        for (const auto& [cell, box] : small) {
            bool inside = box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 && box.x + box.width <= static_cast<int>(m_extent.width) &&
                          box.y + box.height <= static_cast<int>(m_extent.height);
            if (cell < 0 || cell >= columns * rows || !inside) continue;
            VkImageBlit blit{};
            blit.srcSubresource = blit.dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
            int left = cell % columns * m_cell_width, top = cell / columns * m_cell_height;
            blit.srcOffsets[0] = {left, top, 0};
            blit.srcOffsets[1] = {left + m_cell_width, top + m_cell_height, 1};
            blit.dstOffsets[0] = {box.x, box.y, 0};
            blit.dstOffsets[1] = {box.x + box.width, box.y + box.height, 1};
            vkCmdBlitImage(commands, m_sheet.image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &blit, VK_FILTER_LINEAR);
        }
    }
    image_barrier(commands, target, VK_IMAGE_ASPECT_COLOR_BIT, before, ImageUse::present);
}

} // namespace tp
