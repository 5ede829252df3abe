#include "vk/textures.h"

#include "vk/block_decode.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace tp {
namespace {

constexpr VkDeviceSize k_page_bytes = 64ULL << 20, k_staging_bytes = 32ULL << 20;

void level_barrier(VkCommandBuffer commands, VkImage image, std::uint32_t levels, bool before) {
    VkImageMemoryBarrier2 barrier{};
    barrier.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2;
    barrier.srcStageMask = before ? VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT : VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT;
    barrier.srcAccessMask = before ? VK_ACCESS_2_NONE : VK_ACCESS_2_TRANSFER_WRITE_BIT;
    barrier.dstStageMask = before ? VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT : VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT;
    barrier.dstAccessMask = before ? VK_ACCESS_2_TRANSFER_WRITE_BIT : VK_ACCESS_2_SHADER_SAMPLED_READ_BIT;
    barrier.oldLayout = before ? VK_IMAGE_LAYOUT_UNDEFINED : VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
    barrier.newLayout = before ? VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL : VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = image;
    barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, levels, 0, 1};
    VkDependencyInfo dependency{};
    dependency.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO;
    dependency.imageMemoryBarrierCount = 1;
    dependency.pImageMemoryBarriers = &barrier;
    vkCmdPipelineBarrier2(commands, &dependency);
}

std::size_t level_bytes(const BlockPicture& picture, std::uint32_t level) {
    auto blocks = [&](std::uint32_t side) { return (static_cast<std::size_t>(std::max(1U, side >> level)) + 3) / 4; };
    return blocks(picture.width) * blocks(picture.height) * (picture.alpha ? 16U : 8U);
}

// The picture without the levels that are larger than the device reads.
Result<BlockPicture> fitted(BlockPicture picture, std::uint32_t side_most, std::size_t number) {
    std::string size = std::to_string(picture.width) + "x" + std::to_string(picture.height);
    auto wrong_data = [&] { return fail(ErrorCode::out_of_range, "renderer.texture_data", {{"number", std::to_string(number)}, {"size", size}}); };
    constexpr std::uint32_t k_side_limit = 1U << 20;
    std::uint32_t side = std::max(picture.width, picture.height);
    if (std::min(picture.width, picture.height) == 0 || side > k_side_limit || picture.levels == 0 ||
        picture.levels > static_cast<std::uint32_t>(std::bit_width(side)))
        return wrong_data();
    std::size_t bytes = 0;
    for (std::uint32_t level = 0; level < picture.levels; ++level) bytes += level_bytes(picture, level);
    if (picture.blocks.size() < bytes) return wrong_data();
    while (std::max(picture.width, picture.height) > side_most) {
        if (picture.levels == 1)
            return fail(ErrorCode::out_of_range, "renderer.texture",
                        {{"number", std::to_string(number)}, {"size", size}, {"limit", std::to_string(side_most)}});
        picture.blocks = picture.blocks.subspan(level_bytes(picture, 0));
        picture.width = std::max(1U, picture.width / 2);
        picture.height = std::max(1U, picture.height / 2);
        --picture.levels;
    }
    return picture;
}

} // namespace

Result<void> Textures::make_sets(std::size_t count, bool repeat) {
    VkDevice d = m_device->handle();
    VkSamplerCreateInfo sampler{};
    sampler.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO;
    sampler.magFilter = sampler.minFilter = VK_FILTER_LINEAR;
    sampler.mipmapMode = VK_SAMPLER_MIPMAP_MODE_LINEAR;
    sampler.addressModeU = sampler.addressModeV = sampler.addressModeW =
        repeat ? VK_SAMPLER_ADDRESS_MODE_REPEAT : VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    sampler.maxLod = VK_LOD_CLAMP_NONE;
    if (VkResult r = vkCreateSampler(d, &sampler, nullptr, &m_sampler); r != VK_SUCCESS) return vulkan_error("vkCreateSampler", r);
    VkDescriptorSetLayoutBinding binding{0, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1, VK_SHADER_STAGE_FRAGMENT_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo layout{};
    layout.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
    layout.bindingCount = 1;
    layout.pBindings = &binding;
    if (VkResult r = vkCreateDescriptorSetLayout(d, &layout, nullptr, &m_layout); r != VK_SUCCESS) return vulkan_error("vkCreateDescriptorSetLayout", r);
    if (count == 0) return {};
    auto sets = static_cast<std::uint32_t>(count);
    VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, sets};
    VkDescriptorPoolCreateInfo pool{};
    pool.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
    pool.maxSets = sets;
    pool.poolSizeCount = 1;
    pool.pPoolSizes = &size;
    if (VkResult r = vkCreateDescriptorPool(d, &pool, nullptr, &m_pool); r != VK_SUCCESS) return vulkan_error("vkCreateDescriptorPool", r);
    m_sets.resize(count);
    std::vector<VkDescriptorSetLayout> layouts(count, m_layout);
    VkDescriptorSetAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
    allocate.descriptorPool = m_pool;
    allocate.descriptorSetCount = sets;
    allocate.pSetLayouts = layouts.data();
    if (VkResult r = vkAllocateDescriptorSets(d, &allocate, m_sets.data()); r != VK_SUCCESS) return vulkan_error("vkAllocateDescriptorSets", r);
    return {};
}

Result<void> Textures::bind_memory(VkImage image) {
    VkDevice d = m_device->handle();
    VkMemoryRequirements needs;
    vkGetImageMemoryRequirements(d, image, &needs);
    int type = m_device->memory_type(needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
    if (type < 0) return memory_error("vkAllocateMemory", VK_ERROR_OUT_OF_DEVICE_MEMORY, needs.size);
    auto offset = [&](const Page& page) { return (page.used + needs.alignment - 1) / needs.alignment * needs.alignment; };
    auto fits = [&](const Page& page) { return page.type == static_cast<std::uint32_t>(type) && offset(page) + needs.size <= page.bytes; };
    if (m_pages.empty() || !fits(m_pages.back())) {
        Page page{VK_NULL_HANDLE, static_cast<std::uint32_t>(type), 0, std::max(k_page_bytes, needs.size)};
        VkMemoryAllocateInfo allocate{};
        allocate.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
        allocate.allocationSize = page.bytes;
        allocate.memoryTypeIndex = page.type;
        if (VkResult r = vkAllocateMemory(d, &allocate, nullptr, &page.memory); r != VK_SUCCESS) return memory_error("vkAllocateMemory", r, page.bytes);
        m_pages.push_back(page);
    }
    Page& page = m_pages.back();
    VkDeviceSize at = offset(page);
    if (VkResult r = vkBindImageMemory(d, image, page.memory, at); r != VK_SUCCESS) return vulkan_error("vkBindImageMemory", r);
    page.used = at + needs.size;
    m_bytes += needs.size;
    return {};
}

Result<void> Textures::stage(VkImage image, const BlockPicture& picture, std::span<const std::uint8_t> data, std::size_t block_bytes) {
    if (!m_staging || m_staging.bytes() < data.size()) {
        if (auto flushed = flush(); !flushed) return flushed;
        auto staging = Buffer::create(m_device, std::max<VkDeviceSize>(k_staging_bytes, data.size()), VK_BUFFER_USAGE_TRANSFER_SRC_BIT, Buffer::Place::host);
        if (!staging) return std::unexpected(staging.error());
        m_staging = std::move(*staging);
    }
    if (m_staged + data.size() > m_staging.bytes())
        if (auto flushed = flush(); !flushed) return flushed;
    std::memcpy(m_staging.mapped() + m_staged, data.data(), data.size());
    Upload upload{image, picture.levels, {}};
    VkDeviceSize at = m_staged;
    for (std::uint32_t level = 0; level < picture.levels; ++level) {
        std::uint32_t w = std::max(1U, picture.width >> level), h = std::max(1U, picture.height >> level);
        VkBufferImageCopy region{};
        region.bufferOffset = at;
        region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, level, 0, 1};
        region.imageExtent = {w, h, 1};
        upload.regions.push_back(region);
        std::size_t side = block_bytes == 0 ? 1 : 4;
        at += ((w + side - 1) / side) * ((h + side - 1) / side) * (block_bytes == 0 ? 4 : block_bytes);
    }
    m_staged = (at + 15) / 16 * 16;
    m_uploads.push_back(std::move(upload));
    return {};
}

Result<void> Textures::flush() {
    if (m_uploads.empty()) return {};
    auto done = m_device->submit_and_wait([&](VkCommandBuffer commands) {
        for (const Upload& upload : m_uploads) {
            level_barrier(commands, upload.image, upload.levels, true);
            vkCmdCopyBufferToImage(commands, m_staging.handle(), upload.image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                                   static_cast<std::uint32_t>(upload.regions.size()), upload.regions.data());
            level_barrier(commands, upload.image, upload.levels, false);
        }
    });
    m_uploads.clear();
    m_staged = 0;
    return done;
}

Result<void> Textures::add(const BlockPicture& picture, bool decode) {
    VkDevice d = m_device->handle();
    VkFormat format = decode ? VK_FORMAT_R8G8B8A8_UNORM : picture.alpha ? VK_FORMAT_BC3_UNORM_BLOCK : VK_FORMAT_BC1_RGB_UNORM_BLOCK;
    VkImageCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO;
    info.imageType = VK_IMAGE_TYPE_2D;
    info.format = format;
    info.extent = {picture.width, picture.height, 1};
    info.mipLevels = picture.levels;
    info.arrayLayers = 1;
    info.samples = VK_SAMPLE_COUNT_1_BIT;
    info.tiling = VK_IMAGE_TILING_OPTIMAL;
    info.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    VkImage image = VK_NULL_HANDLE;
    if (VkResult r = vkCreateImage(d, &info, nullptr, &image); r != VK_SUCCESS) return memory_error("vkCreateImage", r, picture.blocks.size());
    m_images.push_back(image);
    if (auto bound = bind_memory(image); !bound) return bound;
    VkImageViewCreateInfo view{};
    view.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO;
    view.image = image;
    view.viewType = VK_IMAGE_VIEW_TYPE_2D;
    view.format = format;
    view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, picture.levels, 0, 1};
    m_views.push_back(VK_NULL_HANDLE);
    if (VkResult r = vkCreateImageView(d, &view, nullptr, &m_views.back()); r != VK_SUCCESS) return vulkan_error("vkCreateImageView", r);
    VkDescriptorImageInfo written{m_sampler, m_views.back(), VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
    VkWriteDescriptorSet write{};
    write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
    write.dstSet = m_sets[m_views.size() - 1];
    write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
    write.pImageInfo = &written;
    vkUpdateDescriptorSets(d, 1, &write, 0, nullptr);
    if (!decode) return stage(image, picture, picture.blocks, picture.alpha ? 16 : 8);
    return stage(image, picture, decode_blocks(picture.blocks, picture.width, picture.height, picture.levels, picture.alpha), 0);
}

Result<Textures> Textures::create(std::shared_ptr<Device> device, std::span<const BlockPicture> pictures, bool repeat, bool decode, std::uint32_t side_most) {
    Textures out;
    out.m_device = std::move(device);
    if (auto made = out.make_sets(pictures.size(), repeat); !made) return std::unexpected(made.error());
    decode = decode || !out.m_device->block_textures();
    std::uint32_t limit = out.m_device->facts().image_side_most;
    if (side_most > 0) limit = std::min(limit, side_most);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        auto picture = fitted(pictures[i], limit, i);
        if (!picture) return std::unexpected(picture.error());
        if (auto added = out.add(*picture, decode); !added) return std::unexpected(added.error());
    }
    if (auto flushed = out.flush(); !flushed) return std::unexpected(flushed.error());
    out.m_staging = {};
    return out;
}

Textures::~Textures() {
    if (!m_device) return;
    VkDevice d = m_device->handle();
    for (VkImageView view : m_views) vkDestroyImageView(d, view, nullptr);
    for (VkImage image : m_images) vkDestroyImage(d, image, nullptr);
    for (const Page& page : m_pages) vkFreeMemory(d, page.memory, nullptr);
    vkDestroyDescriptorPool(d, m_pool, nullptr);
    vkDestroyDescriptorSetLayout(d, m_layout, nullptr);
    vkDestroySampler(d, m_sampler, nullptr);
}

void Textures::swap(Textures& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_sampler, other.m_sampler);
    std::swap(m_layout, other.m_layout);
    std::swap(m_pool, other.m_pool);
    std::swap(m_sets, other.m_sets);
    std::swap(m_images, other.m_images);
    std::swap(m_views, other.m_views);
    std::swap(m_pages, other.m_pages);
    std::swap(m_staging, other.m_staging);
    std::swap(m_staged, other.m_staged);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_uploads, other.m_uploads);
}

} // namespace tp
