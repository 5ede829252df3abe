#include "view/targets.h"

namespace tp {
namespace {

void copy_image(VkCommandBuffer commands, GpuImage& image, VkImageAspectFlags aspect, const Buffer& buffer) {
    image.use(commands, ImageUse::copy_from);
    VkBufferImageCopy region{};
    region.imageSubresource = {aspect, 0, 0, 1};
    region.imageExtent = {static_cast<std::uint32_t>(image.width()), static_cast<std::uint32_t>(image.height()), 1};
    vkCmdCopyImageToBuffer(commands, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, buffer.handle(), 1, &region);
}

VkDeviceSize bytes_of(const GpuImage& image) { return static_cast<VkDeviceSize>(image.width()) * static_cast<VkDeviceSize>(image.height()) * 4; }

} // namespace

std::uint64_t Targets::bytes(int width, int height, int samples) {
    auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height), all = pixels * static_cast<std::uint64_t>(samples * samples);
    return all * 20 + pixels * 5; // colour, look, id, mask, depth; occlusion and picture
}

Result<Targets> Targets::create(const std::shared_ptr<Device>& device, int width, int height, int samples, bool from_host) {
    Targets t;
    t.width = width;
    t.height = height;
    t.samples = samples;
    int w = width * samples, h = height * samples;
    constexpr VkImageUsageFlags k_colour = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
    constexpr VkImageUsageFlags k_copied = VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    const VkImageUsageFlags written = from_host ? VK_IMAGE_USAGE_TRANSFER_DST_BIT : 0;
    struct Wanted {
        GpuImage* image;
        GpuImage::Info info;
    };
    const Wanted wanted[]{
        {&t.colour, {w, h, 1, k_colour_format, k_colour}},
        {&t.look, {w, h, 1, k_look_format, k_colour | written}},
        {&t.id, {w, h, 1, k_id_format, k_colour | k_copied | written}},
        {&t.mask, {w, h, 1, k_id_format, k_colour}},
        {&t.depth, {w, h, 1, k_depth_format, VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT | k_copied | written}},
        {&t.occlusion, {width, height, 1, k_occlusion_format, k_colour}},
        {&t.picture, {width, height, 1, k_picture_format, k_colour | k_copied}},
    };
    for (const Wanted& one : wanted) {
        auto made = GpuImage::create(device, one.info);
        if (!made) return std::unexpected(made.error());
        *one.image = std::move(*made);
    }
    return t;
}

Result<Readback> make_readback(const std::shared_ptr<Device>& device, const Targets& targets, bool ids, bool depth) {
    Readback readback;
    struct Wanted {
        Buffer* buffer;
        const GpuImage* image;
        bool wanted;
    };
    for (const Wanted& one : {Wanted{&readback.picture, &targets.picture, true}, {&readback.id, &targets.id, ids}, {&readback.depth, &targets.depth, depth}}) {
        if (!one.wanted) continue;
        auto made = Buffer::create(device, bytes_of(*one.image), VK_BUFFER_USAGE_TRANSFER_DST_BIT, Buffer::Place::host);
        if (!made) return std::unexpected(made.error());
        *one.buffer = std::move(*made);
    }
    return readback;
}

void record_readback(VkCommandBuffer commands, Targets& targets, const Readback& readback) {
    copy_image(commands, targets.picture, VK_IMAGE_ASPECT_COLOR_BIT, readback.picture);
    if (readback.id) copy_image(commands, targets.id, VK_IMAGE_ASPECT_COLOR_BIT, readback.id);
    if (readback.depth) copy_image(commands, targets.depth, VK_IMAGE_ASPECT_DEPTH_BIT, readback.depth);
    VkMemoryBarrier2 barrier{};
    barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2;
    barrier.srcStageMask = VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT;
    barrier.srcAccessMask = VK_ACCESS_2_TRANSFER_WRITE_BIT;
    barrier.dstStageMask = VK_PIPELINE_STAGE_2_HOST_BIT;
    barrier.dstAccessMask = VK_ACCESS_2_HOST_READ_BIT;
    VkDependencyInfo dependency{};
    dependency.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO;
    dependency.memoryBarrierCount = 1;
    dependency.pMemoryBarriers = &barrier;
    vkCmdPipelineBarrier2(commands, &dependency);
}

} // namespace tp
