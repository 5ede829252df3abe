// vk/memory.h - buffers in 64 MiB pages, images with an allocation each, and the state every image is in.
#pragma once

#include "core/result.h"
#include "vk/device.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tp {

// One buffer with its own allocation, destroyed with the object. Precondition of destruction: the device is done with it.
class Buffer {
public:
    enum class Place { host, device }; // host: mapped and coherent; device: mapped only where Device::memory_is_mapped()
    static Result<Buffer> create(std::shared_ptr<Device> device, VkDeviceSize bytes, VkBufferUsageFlags usage, Place place);
    Buffer() = default;
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Buffer();

    VkBuffer handle() const { return m_buffer; }
    VkDeviceSize bytes() const { return m_bytes; }
    VkDeviceAddress address() const { return m_address; } // 0 without SHADER_DEVICE_ADDRESS usage
    std::byte* mapped() const { return m_mapped; }        // nullptr where the memory is not mapped
    explicit operator bool() const { return m_buffer != VK_NULL_HANDLE; }

private:
    void swap(Buffer& other) noexcept;
    std::shared_ptr<Device> m_device;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    VkDeviceMemory m_memory = VK_NULL_HANDLE;
    VkDeviceSize m_bytes = 0;
    VkDeviceAddress m_address = 0;
    std::byte* m_mapped = nullptr;
};

struct BufferRange {
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceSize offset = 0, bytes = 0;
    VkDeviceAddress address = 0;
    const std::byte* mapped = nullptr; // where the processor reads the device's memory
};

// Geometry in pages of 64 MiB (larger where one piece needs it), each piece written once.
// Usages: vertex, index, uniform texels, storage with device address.
class GeometryPages {
public:
    explicit GeometryPages(std::shared_ptr<Device> device) : m_device(std::move(device)) {}
    // Copies `data` to the device (16-byte aligned). Error io "renderer.memory" where there is none left.
    Result<BufferRange> add(std::span<const std::byte> data);
    // Gives the room back (first fit). Precondition: no submission uses the range. An empty range is no range.
    void release(const BufferRange& range);
    Result<void> flush(); // brings what is staged to the device; call before the ranges are used
    void clear();         // precondition: the device is idle
    VkDeviceSize bytes_used() const { return m_bytes; }

private:
    struct Page {
        Buffer buffer;
        std::map<VkDeviceSize, VkDeviceSize> free; // offset to bytes, never two side by side
    };
    static std::optional<VkDeviceSize> take(Page& page, VkDeviceSize bytes);
    Result<void> stage(const BufferRange& target, std::span<const std::byte> data);
    struct Copy {
        VkBuffer target;
        VkBufferCopy region;
    };
    std::shared_ptr<Device> m_device;
    std::vector<Page> m_pages;
    Buffer m_staging;
    VkDeviceSize m_staged = 0, m_bytes = 0;
    std::vector<Copy> m_copies;
};

// How an image is used next; a barrier follows from the use before (GpuImage::use).
enum class ImageUse { undefined, colour, depth, sampled, copy_from, copy_to, present };

// An image with its view and its memory. Its state is tracked in the order of recording.
class GpuImage {
public:
    struct Info {
        int width = 1, height = 1, layers = 1;
        VkFormat format = VK_FORMAT_R8G8B8A8_UNORM;
        VkImageUsageFlags usage = 0;
    };
    static Result<GpuImage> create(std::shared_ptr<Device> device, const Info& info);
    GpuImage() = default;
    GpuImage(GpuImage&& other) noexcept { swap(other); }
    GpuImage& operator=(GpuImage&& other) noexcept {
        swap(other);
        return *this;
    }
    ~GpuImage();

    VkImage handle() const { return m_image; }
    VkImageView view() const { return m_view; }                   // all layers
    VkImageView layer_view(int layer) const { return m_layer_views[static_cast<std::size_t>(layer)]; }
    VkFormat format() const { return m_info.format; }
    int width() const { return m_info.width; }
    int height() const { return m_info.height; }
    explicit operator bool() const { return m_image != VK_NULL_HANDLE; }

    // Records the barrier from the last use to this one. `discard`: what was in it is not needed.
    void use(VkCommandBuffer commands, ImageUse next, bool discard = false);
    ImageUse last_use() const { return m_use; }

private:
    void swap(GpuImage& other) noexcept;
    std::shared_ptr<Device> m_device;
    VkImage m_image = VK_NULL_HANDLE;
    VkImageView m_view = VK_NULL_HANDLE;
    std::vector<VkImageView> m_layer_views;
    VkDeviceMemory m_memory = VK_NULL_HANDLE;
    Info m_info;
    ImageUse m_use = ImageUse::undefined;
};

// The same barrier for an image that is not ours (a swapchain's).
void image_barrier(VkCommandBuffer commands, VkImage image, VkImageAspectFlags aspect, ImageUse before, ImageUse next,
                   bool discard = false);

} // namespace tp
