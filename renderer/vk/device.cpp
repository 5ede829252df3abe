#include "vk/device.h"

#include "vk/device_facts.h"

#include <algorithm>
#include <cstring>

namespace tp {

void ValidationLog::add(std::string text) {
    std::scoped_lock lock(m_mutex);
    m_texts.push_back(std::move(text));
}

std::vector<std::string> ValidationLog::texts() const {
    std::scoped_lock lock(m_mutex);
    return m_texts;
}

std::unexpected<Error> vulkan_error(const char* call, VkResult result) {
    if (result == VK_ERROR_DEVICE_LOST) return fail(ErrorCode::unsupported, "renderer.device_lost", {{"call", call}});
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY)
        return fail(ErrorCode::io, "renderer.out_of_memory", {{"call", call}});
    return fail(ErrorCode::unsupported, "renderer.vulkan", {{"call", call}, {"code", std::to_string(static_cast<int>(result))}});
}

std::unexpected<Error> memory_error(const char* call, VkResult result, VkDeviceSize bytes) {
    if (result != VK_ERROR_OUT_OF_DEVICE_MEMORY && result != VK_ERROR_OUT_OF_HOST_MEMORY) return vulkan_error(call, result);
    return fail(ErrorCode::io, "renderer.memory", {{"megabytes", std::to_string((bytes >> 20) + 1)}});
}

bool is_out_of_memory(const Error& error) { return error.key == "renderer.out_of_memory" || error.key == "renderer.memory"; }

bool is_device_failure(const Error& error) {
    return error.key == "renderer.device_lost" || error.key == "renderer.vulkan" || is_out_of_memory(error);
}

namespace {

constexpr const char* k_validation_layer = "VK_LAYER_KHRONOS_validation";

bool has_layer(const char* name) {
    std::uint32_t count = 0;
    if (vkEnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkLayerProperties> layers(count);
    if (vkEnumerateInstanceLayerProperties(&count, layers.data()) != VK_SUCCESS) return false;
    layers.resize(std::min<std::size_t>(layers.size(), count));
    return std::ranges::any_of(layers, [&](const VkLayerProperties& l) { return std::strcmp(l.layerName, name) == 0; });
}

std::unexpected<Error> no_device() { return fail(ErrorCode::unsupported, "renderer.no_device"); }

Result<std::vector<VkPhysicalDevice>> physical_devices(VkInstance instance) {
    std::uint32_t count = 0;
    VkResult r = vkEnumeratePhysicalDevices(instance, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(r == VK_SUCCESS ? count : 0);
    if (r == VK_SUCCESS && count > 0) r = vkEnumeratePhysicalDevices(instance, &count, devices.data());
    if (r == VK_ERROR_INITIALIZATION_FAILED) return no_device(); // no driver could be started
    if (r != VK_SUCCESS && r != VK_INCOMPLETE) return vulkan_error("vkEnumeratePhysicalDevices", r);
    devices.resize(std::min<std::size_t>(devices.size(), count));
    if (devices.empty()) return no_device();
    return devices;
}

} // namespace

Result<void> Device::make_instance(const DeviceOptions& options) {
    m_log = options.log;
    std::vector<const char*> extensions, layers;
    for (const std::string& name : options.instance_extensions) extensions.push_back(name.c_str());
    bool validate = m_log && has_layer(k_validation_layer);
    if (validate) {
        layers.push_back(k_validation_layer);
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
        extensions.push_back(VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
    }
    VkApplicationInfo application{};
    application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    application.pApplicationName = "twinplan";
    application.apiVersion = VK_API_VERSION_1_3;

    VkDebugUtilsMessengerCreateInfoEXT messenger{};
    messenger.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
    messenger.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    messenger.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    messenger.pUserData = m_log.get();
    messenger.pfnUserCallback = [](VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                   const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) -> VkBool32 {
        static_cast<ValidationLog*>(user)->add(data->pMessage);
        return VK_FALSE;
    };
    VkValidationFeatureEnableEXT enable = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT;
    VkValidationFeaturesEXT features{};
    features.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT;
    features.enabledValidationFeatureCount = 1;
    features.pEnabledValidationFeatures = &enable;
    features.pNext = &messenger;

    VkInstanceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
    info.pApplicationInfo = &application;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    info.enabledLayerCount = static_cast<std::uint32_t>(layers.size());
    info.ppEnabledLayerNames = layers.data();
    if (validate) info.pNext = &features;
    if (VkResult r = vkCreateInstance(&info, nullptr, &m_instance); r != VK_SUCCESS) {
        m_instance = VK_NULL_HANDLE;
        bool memory = r == VK_ERROR_OUT_OF_HOST_MEMORY || r == VK_ERROR_OUT_OF_DEVICE_MEMORY;
        return memory ? vulkan_error("vkCreateInstance", r) : no_device();
    }
    if (validate) {
        auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkCreateDebugUtilsMessengerEXT"));
        if (create) create(m_instance, &messenger, nullptr, &m_messenger);
    }
    return {};
}

Result<void> Device::pick_physical(const DeviceOptions& options) {
    auto devices = physical_devices(m_instance);
    if (!devices) return std::unexpected(devices.error());
    std::vector<DeviceFacts> facts;
    for (VkPhysicalDevice device : *devices) facts.push_back(facts_of(device));
    auto chosen = choose_device(facts, options.name, options.software_only);
    if (!chosen) return std::unexpected(chosen.error());
    m_physical = (*devices)[*chosen];
    m_facts = facts[*chosen];
    QueueChoice queue = graphics_queue(m_physical);
    m_family = static_cast<std::uint32_t>(queue.family);
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(m_physical, &properties);
    m_timestamp_ns = queue.timestamp_bits > 0 ? static_cast<double>(properties.limits.timestampPeriod) : 0.0;
    vkGetPhysicalDeviceMemoryProperties(m_physical, &m_memory);
    constexpr VkMemoryPropertyFlags k_wanted =
        VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    for (std::uint32_t i = 0; i < m_memory.memoryTypeCount; ++i) {
        const VkMemoryType& type = m_memory.memoryTypes[i];
        // The classic 256 MiB window onto a card's memory is too small for a city.
        if ((type.propertyFlags & k_wanted) == k_wanted && m_memory.memoryHeaps[type.heapIndex].size > (512ULL << 20)) m_mapped = true;
    }
    return {};
}

Result<void> Device::make_device(const DeviceOptions& options) {
    float priority = 1.0f;
    VkDeviceQueueCreateInfo queue{};
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
    queue.queueFamilyIndex = m_family;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    DeviceFeatures wanted;
    wanted.v13.dynamicRendering = VK_TRUE;
    wanted.v13.synchronization2 = VK_TRUE;
    wanted.v12.bufferDeviceAddress = VK_TRUE;
    wanted.v12.scalarBlockLayout = VK_TRUE;
    wanted.all.features.independentBlend = VK_TRUE;
    wanted.all.features.textureCompressionBC = m_facts.block_textures ? VK_TRUE : VK_FALSE;
    const char* swapchain = VK_KHR_SWAPCHAIN_EXTENSION_NAME;
    VkDeviceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
    info.pNext = &wanted.all;
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = options.swapchain ? 1 : 0;
    info.ppEnabledExtensionNames = &swapchain;
    if (VkResult r = vkCreateDevice(m_physical, &info, nullptr, &m_device); r != VK_SUCCESS) {
        m_device = VK_NULL_HANDLE;
        return vulkan_error("vkCreateDevice", r);
    }
    vkGetDeviceQueue(m_device, m_family, 0, &m_queue);
    VkCommandPoolCreateInfo pool{};
    pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
    pool.queueFamilyIndex = m_family;
    if (VkResult r = vkCreateCommandPool(m_device, &pool, nullptr, &m_pool); r != VK_SUCCESS)
        return vulkan_error("vkCreateCommandPool", r);
    return {};
}

Result<std::shared_ptr<Device>> Device::create(const DeviceOptions& options) {
    std::shared_ptr<Device> device(new Device);
    if (auto made = device->make_instance(options); !made) return std::unexpected(made.error());
    if (auto picked = device->pick_physical(options); !picked) return std::unexpected(picked.error());
    if (auto made = device->make_device(options); !made) return std::unexpected(made.error());
    return device;
}

Result<std::vector<DeviceFacts>> list_devices() {
    Device device; // an instance only
    if (auto made = device.make_instance({}); !made) return std::unexpected(made.error());
    auto devices = physical_devices(device.m_instance);
    if (!devices) return std::unexpected(devices.error());
    std::vector<DeviceFacts> facts;
    for (VkPhysicalDevice one : *devices) facts.push_back(facts_of(one));
    return facts;
}

Device::~Device() {
    if (m_device != VK_NULL_HANDLE) {
        static_cast<void>(vkDeviceWaitIdle(m_device)); // a device that is lost does not run any more
        vkDestroyCommandPool(m_device, m_pool, nullptr);
        vkDestroyDevice(m_device, nullptr);
    }
    if (m_messenger != VK_NULL_HANDLE) {
        auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkDestroyDebugUtilsMessengerEXT"));
        if (destroy) destroy(m_instance, m_messenger, nullptr);
    }
    if (m_instance != VK_NULL_HANDLE) vkDestroyInstance(m_instance, nullptr);
}

int Device::memory_type(std::uint32_t bits, VkMemoryPropertyFlags flags) const {
    for (std::uint32_t i = 0; i < m_memory.memoryTypeCount; ++i)
        if ((bits & (1U << i)) != 0 && (m_memory.memoryTypes[i].propertyFlags & flags) == flags) return static_cast<int>(i);
    return -1;
}

Result<void> Device::submit_and_wait(const std::function<void(VkCommandBuffer)>& record) {
    VkCommandBufferAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    allocate.commandPool = m_pool;
    allocate.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    allocate.commandBufferCount = 1;
    VkCommandBuffer commands = VK_NULL_HANDLE;
    if (VkResult r = vkAllocateCommandBuffers(m_device, &allocate, &commands); r != VK_SUCCESS)
        return vulkan_error("vkAllocateCommandBuffers", r);
    VkCommandBufferBeginInfo begin{};
    begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    const char* call = "vkBeginCommandBuffer";
    VkResult result = vkBeginCommandBuffer(commands, &begin);
    if (result == VK_SUCCESS) {
        record(commands);
        call = "vkEndCommandBuffer";
        result = vkEndCommandBuffer(commands);
    }
    VkFenceCreateInfo fence_info{};
    fence_info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    VkFence fence = VK_NULL_HANDLE;
    if (result == VK_SUCCESS) {
        call = "vkCreateFence";
        result = vkCreateFence(m_device, &fence_info, nullptr, &fence);
    }
    if (result == VK_SUCCESS) {
        VkCommandBufferSubmitInfo buffer{};
        buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO;
        buffer.commandBuffer = commands;
        VkSubmitInfo2 submit{};
        submit.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2;
        submit.commandBufferInfoCount = 1;
        submit.pCommandBufferInfos = &buffer;
        call = "vkQueueSubmit2";
        result = vkQueueSubmit2(m_queue, 1, &submit, fence);
    }
    if (result == VK_SUCCESS) {
        call = "vkWaitForFences";
        result = vkWaitForFences(m_device, 1, &fence, VK_TRUE, UINT64_MAX);
    }
    vkDestroyFence(m_device, fence, nullptr);
    vkFreeCommandBuffers(m_device, m_pool, 1, &commands);
    if (result != VK_SUCCESS) return vulkan_error(call, result);
    return {};
}

Result<void> Device::wait_idle() const {
    if (VkResult r = vkDeviceWaitIdle(m_device); r != VK_SUCCESS) return vulkan_error("vkDeviceWaitIdle", r);
    return {};
}

} // namespace tp
