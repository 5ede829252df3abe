// vk/device.h - one Vulkan 1.3 device with one queue, shared by offscreen pictures and a window.
//
// Knows no city. Everything is submitted to one queue in the order of the calls, so that a barrier alone orders two
// submissions. The baseline is Mesa 22.3.6's software driver: dynamic rendering, synchronization2, buffer device
// address and scalar layout, no descriptor indexing.
#pragma once

#include "core/result.h"

#include <vulkan/vulkan.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tp {

struct DeviceOptions {
    std::string prefer;      // part of a device's name; empty: the fastest kind
    bool validation = false; // Khronos layer with synchronisation validation, where it is installed
    std::vector<std::string> instance_extensions; // a window's surface extensions (glfwGetRequiredInstanceExtensions)
    bool swapchain = false;                       // VK_KHR_swapchain on the device
};

class Device {
public:
    // Errors: unsupported "renderer.no_device" (no loader, no driver, none with Vulkan 1.3 and the features above).
    static Result<std::shared_ptr<Device>> create(const DeviceOptions& options = {});
    ~Device(); // waits until the device is idle
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    VkInstance instance() const { return m_instance; }
    VkPhysicalDevice physical() const { return m_physical; }
    VkDevice handle() const { return m_device; }
    VkQueue queue() const { return m_queue; } // graphics, compute, transfer; presents where the system allows it
    std::uint32_t queue_family() const { return m_family; }
    const std::string& name() const { return m_name; }     // "llvmpipe (LLVM 15.0.6, 256 bits)"
    const std::string& driver() const { return m_driver; } // name and driver version: the key of exact pictures
    bool software() const { return m_software; }
    double timestamp_ns() const { return m_timestamp_ns; } // per tick; 0 where the queue has no timestamps

    // Memory type that `bits` allows with all of `flags`, or -1.
    int memory_type(std::uint32_t bits, VkMemoryPropertyFlags flags) const;
    // True where device memory is large and mapped (software, integrated, resizable BAR): no staging then.
    bool memory_is_mapped() const { return m_mapped; }
    bool block_textures() const { return m_blocks; } // images of BC1 and BC3

    // Records with `record`, submits, waits.
    Result<void> submit_and_wait(const std::function<void(VkCommandBuffer)>& record);

    int validation_messages() const;
    std::vector<std::string> validation_texts() const;

private:
    Device() = default;
    Result<void> make_instance(const DeviceOptions& options);
    Result<void> pick_physical(const std::string& prefer);
    Result<void> make_device(const DeviceOptions& options);

    struct Log; // what the validation layer said
    std::unique_ptr<Log> m_log;
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
    VkPhysicalDevice m_physical = VK_NULL_HANDLE;
    VkDevice m_device = VK_NULL_HANDLE;
    VkQueue m_queue = VK_NULL_HANDLE;
    VkCommandPool m_pool = VK_NULL_HANDLE;
    std::uint32_t m_family = 0;
    VkPhysicalDeviceMemoryProperties m_memory{};
    std::string m_name, m_driver;
    bool m_software = false, m_mapped = false, m_blocks = false;
    double m_timestamp_ns = 0;
};

// An Error "renderer.vulkan" that names the call and the code.
std::unexpected<Error> vulkan_error(const char* call, VkResult result);

} // namespace tp
