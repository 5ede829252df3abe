// vk/device_facts.h - asks a physical device what it is and can do (for Device and list_devices).
#pragma once

#include "vk/device_choice.h"

#include <vulkan/vulkan.h>

namespace tp {

// The features that pictures need, as a chain to ask with and to enable.
struct DeviceFeatures {
    VkPhysicalDeviceVulkan13Features v13{};
    VkPhysicalDeviceVulkan12Features v12{};
    VkPhysicalDeviceFeatures2 all{};
    DeviceFeatures();
    DeviceFeatures(const DeviceFeatures&) = delete;
    DeviceFeatures& operator=(const DeviceFeatures&) = delete;
};

struct QueueChoice {
    int family = -1; // with graphics; -1: none
    std::uint32_t timestamp_bits = 0;
};
QueueChoice graphics_queue(VkPhysicalDevice device);

DeviceFacts facts_of(VkPhysicalDevice device);

} // namespace tp
