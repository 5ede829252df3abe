#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// The outline of solutions over the finished picture: one rectangle round each, wherever its silhouette's edge runs.
// Where the silhouette is hidden by something the line and a wash over it have 25 %.

layout(set = 1, binding = 0) uniform usampler2D id_image;
layout(set = 1, binding = 1) uniform usampler2D mask_image;

#ifdef VERTEX
layout(location = 0) flat out uint out_id;

void main() {
    const vec2 corner[6] = vec2[](vec2(-1, -1), vec2(1, -1), vec2(1, 1), vec2(-1, -1), vec2(1, 1), vec2(-1, 1));
    Instance instance = push.instances.one[gl_InstanceIndex];
    vec4 clip = frame.clip_from_eye * vec4(instance.at + vec3(0, 0, 0.35 * instance.radius), 1.0);
    out_id = instance.id;
    float w = max(clip.w, 0.05);
    vec2 reach = 1.15 * vec2(instance.radius / (w * frame.pixel_at_1m)) + 8.0; // pixels
    vec2 ndc = clip.xy / w + corner[gl_VertexIndex] * reach * 2.0 / frame.size_px;
    gl_Position = clip.w > -instance.radius ? vec4(ndc, 0.0, 1.0) : vec4(0, 0, 2, 1);
}
#else
layout(location = 0) flat in uint in_id;
layout(location = 0) out vec4 out_colour;

uint mask_at(ivec2 p) { return texelFetch(mask_image, clamp(p, ivec2(0), textureSize(mask_image, 0) - 1), 0).r; }
bool shown_at(ivec2 p) { return texelFetch(id_image, clamp(p, ivec2(0), textureSize(id_image, 0) - 1), 0).r == in_id; }

const vec2 k_ring[12] = vec2[](vec2(1, 0), vec2(0.87, 0.5), vec2(0.5, 0.87), vec2(0, 1), vec2(-0.5, 0.87), vec2(-0.87, 0.5), vec2(-1, 0),
                              vec2(-0.87, -0.5), vec2(-0.5, -0.87), vec2(0, -1), vec2(0.5, -0.87), vec2(0.87, -0.5));

float line_over(ivec2 p, float radius) {
    uint here = mask_at(p);
    if (here == in_id) return shown_at(p) ? 0.0 : 0.25;
    float opacity = 0.0;
    for (int i = 0; i < 12; ++i) {
        ivec2 q = p + ivec2(round(k_ring[i] * radius));
        if (mask_at(q) == in_id) opacity = max(opacity, shown_at(q) ? 1.0 : 0.25);
    }
    return opacity;
}

void main() {
    int n = int(frame.samples);
    float sum = 0.0;
    for (int y = 0; y < n; ++y)
        for (int x = 0; x < n; ++x) sum += line_over(ivec2(gl_FragCoord.xy) * n + ivec2(x, y), push.step_m * float(n));
    if (sum == 0.0) discard;
    out_colour = vec4(sqrt(frame.accent), sum / float(n * n)); // step_m carries the line's width in pixels here
}
#endif
