// vk/device.h - one Vulkan 1.3 device with one queue, shared by offscreen pictures and a window.
//
// Knows no city. Everything is submitted to one queue in the order of the calls, so that a barrier alone orders two
// submissions. The baseline is Mesa 22.3.6's software driver: dynamic rendering, synchronization2, buffer device
// address and scalar layout, no descriptor indexing.
//
// Every call that can fail is checked (tests/robust/gpu reads the source for that and makes each fail in turn).
#pragma once

#include "core/result.h"
#include "vk/device_choice.h"

#include <vulkan/vulkan.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tp {

// What the validation layer said; shared with whoever wants to know it after the device is gone.
class ValidationLog {
public:
    void add(std::string text);
    std::vector<std::string> texts() const;

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_texts;
};

struct DeviceOptions {
    std::string name;                   // part of a device's name; empty: the best (choose_device)
    bool software_only = false;         // the processor
    std::shared_ptr<ValidationLog> log; // not null: Khronos layer with synchronisation validation, where it is installed
    std::vector<std::string> instance_extensions; // a window's surface extensions (glfwGetRequiredInstanceExtensions)
    bool swapchain = false;                       // VK_KHR_swapchain on the device
};

class Device {
public:
    // Errors: of choose_device; unsupported "renderer.no_device" where there is no loader, driver or device.
    static Result<std::shared_ptr<Device>> create(const DeviceOptions& options = {});
    ~Device(); // waits until the device is idle
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    VkInstance instance() const { return m_instance; }
    VkPhysicalDevice physical() const { return m_physical; }
    VkDevice handle() const { return m_device; }
    VkQueue queue() const { return m_queue; } // graphics, compute, transfer; presents where the system allows it
    std::uint32_t queue_family() const { return m_family; }
    const DeviceFacts& facts() const { return m_facts; }
    const std::string& name() const { return m_facts.name; }
    const std::string& driver() const { return m_facts.driver; }
    bool software() const { return m_facts.kind == GpuKind::software; }
    double timestamp_ns() const { return m_timestamp_ns; } // per tick; 0 where the queue has no timestamps

    // Memory type that `bits` allows with all of `flags`, or -1.
    int memory_type(std::uint32_t bits, VkMemoryPropertyFlags flags) const;
    // True where device memory is large and mapped (software, integrated, resizable BAR): no staging then.
    bool memory_is_mapped() const { return m_mapped; }
    bool block_textures() const { return m_facts.block_textures; } // images of BC1 and BC3

    // Records with `record`, submits, waits.
    Result<void> submit_and_wait(const std::function<void(VkCommandBuffer)>& record);
    Result<void> wait_idle() const;

    const ValidationLog* log() const { return m_log.get(); } // null without validation

private:
    Device() = default;
    Result<void> make_instance(const DeviceOptions& options);
    Result<void> pick_physical(const DeviceOptions& options);
    Result<void> make_device(const DeviceOptions& options);

    std::shared_ptr<ValidationLog> m_log;
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
    VkPhysicalDevice m_physical = VK_NULL_HANDLE;
    VkDevice m_device = VK_NULL_HANDLE;
    VkQueue m_queue = VK_NULL_HANDLE;
    VkCommandPool m_pool = VK_NULL_HANDLE;
    std::uint32_t m_family = 0;
    VkPhysicalDeviceMemoryProperties m_memory{};
    DeviceFacts m_facts;
    bool m_mapped = false;
    double m_timestamp_ns = 0;

    friend Result<std::vector<DeviceFacts>> list_devices();
};

// All Vulkan devices, usable or not, in the loader's order. Error unsupported "renderer.no_device" where there is none.
Result<std::vector<DeviceFacts>> list_devices();

// The Error of a call that failed: unsupported "renderer.device_lost", io "renderer.out_of_memory" (of the device or the
// machine), else unsupported "renderer.vulkan" with call and code.
std::unexpected<Error> vulkan_error(const char* call, VkResult result);
// The same for a call that asks for `bytes`: io "renderer.memory" where there are none left.
std::unexpected<Error> memory_error(const char* call, VkResult result, VkDeviceSize bytes);
// True for an Error that comes from the device, not from what was asked of it: trying again may help.
bool is_device_failure(const Error& error);
bool is_out_of_memory(const Error& error); // "renderer.out_of_memory" or "renderer.memory"

} // namespace tp
