#include "pass/accumulate_pass.h"

#include "pass/city_pass.h"

#include "shaders/accumulate_frag.h"
#include "shaders/accumulate_vert.h"

namespace tp {
namespace {

struct AccumulatePush { // keep equal to shaders/accumulate.glsl
    float weight = 1;
    std::uint32_t show = 0;
};

// Blending 32-bit floats is optional; what blends everywhere has 16 bits.
VkFormat mean_format(const Device& device) {
    VkFormatProperties can{};
    vkGetPhysicalDeviceFormatProperties(device.physical(), VK_FORMAT_R32G32B32A32_SFLOAT, &can);
    return (can.optimalTilingFeatures & VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BLEND_BIT) != 0 ? VK_FORMAT_R32G32B32A32_SFLOAT
                                                                                           : VK_FORMAT_R16G16B16A16_SFLOAT;
}

} // namespace

Result<AccumulatePass> AccumulatePass::create(const std::shared_ptr<Device>& device) {
    AccumulatePass pass;
    pass.m_device = device;
    pass.m_format = mean_format(*device);
    for (ImageSet* set : {&pass.m_picture_set, &pass.m_mean_set}) {
        auto made = ImageSet::create(device, {false});
        if (!made) return std::unexpected(made.error());
        *set = std::move(*made);
    }
    PipelineInfo info;
    info.push_bytes = sizeof(AccumulatePush);
    info.depth = DepthTest::off;
    info.write_depth = false;
    info.vertex_spirv = accumulate_vert;
    info.fragment_spirv = accumulate_frag;
    for (Pipeline* pipeline : {&pass.m_add, &pass.m_show}) {
        bool add = pipeline == &pass.m_add;
        info.target = {{add ? pass.m_format : k_picture_format}, VK_FORMAT_UNDEFINED};
        info.blend_first = add;
        info.sets = {(add ? pass.m_picture_set : pass.m_mean_set).layout()};
        auto made = Pipeline::create(device, info);
        if (!made) return std::unexpected(made.error());
        *pipeline = std::move(*made);
    }
    return pass;
}

Result<void> AccumulatePass::set_picture(const GpuImage& picture) {
    if (!m_mean || m_mean.width() != picture.width() || m_mean.height() != picture.height()) {
        m_mean = {}; // first, so that both are never there at once
        auto made = GpuImage::create(m_device, {picture.width(), picture.height(), 1, m_format,
                                                VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT});
        if (!made) return std::unexpected(made.error());
        m_mean = std::move(*made);
        m_mean_set.write(std::array{m_mean.view()});
    }
    m_picture_set.write(std::array{picture.view()});
    return {};
}

void AccumulatePass::add(VkCommandBuffer commands, GpuImage& picture, int count) {
    auto pass = [&](GpuImage& from, GpuImage& to, const Pipeline& pipeline, const ImageSet& set, bool keep, AccumulatePush push) {
        from.use(commands, ImageUse::sampled);
        to.use(commands, ImageUse::colour, !keep);
        const ColourTarget target[]{{to.view(), !keep, {}}};
        begin_target(commands, to.width(), to.height(), target, VK_NULL_HANDLE, -1);
        pipeline.bind(commands);
        pipeline.bind_set(commands, 0, set.handle());
        pipeline.push(commands, &push, sizeof push);
        vkCmdDraw(commands, 3, 1, 0, 0);
        vkCmdEndRendering(commands);
    };
    pass(picture, m_mean, m_add, m_picture_set, count > 0, {1.0f / static_cast<float>(count + 1), 0});
    pass(m_mean, picture, m_show, m_mean_set, false, {1.0f, 1});
}

} // namespace tp
