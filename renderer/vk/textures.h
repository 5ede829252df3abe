// vk/textures.h - pictures that surfaces are drawn with: images in shared pages of memory, one descriptor set each.
//
// Written once and dropped all at once. Colours are read as they are stored (sRGB values): shaders square them.
#pragma once

#include "core/result.h"
#include "vk/device.h"
#include "vk/memory.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tp {

struct BlockPicture { // levels, largest first; BC1 without, BC3 with alpha
    std::uint32_t width = 4, height = 4, levels = 1;
    bool alpha = false;
    std::span<const std::uint8_t> blocks;
};

class Textures {
public:
    // `repeat`: coordinates beyond 0..1 repeat the picture; else its border goes on. Where the device cannot read blocks,
    // or `decode` says so, they are unpacked here. Of a picture beyond `side_most` pixels (0: the device's limit) the largest
    // levels are left out. Errors: io "renderer.memory"; out_of_range "renderer.texture" (too large, no smaller level) and
    // "renderer.texture_data" (blocks that do not fit the size).
    static Result<Textures> create(std::shared_ptr<Device> device, std::span<const BlockPicture> pictures, bool repeat, bool decode = false,
                                   std::uint32_t side_most = 0);
    Textures() = default;
    Textures(Textures&& other) noexcept { swap(other); }
    Textures& operator=(Textures&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Textures(); // precondition: the device is done with them

    std::size_t size() const { return m_sets.size(); }
    VkDescriptorSet set(std::size_t i) const { return m_sets[i]; } // binding 0: sampler2D, linear between levels too
    VkDescriptorSetLayout layout() const { return m_layout; }
    VkDeviceSize bytes() const { return m_bytes; }

private:
    struct Page {
        VkDeviceMemory memory = VK_NULL_HANDLE;
        std::uint32_t type = 0;
        VkDeviceSize used = 0, bytes = 0;
    };
    void swap(Textures& other) noexcept;
    Result<void> make_sets(std::size_t count, bool repeat);
    Result<void> add(const BlockPicture& picture, bool decode);
    Result<void> bind_memory(VkImage image);
    Result<void> stage(VkImage image, const BlockPicture& picture, std::span<const std::uint8_t> data, std::size_t block_bytes);
    Result<void> flush();

    struct Upload {
        VkImage image;
        std::uint32_t levels;
        std::vector<VkBufferImageCopy> regions;
    };
    std::shared_ptr<Device> m_device;
    VkSampler m_sampler = VK_NULL_HANDLE;
    VkDescriptorSetLayout m_layout = VK_NULL_HANDLE;
    VkDescriptorPool m_pool = VK_NULL_HANDLE;
    std::vector<VkDescriptorSet> m_sets;
    std::vector<VkImage> m_images;
    std::vector<VkImageView> m_views;
    std::vector<Page> m_pages;
    Buffer m_staging; // while it is made
    VkDeviceSize m_staged = 0, m_bytes = 0;
    std::vector<Upload> m_uploads;
};

} // namespace tp
