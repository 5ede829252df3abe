#include "vk/device_facts.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace tp {
namespace {

GpuKind kind_of(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return GpuKind::discrete;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return GpuKind::integrated;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return GpuKind::virtual_gpu;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return GpuKind::software;
    default: return GpuKind::other;
    }
}

std::string version_text(std::uint32_t version) {
    return std::to_string(VK_API_VERSION_MAJOR(version)) + '.' + std::to_string(VK_API_VERSION_MINOR(version)) + '.' +
           std::to_string(VK_API_VERSION_PATCH(version));
}

// What pictures need and `device` has not, or empty.
std::string lacks_of(VkPhysicalDevice device, std::uint32_t version) {
    if (version < VK_API_VERSION_1_3) return "Vulkan 1.3";
    DeviceFeatures has;
    vkGetPhysicalDeviceFeatures2(device, &has.all);
    for (auto [feature, name] : {std::pair{has.v13.dynamicRendering, "dynamicRendering"}, {has.v13.synchronization2, "synchronization2"},
                                 {has.v12.bufferDeviceAddress, "bufferDeviceAddress"}, {has.v12.scalarBlockLayout, "scalarBlockLayout"},
                                 {has.all.features.independentBlend, "independentBlend"}})
        if (feature != VK_TRUE) return name;
    return graphics_queue(device).family < 0 ? "graphics" : "";
}

std::vector<VkExtensionProperties> extensions_of(VkPhysicalDevice device) {
    std::uint32_t count = 0;
    if (vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr) != VK_SUCCESS) return {};
    std::vector<VkExtensionProperties> extensions(count);
    VkResult listed = vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data());
    extensions.resize(listed == VK_SUCCESS ? count : 0);
    return extensions;
}

void ask_optional(VkPhysicalDevice device, DeviceFacts& facts) {
    auto extensions = extensions_of(device);
    auto has = [&](const char* name) {
        return std::ranges::any_of(extensions, [&](const VkExtensionProperties& e) { return std::strcmp(e.extensionName, name) == 0; });
    };
    DeviceFeatures features;
    VkPhysicalDeviceMeshShaderFeaturesEXT mesh{};
    mesh.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MESH_SHADER_FEATURES_EXT;
    VkPhysicalDeviceRayQueryFeaturesKHR rays{};
    rays.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_RAY_QUERY_FEATURES_KHR;
    void** end = &features.v13.pNext;
    if (has(VK_EXT_MESH_SHADER_EXTENSION_NAME)) {
        *end = &mesh;
        end = &mesh.pNext;
    }
    if (has(VK_KHR_RAY_QUERY_EXTENSION_NAME) && has(VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME)) *end = &rays;
    vkGetPhysicalDeviceFeatures2(device, &features.all);
    facts.block_textures = features.all.features.textureCompressionBC == VK_TRUE;
    facts.descriptor_indexing = features.v12.descriptorIndexing == VK_TRUE;
    facts.mesh_shader = mesh.meshShader == VK_TRUE;
    facts.ray_query = rays.rayQuery == VK_TRUE;
}

} // namespace

DeviceFeatures::DeviceFeatures() {
    v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
    v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    v12.pNext = &v13;
    all.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    all.pNext = &v12;
}

QueueChoice graphics_queue(VkPhysicalDevice device) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    for (std::uint32_t i = 0; i < count; ++i)
        if ((families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) != 0) return {static_cast<int>(i), families[i].timestampValidBits};
    return {};
}

DeviceFacts facts_of(VkPhysicalDevice device) {
    VkPhysicalDeviceProperties plain;
    vkGetPhysicalDeviceProperties(device, &plain);
    DeviceFacts facts;
    facts.name = facts.driver = plain.deviceName;
    facts.version = version_text(plain.apiVersion);
    facts.kind = kind_of(plain.deviceType);
    facts.image_side_most = plain.limits.maxImageDimension2D;
    VkPhysicalDeviceMemoryProperties memory;
    vkGetPhysicalDeviceMemoryProperties(device, &memory);
    for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i)
        if ((memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0) facts.memory_bytes += memory.memoryHeaps[i].size;
    facts.lacks = lacks_of(device, plain.apiVersion);
    if (plain.apiVersion < VK_API_VERSION_1_2) return facts;
    VkPhysicalDeviceDriverProperties driver{};
    driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
    VkPhysicalDeviceProperties2 properties{};
    properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    properties.pNext = &driver;
    vkGetPhysicalDeviceProperties2(device, &properties);
    facts.driver += std::string(", ") + driver.driverInfo;
    ask_optional(device, facts);
    return facts;
}

} // namespace tp
