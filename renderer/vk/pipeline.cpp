#include "vk/pipeline.h"

#include <array>
#include <utility>

namespace tp {
namespace {

VkCompareOp compare_of(const PipelineInfo& info) {
    switch (info.depth) {
    case DepthTest::off: return VK_COMPARE_OP_ALWAYS;
    case DepthTest::equal: return VK_COMPARE_OP_EQUAL;
    case DepthTest::nearer: return info.forward_depth ? VK_COMPARE_OP_LESS : VK_COMPARE_OP_GREATER;
    case DepthTest::nearer_or_equal: return info.forward_depth ? VK_COMPARE_OP_LESS_OR_EQUAL : VK_COMPARE_OP_GREATER_OR_EQUAL;
    }
    return VK_COMPARE_OP_ALWAYS;
}

VkResult make_module(VkDevice device, std::span<const std::uint32_t> spirv, VkShaderModule& shader) {
    VkShaderModuleCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    info.codeSize = spirv.size_bytes();
    info.pCode = spirv.data();
    return vkCreateShaderModule(device, &info, nullptr, &shader);
}

VkPipelineShaderStageCreateInfo stage(VkShaderStageFlagBits bit, VkShaderModule shader) {
    VkPipelineShaderStageCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage = bit;
    info.module = shader;
    info.pName = "main";
    return info;
}

VkPipelineRasterizationStateCreateInfo raster_state(const PipelineInfo& info) {
    VkPipelineRasterizationStateCreateInfo raster{};
    raster.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO;
    raster.polygonMode = VK_POLYGON_MODE_FILL;
    raster.cullMode = info.cull_back ? VK_CULL_MODE_BACK_BIT : VK_CULL_MODE_NONE;
    raster.frontFace = VK_FRONT_FACE_COUNTER_CLOCKWISE;
    raster.depthBiasEnable = info.depth_bias != 0.0f || info.depth_bias_slope != 0.0f ? VK_TRUE : VK_FALSE;
    raster.depthBiasConstantFactor = info.depth_bias;
    raster.depthBiasSlopeFactor = info.depth_bias_slope;
    raster.lineWidth = 1.0f;
    return raster;
}

std::vector<VkPipelineColorBlendAttachmentState> blend_states(const PipelineInfo& info) {
    std::vector<VkPipelineColorBlendAttachmentState> states(info.target.colour.size());
    for (auto& state : states)
        state.colorWriteMask = VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    if (!info.write_second && states.size() > 1) states[1].colorWriteMask = 0;
    if (info.blend_first && !states.empty()) {
        auto& state = states.front();
        state.blendEnable = VK_TRUE;
        state.srcColorBlendFactor = VK_BLEND_FACTOR_SRC_ALPHA;
        state.dstColorBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
        state.colorBlendOp = VK_BLEND_OP_ADD;
        state.srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE;
        state.dstAlphaBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
        state.alphaBlendOp = VK_BLEND_OP_ADD;
    }
    if (info.keep_greatest && !states.empty()) {
        states.front().blendEnable = VK_TRUE;
        states.front().srcColorBlendFactor = states.front().dstColorBlendFactor = VK_BLEND_FACTOR_ONE;
        states.front().srcAlphaBlendFactor = states.front().dstAlphaBlendFactor = VK_BLEND_FACTOR_ONE;
        states.front().colorBlendOp = states.front().alphaBlendOp = VK_BLEND_OP_MAX;
    }
    return states;
}

// Everything but layout and shaders; one function because the create infos point at one another.
VkResult make_pipeline(VkDevice device, const PipelineInfo& info, VkPipelineLayout layout,
                       std::span<const VkPipelineShaderStageCreateInfo> stages, VkPipeline& pipeline) {
    VkVertexInputBindingDescription binding{0, info.vertex_stride, VK_VERTEX_INPUT_RATE_VERTEX};
    VkPipelineVertexInputStateCreateInfo input{};
    input.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO;
    input.vertexBindingDescriptionCount = info.vertex_stride > 0 ? 1 : 0;
    input.pVertexBindingDescriptions = &binding;
    input.vertexAttributeDescriptionCount = static_cast<std::uint32_t>(info.attributes.size());
    input.pVertexAttributeDescriptions = info.attributes.data();
    VkPipelineInputAssemblyStateCreateInfo assembly{};
    assembly.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO;
    assembly.topology = info.topology;
    VkPipelineViewportStateCreateInfo viewport{};
    viewport.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO;
    viewport.viewportCount = viewport.scissorCount = 1;
    VkPipelineRasterizationStateCreateInfo raster = raster_state(info);
    VkPipelineMultisampleStateCreateInfo samples{};
    samples.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO;
    samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT;
    VkPipelineDepthStencilStateCreateInfo depth{};
    depth.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO;
    depth.depthTestEnable = info.depth != DepthTest::off ? VK_TRUE : VK_FALSE;
    depth.depthWriteEnable = info.write_depth ? VK_TRUE : VK_FALSE;
    depth.depthCompareOp = compare_of(info);
    auto states = blend_states(info);
    VkPipelineColorBlendStateCreateInfo blend{};
    blend.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO;
    blend.attachmentCount = static_cast<std::uint32_t>(states.size());
    blend.pAttachments = states.data();
    constexpr std::array k_dynamic{VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
    VkPipelineDynamicStateCreateInfo dynamic{};
    dynamic.sType = VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO;
    dynamic.dynamicStateCount = static_cast<std::uint32_t>(k_dynamic.size());
    dynamic.pDynamicStates = k_dynamic.data();
    VkPipelineRenderingCreateInfo rendering{};
    rendering.sType = VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO;
    rendering.colorAttachmentCount = static_cast<std::uint32_t>(info.target.colour.size());
    rendering.pColorAttachmentFormats = info.target.colour.data();
    rendering.depthAttachmentFormat = info.target.depth;
    VkGraphicsPipelineCreateInfo create{};
    create.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO;
    create.pNext = &rendering;
    create.stageCount = static_cast<std::uint32_t>(stages.size());
    create.pStages = stages.data();
    create.pVertexInputState = &input;
    create.pInputAssemblyState = &assembly;
    create.pViewportState = &viewport;
    create.pRasterizationState = &raster;
    create.pMultisampleState = &samples;
    create.pDepthStencilState = &depth;
    create.pColorBlendState = &blend;
    create.pDynamicState = &dynamic;
    create.layout = layout;
    return vkCreateGraphicsPipelines(device, VK_NULL_HANDLE, 1, &create, nullptr, &pipeline);
}

struct SetHandles {
    VkDescriptorSetLayout* layout;
    VkDescriptorPool* pool;
    VkDescriptorSet* set;
};

// One set of `count` bindings of one type, with a pool of its own.
Result<void> make_set(VkDevice device, VkDescriptorType type, std::uint32_t count, VkShaderStageFlags stages, const SetHandles& out) {
    std::vector<VkDescriptorSetLayoutBinding> bindings(count);
    for (std::uint32_t i = 0; i < count; ++i) bindings[i] = {i, type, 1, stages, nullptr};
    VkDescriptorSetLayoutCreateInfo layout{};
    layout.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
    layout.bindingCount = count;
    layout.pBindings = bindings.data();
    VkResult r = vkCreateDescriptorSetLayout(device, &layout, nullptr, out.layout);
    if (r != VK_SUCCESS) return vulkan_error("vkCreateDescriptorSetLayout", r);
    VkDescriptorPoolSize size{type, count};
    VkDescriptorPoolCreateInfo pool{};
    pool.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
    pool.maxSets = 1;
    pool.poolSizeCount = 1;
    pool.pPoolSizes = &size;
    if (r = vkCreateDescriptorPool(device, &pool, nullptr, out.pool); r != VK_SUCCESS) return vulkan_error("vkCreateDescriptorPool", r);
    VkDescriptorSetAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
    allocate.descriptorPool = *out.pool;
    allocate.descriptorSetCount = 1;
    allocate.pSetLayouts = out.layout;
    if (r = vkAllocateDescriptorSets(device, &allocate, out.set); r != VK_SUCCESS) return vulkan_error("vkAllocateDescriptorSets", r);
    return {};
}

} // namespace

Result<Pipeline> Pipeline::create(std::shared_ptr<Device> device, const PipelineInfo& info) {
    Pipeline result;
    result.m_device = std::move(device);
    VkDevice d = result.m_device->handle();
    VkPushConstantRange range{VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, info.push_bytes};
    VkPipelineLayoutCreateInfo layout{};
    layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
    layout.setLayoutCount = static_cast<std::uint32_t>(info.sets.size());
    layout.pSetLayouts = info.sets.data();
    layout.pushConstantRangeCount = info.push_bytes > 0 ? 1 : 0;
    layout.pPushConstantRanges = &range;
    if (VkResult r = vkCreatePipelineLayout(d, &layout, nullptr, &result.m_layout); r != VK_SUCCESS)
        return vulkan_error("vkCreatePipelineLayout", r);
    std::vector<VkPipelineShaderStageCreateInfo> stages;
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < info.constants.size(); ++i) entries.push_back({i, i * 4, 4});
    const VkSpecializationInfo constants{static_cast<std::uint32_t>(entries.size()), entries.data(), info.constants.size() * 4, info.constants.data()};
    std::array<VkShaderModule, 2> modules{};
    const char* call = "vkCreateShaderModule";
    VkResult made = make_module(d, info.vertex_spirv, modules[0]);
    stages.push_back(stage(VK_SHADER_STAGE_VERTEX_BIT, modules[0]));
    if (made == VK_SUCCESS && !info.fragment_spirv.empty()) {
        made = make_module(d, info.fragment_spirv, modules[1]);
        stages.push_back(stage(VK_SHADER_STAGE_FRAGMENT_BIT, modules[1]));
        if (!entries.empty()) stages.back().pSpecializationInfo = &constants;
    }
    if (made == VK_SUCCESS) {
        call = "vkCreateGraphicsPipelines";
        made = make_pipeline(d, info, result.m_layout, stages, result.m_pipeline);
    }
    for (VkShaderModule shader : modules) vkDestroyShaderModule(d, shader, nullptr);
    if (made != VK_SUCCESS) return vulkan_error(call, made);
    return result;
}

Pipeline::~Pipeline() {
    if (!m_device) return;
    vkDestroyPipeline(m_device->handle(), m_pipeline, nullptr);
    vkDestroyPipelineLayout(m_device->handle(), m_layout, nullptr);
}

void Pipeline::swap(Pipeline& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_layout, other.m_layout);
    std::swap(m_pipeline, other.m_pipeline);
}

void Pipeline::bind(VkCommandBuffer commands) const { vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline); }

void Pipeline::bind_set(VkCommandBuffer commands, std::uint32_t index, VkDescriptorSet set) const {
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout, index, 1, &set, 0, nullptr);
}

void Pipeline::bind_uniform(VkCommandBuffer commands, std::uint32_t index, VkDescriptorSet set, std::uint32_t offset) const {
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout, index, 1, &set, 1, &offset);
}

void Pipeline::push(VkCommandBuffer commands, const void* data, std::uint32_t bytes) const {
    vkCmdPushConstants(commands, m_layout, VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0, bytes, data);
}

Result<ImageSet> ImageSet::create(std::shared_ptr<Device> device, const std::vector<bool>& compare) {
    ImageSet result;
    result.m_device = std::move(device);
    result.m_kinds = compare;
    VkDevice d = result.m_device->handle();
    VkSamplerCreateInfo sampler{};
    sampler.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO;
    sampler.addressModeU = sampler.addressModeV = sampler.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    VkResult r = vkCreateSampler(d, &sampler, nullptr, &result.m_nearest);
    if (r != VK_SUCCESS) return vulkan_error("vkCreateSampler", r);
    sampler.magFilter = sampler.minFilter = VK_FILTER_LINEAR;
    sampler.compareEnable = VK_TRUE;
    sampler.compareOp = VK_COMPARE_OP_LESS_OR_EQUAL;
    if (r = vkCreateSampler(d, &sampler, nullptr, &result.m_compare); r != VK_SUCCESS) return vulkan_error("vkCreateSampler", r);
    auto made = make_set(d, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, static_cast<std::uint32_t>(compare.size()), VK_SHADER_STAGE_FRAGMENT_BIT,
                         {&result.m_layout, &result.m_pool, &result.m_set});
    if (!made) return std::unexpected(made.error());
    return result;
}

Result<UniformSet> UniformSet::create(std::shared_ptr<Device> device, VkShaderStageFlags stages) {
    UniformSet result;
    result.m_device = std::move(device);
    auto made = make_set(result.m_device->handle(), VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER_DYNAMIC, 1, stages, {&result.m_layout, &result.m_pool, &result.m_set});
    if (!made) return std::unexpected(made.error());
    return result;
}

void UniformSet::write(VkBuffer buffer, VkDeviceSize bytes) {
    VkDescriptorBufferInfo info{buffer, 0, bytes};
    VkWriteDescriptorSet write{};
    write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
    write.dstSet = m_set;
    write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER_DYNAMIC;
    write.pBufferInfo = &info;
    vkUpdateDescriptorSets(m_device->handle(), 1, &write, 0, nullptr);
}

UniformSet::~UniformSet() {
    if (!m_device) return;
    vkDestroyDescriptorPool(m_device->handle(), m_pool, nullptr);
    vkDestroyDescriptorSetLayout(m_device->handle(), m_layout, nullptr);
}

void UniformSet::swap(UniformSet& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_layout, other.m_layout);
    std::swap(m_pool, other.m_pool);
    std::swap(m_set, other.m_set);
}

// Of the formats that texel sets have: R32_UINT and R16G16_UINT are the small ones.
static VkDeviceSize texel_bytes(VkFormat format) { return format == VK_FORMAT_R32G32B32A32_SFLOAT ? 16 : format == VK_FORMAT_R32G32_UINT ? 8 : 4; }

Result<TexelSet> TexelSet::create(std::shared_ptr<Device> device, const std::vector<VkFormat>& formats) {
    TexelSet result;
    result.m_device = std::move(device);
    result.m_formats = formats;
    auto made = make_set(result.m_device->handle(), VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER, static_cast<std::uint32_t>(formats.size()),
                         VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, {&result.m_layout, &result.m_pool, &result.m_set});
    if (!made) return std::unexpected(made.error());
    return result;
}

Result<void> TexelSet::write(std::span<const BufferRange> ranges) {
    drop_views();
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(m_device->physical(), &properties);
    std::vector<VkWriteDescriptorSet> writes(m_formats.size());
    m_views.resize(m_formats.size(), VK_NULL_HANDLE);
    for (std::size_t i = 0; i < m_formats.size(); ++i) {
        VkDeviceSize texels = ranges[i].bytes / texel_bytes(m_formats[i]);
        if (texels > properties.limits.maxTexelBufferElements)
            return fail(ErrorCode::unsupported, "renderer.texels",
                        {{"count", std::to_string(texels)}, {"limit", std::to_string(properties.limits.maxTexelBufferElements)}});
        VkBufferViewCreateInfo view{};
        view.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
        view.buffer = ranges[i].buffer;
        view.format = m_formats[i];
        view.offset = ranges[i].offset;
        view.range = texels * texel_bytes(m_formats[i]);
        if (VkResult r = vkCreateBufferView(m_device->handle(), &view, nullptr, &m_views[i]); r != VK_SUCCESS) return vulkan_error("vkCreateBufferView", r);
        writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[i].dstSet = m_set;
        writes[i].dstBinding = static_cast<std::uint32_t>(i);
        writes[i].descriptorCount = 1;
        writes[i].descriptorType = VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER;
        writes[i].pTexelBufferView = &m_views[i];
    }
    vkUpdateDescriptorSets(m_device->handle(), static_cast<std::uint32_t>(writes.size()), writes.data(), 0, nullptr);
    return {};
}

void TexelSet::drop_views() {
    for (VkBufferView view : m_views) vkDestroyBufferView(m_device->handle(), view, nullptr);
    m_views.clear();
}

TexelSet::~TexelSet() {
    if (!m_device) return;
    drop_views();
    vkDestroyDescriptorPool(m_device->handle(), m_pool, nullptr);
    vkDestroyDescriptorSetLayout(m_device->handle(), m_layout, nullptr);
}

void TexelSet::swap(TexelSet& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_layout, other.m_layout);
    std::swap(m_pool, other.m_pool);
    std::swap(m_set, other.m_set);
    std::swap(m_formats, other.m_formats);
    std::swap(m_views, other.m_views);
}

void ImageSet::write(std::span<const VkImageView> views) {
    std::vector<VkDescriptorImageInfo> images(m_kinds.size());
    std::vector<VkWriteDescriptorSet> writes(m_kinds.size());
    for (std::size_t i = 0; i < m_kinds.size(); ++i) {
        images[i] = {m_kinds[i] ? m_compare : m_nearest, views[i], VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
        writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        writes[i].dstSet = m_set;
        writes[i].dstBinding = static_cast<std::uint32_t>(i);
        writes[i].descriptorCount = 1;
        writes[i].descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
        writes[i].pImageInfo = &images[i];
    }
    vkUpdateDescriptorSets(m_device->handle(), static_cast<std::uint32_t>(writes.size()), writes.data(), 0, nullptr);
}

ImageSet::~ImageSet() {
    if (!m_device) return;
    VkDevice d = m_device->handle();
    vkDestroyDescriptorPool(d, m_pool, nullptr);
    vkDestroyDescriptorSetLayout(d, m_layout, nullptr);
    vkDestroySampler(d, m_nearest, nullptr);
    vkDestroySampler(d, m_compare, nullptr);
}

void ImageSet::swap(ImageSet& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_layout, other.m_layout);
    std::swap(m_pool, other.m_pool);
    std::swap(m_set, other.m_set);
    std::swap(m_nearest, other.m_nearest);
    std::swap(m_compare, other.m_compare);
    std::swap(m_kinds, other.m_kinds);
}

void begin_target(VkCommandBuffer commands, int width, int height, std::span<const ColourTarget> colours, VkImageView depth,
                  float depth_clear) {
    std::vector<VkRenderingAttachmentInfo> attachments(colours.size());
    for (std::size_t i = 0; i < colours.size(); ++i) {
        VkRenderingAttachmentInfo& a = attachments[i];
        a.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO;
        a.imageView = colours[i].view;
        a.imageLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
        a.loadOp = colours[i].clear ? VK_ATTACHMENT_LOAD_OP_CLEAR : VK_ATTACHMENT_LOAD_OP_LOAD;
        a.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
        a.clearValue.color = colours[i].value;
    }
    VkRenderingAttachmentInfo z{};
    z.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO;
    z.imageView = depth;
    z.imageLayout = VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL;
    z.loadOp = depth_clear >= 0 ? VK_ATTACHMENT_LOAD_OP_CLEAR : VK_ATTACHMENT_LOAD_OP_LOAD;
    z.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    z.clearValue.depthStencil.depth = depth_clear;
    VkRect2D area{{0, 0}, {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)}};
    VkRenderingInfo info{};
    info.sType = VK_STRUCTURE_TYPE_RENDERING_INFO;
    info.renderArea = area;
    info.layerCount = 1;
    info.colorAttachmentCount = static_cast<std::uint32_t>(attachments.size());
    info.pColorAttachments = attachments.data();
    info.pDepthAttachment = depth != VK_NULL_HANDLE ? &z : nullptr;
    vkCmdBeginRendering(commands, &info);
    VkViewport viewport{0, 0, static_cast<float>(width), static_cast<float>(height), 0, 1};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdSetScissor(commands, 0, 1, &area);
}

} // namespace tp
