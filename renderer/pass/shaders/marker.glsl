#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// A disc of constant size on the screen for every solution whose model is too small to be read from afar.

#ifdef VERTEX
layout(location = 0) out vec2 out_corner;
layout(location = 1) flat out uint out_id;

void main() {
    const vec2 corner[6] = vec2[](vec2(-1, -1), vec2(1, -1), vec2(1, 1), vec2(-1, -1), vec2(1, 1), vec2(-1, 1));
    Instance instance = push.instances.one[gl_InstanceIndex];
    vec4 clip = frame.clip_from_eye * vec4(instance.at + vec3(0, 0, 1.5), 1.0);
    float radius_px = instance.radius / (clip.w * frame.pixel_at_1m);
    out_corner = corner[gl_VertexIndex] * 1.15;
    out_id = instance.id;
    if (radius_px > 1.6 * frame.marker_px || clip.w <= 0.0) {
        gl_Position = vec4(0, 0, 2, 1); // outside: the model itself is large enough
        return;
    }
    clip.xy += out_corner * frame.marker_px * 2.0 / frame.size_px * clip.w;
    clip.z *= 1.004 + 3.0 * frame.marker_px * frame.pixel_at_1m; // its lower half is not in the ground
    gl_Position = clip;
}
#else
layout(location = 0) in vec2 in_corner;
layout(location = 1) flat in uint in_id;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

void main() {
    float r = length(in_corner);
    if (r > 1.0) discard;
    float opacity = push.step_m; // 1 in sight, 0.25 behind buildings
    out_colour = vec4(sqrt(r > 0.74 ? vec3(0.93) : frame.accent), opacity);
    out_id = in_id;
}
#endif
