#include "vk/memory.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tp {
namespace {

constexpr VkDeviceSize k_page_bytes = 64ULL << 20, k_staging_bytes = 32ULL << 20, k_alignment = 16;
constexpr VkBufferUsageFlags k_geometry_usage = VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_INDEX_BUFFER_BIT |
                                                VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
                                                VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;

VkImageAspectFlags aspect_of(VkFormat format) {
    return format == VK_FORMAT_D32_SFLOAT || format == VK_FORMAT_D16_UNORM ? VK_IMAGE_ASPECT_DEPTH_BIT : VK_IMAGE_ASPECT_COLOR_BIT;
}

struct UseState {
    VkImageLayout layout;
    VkPipelineStageFlags2 stage;
    VkAccessFlags2 access;
};

UseState state_of(ImageUse use) {
    switch (use) {
    case ImageUse::colour:
        return {VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT};
    case ImageUse::depth:
        return {VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL,
                VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
                VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT};
    case ImageUse::sampled:
        return {VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT, VK_ACCESS_2_SHADER_SAMPLED_READ_BIT};
    case ImageUse::copy_from:
        return {VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_READ_BIT};
    case ImageUse::copy_to:
        return {VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT};
    case ImageUse::present: return {VK_IMAGE_LAYOUT_PRESENT_SRC_KHR, VK_PIPELINE_STAGE_2_BOTTOM_OF_PIPE_BIT, VK_ACCESS_2_NONE};
    case ImageUse::undefined: break;
    }
    return {VK_IMAGE_LAYOUT_UNDEFINED, VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT, VK_ACCESS_2_NONE};
}

} // namespace

Result<Buffer> Buffer::create(std::shared_ptr<Device> device, VkDeviceSize bytes, VkBufferUsageFlags usage, Place place) {
    Buffer result;
    result.m_device = std::move(device);
    result.m_bytes = std::max<VkDeviceSize>(bytes, k_alignment);
    Device& d = *result.m_device;
    VkBufferCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    info.size = result.m_bytes;
    info.usage = usage;
    info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
    if (VkResult r = vkCreateBuffer(d.handle(), &info, nullptr, &result.m_buffer); r != VK_SUCCESS) return memory_error("vkCreateBuffer", r, bytes);
    VkMemoryRequirements needs;
    vkGetBufferMemoryRequirements(d.handle(), result.m_buffer, &needs);
    constexpr VkMemoryPropertyFlags k_host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    bool mapped = place == Place::host || d.memory_is_mapped();
    int type = place == Place::host ? -1 : d.memory_type(needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | (mapped ? k_host : 0));
    if (place == Place::host) { // cached memory reads back fast; plain coherent memory is always there
        type = d.memory_type(needs.memoryTypeBits, k_host | VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
        if (type < 0 || (usage & VK_BUFFER_USAGE_TRANSFER_DST_BIT) == 0) type = d.memory_type(needs.memoryTypeBits, k_host);
    }
    VkMemoryAllocateFlagsInfo flags{};
    flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO;
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    VkMemoryAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
    allocate.allocationSize = needs.size;
    allocate.memoryTypeIndex = static_cast<std::uint32_t>(std::max(type, 0));
    bool addressed = (usage & VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT) != 0;
    if (addressed) allocate.pNext = &flags;
    VkResult allocated = type < 0 ? VK_ERROR_OUT_OF_DEVICE_MEMORY : vkAllocateMemory(d.handle(), &allocate, nullptr, &result.m_memory);
    if (allocated != VK_SUCCESS) return memory_error("vkAllocateMemory", allocated, bytes);
    if (VkResult r = vkBindBufferMemory(d.handle(), result.m_buffer, result.m_memory, 0); r != VK_SUCCESS)
        return vulkan_error("vkBindBufferMemory", r);
    if (mapped) {
        void* at = nullptr;
        if (VkResult r = vkMapMemory(d.handle(), result.m_memory, 0, VK_WHOLE_SIZE, 0, &at); r != VK_SUCCESS)
            return vulkan_error("vkMapMemory", r);
        result.m_mapped = static_cast<std::byte*>(at);
    }
    if (addressed) {
        VkBufferDeviceAddressInfo of{};
        of.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO;
        of.buffer = result.m_buffer;
        result.m_address = vkGetBufferDeviceAddress(d.handle(), &of);
    }
    return result;
}

Buffer::~Buffer() {
    if (!m_device) return;
    vkDestroyBuffer(m_device->handle(), m_buffer, nullptr);
    vkFreeMemory(m_device->handle(), m_memory, nullptr);
}

void Buffer::swap(Buffer& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_buffer, other.m_buffer);
    std::swap(m_memory, other.m_memory);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_address, other.m_address);
    std::swap(m_mapped, other.m_mapped);
}

std::optional<VkDeviceSize> GeometryPages::take(Page& page, VkDeviceSize bytes) {
    for (auto [offset, size] : page.free) {
        if (size < bytes) continue;
        page.free.erase(offset);
        if (size > bytes) page.free[offset + bytes] = size - bytes;
        return offset;
    }
    return std::nullopt;
}

Result<BufferRange> GeometryPages::add(std::span<const std::byte> data) {
    if (data.empty()) return BufferRange{};
    VkDeviceSize bytes = (data.size() + k_alignment - 1) / k_alignment * k_alignment;
    std::optional<VkDeviceSize> offset;
    std::size_t at = 0;
    while (at < m_pages.size() && !(offset = take(m_pages[at], bytes))) ++at;
    if (!offset) {
        auto made = Buffer::create(m_device, std::max(bytes, k_page_bytes), k_geometry_usage, Buffer::Place::device);
        if (!made) return std::unexpected(made.error());
        VkDeviceSize size = made->bytes();
        m_pages.push_back({std::move(*made), {{0, size}}});
        offset = take(m_pages.back(), bytes);
    }
    Page& page = m_pages[at];
    BufferRange range{page.buffer.handle(), *offset, data.size(), page.buffer.address() + *offset, page.buffer.mapped() ? page.buffer.mapped() + *offset : nullptr};
    m_bytes += bytes;
    if (page.buffer.mapped()) {
        std::memcpy(page.buffer.mapped() + range.offset, data.data(), data.size());
    } else if (auto staged = stage(range, data); !staged) {
        return std::unexpected(staged.error());
    }
    return range;
}

void GeometryPages::release(const BufferRange& range) {
    if (range.bytes == 0) return;
    VkDeviceSize bytes = (range.bytes + k_alignment - 1) / k_alignment * k_alignment, offset = range.offset;
    auto page = std::ranges::find_if(m_pages, [&](const Page& p) { return p.buffer.handle() == range.buffer; });
    if (page == m_pages.end()) return;
    m_bytes -= bytes;
    auto after = page->free.lower_bound(offset);
    if (after != page->free.end() && after->first == offset + bytes) {
        bytes += after->second;
        after = page->free.erase(after);
    }
    if (after != page->free.begin() && std::prev(after)->first + std::prev(after)->second == offset) std::prev(after)->second += bytes;
    else page->free[offset] = bytes;
}

Result<void> GeometryPages::stage(const BufferRange& target, std::span<const std::byte> data) {
    if (!m_staging) {
        auto staging = Buffer::create(m_device, k_staging_bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
        if (!staging) return std::unexpected(staging.error());
        m_staging = std::move(*staging);
    }
    for (std::size_t done = 0; done < data.size();) {
        if (m_staged == k_staging_bytes)
            if (auto flushed = flush(); !flushed) return flushed;
        std::size_t part = std::min<std::size_t>(data.size() - done, static_cast<std::size_t>(k_staging_bytes - m_staged));
        std::memcpy(m_staging.mapped() + m_staged, data.data() + done, part);
        m_copies.push_back({target.buffer, {m_staged, target.offset + done, part}});
        m_staged += part;
        done += part;
    }
    return {};
}

Result<void> GeometryPages::flush() {
    if (m_copies.empty()) return {};
    auto done = m_device->submit_and_wait([&](VkCommandBuffer commands) {
        for (const Copy& copy : m_copies) vkCmdCopyBuffer(commands, m_staging.handle(), copy.target, 1, &copy.region);
    });
    m_copies.clear();
    m_staged = 0;
    return done;
}

void GeometryPages::clear() {
    m_pages.clear();
    m_copies.clear();
    m_staged = m_bytes = 0;
}

Result<GpuImage> GpuImage::create(std::shared_ptr<Device> device, const Info& info) {
    GpuImage result;
    result.m_device = std::move(device);
    result.m_info = info;
    VkDevice d = result.m_device->handle();
    VkImageCreateInfo image{};
    image.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO;
    image.imageType = VK_IMAGE_TYPE_2D;
    image.format = info.format;
    image.extent = {static_cast<std::uint32_t>(info.width), static_cast<std::uint32_t>(info.height), 1};
    image.mipLevels = 1;
    image.arrayLayers = static_cast<std::uint32_t>(info.layers);
    image.samples = VK_SAMPLE_COUNT_1_BIT;
    image.tiling = VK_IMAGE_TILING_OPTIMAL;
    image.usage = info.usage;
    auto bytes = static_cast<VkDeviceSize>(info.width) * static_cast<VkDeviceSize>(info.height) * 4;
    if (VkResult r = vkCreateImage(d, &image, nullptr, &result.m_image); r != VK_SUCCESS) return memory_error("vkCreateImage", r, bytes);
    VkMemoryRequirements needs;
    vkGetImageMemoryRequirements(d, result.m_image, &needs);
    VkMemoryAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
    allocate.allocationSize = needs.size;
    int type = result.m_device->memory_type(needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
    allocate.memoryTypeIndex = static_cast<std::uint32_t>(std::max(type, 0));
    VkResult allocated = type < 0 ? VK_ERROR_OUT_OF_DEVICE_MEMORY : vkAllocateMemory(d, &allocate, nullptr, &result.m_memory);
    if (allocated != VK_SUCCESS) return memory_error("vkAllocateMemory", allocated, bytes);
    if (VkResult r = vkBindImageMemory(d, result.m_image, result.m_memory, 0); r != VK_SUCCESS)
        return vulkan_error("vkBindImageMemory", r);
    VkImageViewCreateInfo view{};
    view.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO;
    view.image = result.m_image;
    view.viewType = info.layers > 1 ? VK_IMAGE_VIEW_TYPE_2D_ARRAY : VK_IMAGE_VIEW_TYPE_2D;
    view.format = info.format;
    view.subresourceRange = {aspect_of(info.format), 0, 1, 0, static_cast<std::uint32_t>(info.layers)};
    if (VkResult r = vkCreateImageView(d, &view, nullptr, &result.m_view); r != VK_SUCCESS) return vulkan_error("vkCreateImageView", r);
    view.viewType = VK_IMAGE_VIEW_TYPE_2D;
    for (int layer = 0; info.layers > 1 && layer < info.layers; ++layer) {
        view.subresourceRange.baseArrayLayer = static_cast<std::uint32_t>(layer);
        view.subresourceRange.layerCount = 1;
        result.m_layer_views.push_back(VK_NULL_HANDLE);
        if (VkResult r = vkCreateImageView(d, &view, nullptr, &result.m_layer_views.back()); r != VK_SUCCESS)
            return vulkan_error("vkCreateImageView", r);
    }
    return result;
}

GpuImage::~GpuImage() {
    if (!m_device) return;
    VkDevice d = m_device->handle();
    for (VkImageView view : m_layer_views) vkDestroyImageView(d, view, nullptr);
    vkDestroyImageView(d, m_view, nullptr);
    vkDestroyImage(d, m_image, nullptr);
    vkFreeMemory(d, m_memory, nullptr);
}

void GpuImage::swap(GpuImage& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_image, other.m_image);
    std::swap(m_view, other.m_view);
    std::swap(m_layer_views, other.m_layer_views);
    std::swap(m_memory, other.m_memory);
    std::swap(m_info, other.m_info);
    std::swap(m_use, other.m_use);
}

void GpuImage::use(VkCommandBuffer commands, ImageUse next, bool discard) {
    image_barrier(commands, m_image, aspect_of(m_info.format), m_use, next, discard);
    m_use = next;
}

void image_barrier(VkCommandBuffer commands, VkImage image, VkImageAspectFlags aspect, ImageUse before, ImageUse next, bool discard) {
    UseState from = state_of(before), to = state_of(next);
    VkImageMemoryBarrier2 barrier{};
    barrier.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2;
    barrier.srcStageMask = from.stage;
    barrier.srcAccessMask = from.access;
    barrier.dstStageMask = to.stage;
    barrier.dstAccessMask = to.access;
    barrier.oldLayout = discard ? VK_IMAGE_LAYOUT_UNDEFINED : from.layout;
    barrier.newLayout = to.layout;
    barrier.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = image;
    barrier.subresourceRange = {aspect, 0, 1, 0, VK_REMAINING_ARRAY_LAYERS};
    VkDependencyInfo dependency{};
    dependency.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO;
    dependency.imageMemoryBarrierCount = 1;
    dependency.pImageMemoryBarriers = &barrier;
    vkCmdPipelineBarrier2(commands, &dependency);
}

} // namespace tp
