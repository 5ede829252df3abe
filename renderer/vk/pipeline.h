// vk/pipeline.h - graphics pipelines for dynamic rendering, the few descriptor sets, and one-call render targets.
#pragma once

#include "core/result.h"
#include "vk/device.h"
#include "vk/memory.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tp {

struct TargetFormat {
    std::vector<VkFormat> colour;
    VkFormat depth = VK_FORMAT_UNDEFINED;
};

enum class DepthTest { off, nearer, nearer_or_equal, equal }; // reverse-Z: nearer is greater

struct PipelineInfo {
    std::span<const std::uint32_t> vertex_spirv, fragment_spirv; // no fragment shader: depth only
    std::uint32_t push_bytes = 0;                                // <= 128, both stages
    std::vector<VkVertexInputAttributeDescription> attributes;   // of one interleaved buffer
    std::uint32_t vertex_stride = 0;
    TargetFormat target;
    DepthTest depth = DepthTest::nearer;
    bool write_depth = true;
    bool forward_depth = false;              // shadow maps: nearer is smaller
    bool write_second = true;                // colour 1 is written; false: it stays as it is
    bool blend_first = false;                // alpha blending of colour 0, the others are written as they are
    bool keep_greatest = false;              // colour 0 keeps the greater of what is there and what comes
    bool cull_back = false;                  // counter-clockwise is front, seen from outside
    float depth_bias = 0, depth_bias_slope = 0;
    std::vector<VkDescriptorSetLayout> sets;
    std::vector<std::uint32_t> constants; // specialisation constants 0, 1, ... of the fragment shader
    VkPrimitiveTopology topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
};

class Pipeline {
public:
    static Result<Pipeline> create(std::shared_ptr<Device> device, const PipelineInfo& info);
    Pipeline() = default;
    Pipeline(Pipeline&& other) noexcept { swap(other); }
    Pipeline& operator=(Pipeline&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Pipeline();

    // Viewport and scissor are dynamic: set by begin_target.
    void bind(VkCommandBuffer commands) const;
    void bind_set(VkCommandBuffer commands, std::uint32_t index, VkDescriptorSet set) const; // of PipelineInfo::sets
    void bind_uniform(VkCommandBuffer commands, std::uint32_t index, VkDescriptorSet set, std::uint32_t offset) const; // a UniformSet's
    void push(VkCommandBuffer commands, const void* data, std::uint32_t bytes) const;

private:
    void swap(Pipeline& other) noexcept;
    std::shared_ptr<Device> m_device;
    VkPipelineLayout m_layout = VK_NULL_HANDLE;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
};

// A descriptor set of sampled images; every one of them is written by write(), as Mesa 22.3.6 needs.
class ImageSet {
public:
    // `compare[i]`: binding i is a shadow map (linear comparison, nearer-is-smaller); else nearest.
    static Result<ImageSet> create(std::shared_ptr<Device> device, const std::vector<bool>& compare);
    ImageSet() = default;
    ImageSet(ImageSet&& other) noexcept { swap(other); }
    ImageSet& operator=(ImageSet&& other) noexcept {
        swap(other);
        return *this;
    }
    ~ImageSet();
    // Precondition: no submission that uses the set is unfinished. One view per binding.
    void write(std::span<const VkImageView> views);
    VkDescriptorSetLayout layout() const { return m_layout; }
    VkDescriptorSet handle() const { return m_set; }

private:
    void swap(ImageSet& other) noexcept;
    std::shared_ptr<Device> m_device;
    VkDescriptorSetLayout m_layout = VK_NULL_HANDLE;
    VkDescriptorPool m_pool = VK_NULL_HANDLE;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
    VkSampler m_nearest = VK_NULL_HANDLE, m_compare = VK_NULL_HANDLE;
    std::vector<bool> m_kinds;
};

// A descriptor set of one uniform buffer (binding 0) whose offset is given at binding.
class UniformSet {
public:
    static Result<UniformSet> create(std::shared_ptr<Device> device, VkShaderStageFlags stages);
    UniformSet() = default;
    UniformSet(UniformSet&& other) noexcept { swap(other); }
    UniformSet& operator=(UniformSet&& other) noexcept {
        swap(other);
        return *this;
    }
    ~UniformSet();
    // Precondition: no submission that uses the set is unfinished. `bytes` are seen from the offset on.
    void write(VkBuffer buffer, VkDeviceSize bytes);
    VkDescriptorSetLayout layout() const { return m_layout; }
    VkDescriptorSet handle() const { return m_set; }

private:
    void swap(UniformSet& other) noexcept;
    std::shared_ptr<Device> m_device;
    VkDescriptorSetLayout m_layout = VK_NULL_HANDLE;
    VkDescriptorPool m_pool = VK_NULL_HANDLE;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
};

// A descriptor set of uniform texel buffers, one a binding: arrays that a shader reads at any place. Software drivers fetch
// texels for all lanes at once, but read a pointer lane by lane.
class TexelSet {
public:
    static Result<TexelSet> create(std::shared_ptr<Device> device, const std::vector<VkFormat>& formats);
    TexelSet() = default;
    TexelSet(TexelSet&& other) noexcept { swap(other); }
    TexelSet& operator=(TexelSet&& other) noexcept {
        swap(other);
        return *this;
    }
    ~TexelSet();
    // Precondition: no submission that uses the set is unfinished. One range per binding, its offset a multiple of 256.
    // Error unsupported "renderer.texels": more texels than the device takes.
    Result<void> write(std::span<const BufferRange> ranges);
    VkDescriptorSetLayout layout() const { return m_layout; }
    VkDescriptorSet handle() const { return m_set; }

private:
    void swap(TexelSet& other) noexcept;
    void drop_views();
    std::shared_ptr<Device> m_device;
    VkDescriptorSetLayout m_layout = VK_NULL_HANDLE;
    VkDescriptorPool m_pool = VK_NULL_HANDLE;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
    std::vector<VkFormat> m_formats;
    std::vector<VkBufferView> m_views;
};

struct ColourTarget {
    VkImageView view = VK_NULL_HANDLE;
    bool clear = true;
    VkClearColorValue value{};
};
// Begins dynamic rendering with viewport and scissor of the whole target. `depth_clear` < 0: load.
void begin_target(VkCommandBuffer commands, int width, int height, std::span<const ColourTarget> colours, VkImageView depth,
                  float depth_clear);

} // namespace tp
