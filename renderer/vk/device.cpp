#include "vk/device.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace tp {

struct Device::Log {
    std::mutex mutex;
    std::vector<std::string> texts;
};

std::unexpected<Error> vulkan_error(const char* call, VkResult result) {
    return fail(ErrorCode::unsupported, "renderer.vulkan", {{"call", call}, {"code", std::to_string(static_cast<int>(result))}});
}

namespace {

constexpr const char* k_validation_layer = "VK_LAYER_KHRONOS_validation";

bool has_layer(const char* name) {
    std::uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, nullptr);
    std::vector<VkLayerProperties> layers(count);
    vkEnumerateInstanceLayerProperties(&count, layers.data());
    return std::ranges::any_of(layers, [&](const VkLayerProperties& l) { return std::strcmp(l.layerName, name) == 0; });
}

struct Features { // the chain that is asked for and enabled
    VkPhysicalDeviceVulkan13Features v13{};
    VkPhysicalDeviceVulkan12Features v12{};
    VkPhysicalDeviceFeatures2 all{};
    Features() {
        v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
        v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
        v12.pNext = &v13;
        all.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
        all.pNext = &v12;
    }
    Features(const Features&) = delete;
    Features& operator=(const Features&) = delete;
};

bool is_enough(VkPhysicalDevice device) {
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(device, &properties);
    if (properties.apiVersion < VK_API_VERSION_1_3) return false;
    Features has;
    vkGetPhysicalDeviceFeatures2(device, &has.all);
    return has.v13.dynamicRendering == VK_TRUE && has.v13.synchronization2 == VK_TRUE && has.v12.bufferDeviceAddress == VK_TRUE &&
           has.v12.scalarBlockLayout == VK_TRUE && has.all.features.independentBlend == VK_TRUE;
}

int graphics_family(VkPhysicalDevice device, double& timestamp_bits) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    for (std::uint32_t i = 0; i < count; ++i)
        if ((families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) != 0) {
            timestamp_bits = families[i].timestampValidBits;
            return static_cast<int>(i);
        }
    return -1;
}

int rank(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return 4;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return 3;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return 2;
    default: return 1;
    }
}

std::unexpected<Error> no_device() { return fail(ErrorCode::unsupported, "renderer.no_device"); }

} // namespace

Result<void> Device::make_instance(const DeviceOptions& options) {
    m_log = std::make_unique<Log>();
    std::vector<const char*> extensions, layers;
    for (const std::string& name : options.instance_extensions) extensions.push_back(name.c_str());
    bool validate = options.validation && has_layer(k_validation_layer);
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
        auto* log = static_cast<Log*>(user);
        std::scoped_lock lock(log->mutex);
        log->texts.emplace_back(data->pMessage);
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
    if (vkCreateInstance(&info, nullptr, &m_instance) != VK_SUCCESS) {
        m_instance = VK_NULL_HANDLE;
        return no_device();
    }
    if (validate) {
        auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkCreateDebugUtilsMessengerEXT"));
        if (create) create(m_instance, &messenger, nullptr, &m_messenger);
    }
    return {};
}

Result<void> Device::pick_physical(const std::string& prefer) {
    std::uint32_t count = 0;
    if (vkEnumeratePhysicalDevices(m_instance, &count, nullptr) != VK_SUCCESS || count == 0) return no_device();
    std::vector<VkPhysicalDevice> devices(count);
    vkEnumeratePhysicalDevices(m_instance, &count, devices.data());
    int best = 0;
    for (VkPhysicalDevice device : devices) {
        double bits = 0;
        int family = graphics_family(device, bits);
        if (family < 0 || !is_enough(device)) continue;
        VkPhysicalDeviceDriverProperties driver{};
        driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
        VkPhysicalDeviceProperties2 properties{};
        properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
        properties.pNext = &driver;
        vkGetPhysicalDeviceProperties2(device, &properties);
        const VkPhysicalDeviceProperties& p = properties.properties;
        int score = rank(p.deviceType);
        if (!prefer.empty() && std::string(p.deviceName).find(prefer) != std::string::npos) score += 10;
        if (score <= best) continue;
        best = score;
        m_physical = device;
        m_family = static_cast<std::uint32_t>(family);
        m_name = p.deviceName;
        m_driver = m_name + ", " + driver.driverInfo;
        m_software = p.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
        m_timestamp_ns = bits > 0 ? static_cast<double>(p.limits.timestampPeriod) : 0.0;
    }
    if (best == 0) return no_device();
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
    Features wanted;
    wanted.v13.dynamicRendering = VK_TRUE;
    wanted.v13.synchronization2 = VK_TRUE;
    wanted.v12.bufferDeviceAddress = VK_TRUE;
    wanted.v12.scalarBlockLayout = VK_TRUE;
    wanted.all.features.independentBlend = VK_TRUE;
    VkPhysicalDeviceFeatures has{};
    vkGetPhysicalDeviceFeatures(m_physical, &has);
    m_blocks = has.textureCompressionBC == VK_TRUE;
    wanted.all.features.textureCompressionBC = has.textureCompressionBC;
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
    if (auto picked = device->pick_physical(options.prefer); !picked) return std::unexpected(picked.error());
    if (auto made = device->make_device(options); !made) return std::unexpected(made.error());
    return device;
}

Device::~Device() {
    if (m_device != VK_NULL_HANDLE) {
        vkDeviceWaitIdle(m_device);
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
    vkBeginCommandBuffer(commands, &begin);
    record(commands);
    vkEndCommandBuffer(commands);

    VkFenceCreateInfo fence_info{};
    fence_info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    VkFence fence = VK_NULL_HANDLE;
    VkResult result = vkCreateFence(m_device, &fence_info, nullptr, &fence);
    if (result == VK_SUCCESS) {
        VkCommandBufferSubmitInfo buffer{};
        buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO;
        buffer.commandBuffer = commands;
        VkSubmitInfo2 submit{};
        submit.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2;
        submit.commandBufferInfoCount = 1;
        submit.pCommandBufferInfos = &buffer;
        result = vkQueueSubmit2(m_queue, 1, &submit, fence);
        if (result == VK_SUCCESS) result = vkWaitForFences(m_device, 1, &fence, VK_TRUE, UINT64_MAX);
        vkDestroyFence(m_device, fence, nullptr);
    }
    vkFreeCommandBuffers(m_device, m_pool, 1, &commands);
    if (result != VK_SUCCESS) return vulkan_error("vkQueueSubmit2", result);
    return {};
}

int Device::validation_messages() const {
    std::scoped_lock lock(m_log->mutex);
    return static_cast<int>(m_log->texts.size());
}

std::vector<std::string> Device::validation_texts() const {
    std::scoped_lock lock(m_log->mutex);
    return m_log->texts;
}

} // namespace tp
