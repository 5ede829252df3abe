#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
#define NIGHT_SET 1
#include "night.inc"
// Lamps themselves, as points of light: whoever stands below one looks into it, from above its hood hides it.

#ifdef VERTEX
layout(location = 0) out vec2 out_corner;
layout(location = 1) flat out float out_strength;

void main() {
    const vec2 corner[6] = vec2[](vec2(-1, -1), vec2(1, -1), vec2(1, 1), vec2(-1, -1), vec2(1, 1), vec2(-1, 1));
    vec4 lamp = texelFetch(lamp_records, 2 * gl_InstanceIndex);
    vec3 p = frame.lamp_origin + lamp.xyz;
    vec4 clip = frame.clip_from_eye * vec4(p, 1.0);
    float metre_px = 1.0 / (max(clip.w, 0.01) * frame.pixel_at_1m), away = length(p);
    float from_above = -p.z / max(away, 0.01); // sine of the eye's height over the lamp
    float core_px = 0.9 * metre_px, least_px = 2.2 * float(frame.samples); // the radius of its halo
    out_corner = corner[gl_VertexIndex];
    out_strength = (1.0 - 0.85 * smoothstep(0.02, 0.45, from_above)) * min(1.0, core_px / least_px + 0.12) * (1.0 - smoothstep(2500.0, 6000.0, away));
    if (clip.w <= 0.0 || frame.orthographic != 0u || out_strength < 0.02) {
        gl_Position = vec4(0, 0, 2, 1);
        return;
    }
    clip.xy += out_corner * max(core_px, least_px) * 2.0 / frame.size_px * clip.w;
    gl_Position = clip;
}
#else
layout(location = 0) in vec2 in_corner;
layout(location = 1) flat in float in_strength;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

void main() {
    float r = length(in_corner), halo = max(1.0 - r, 0.0);
    float core = 1.0 - smoothstep(0.14, 0.26, r);
    out_colour = vec4(sqrt(mix(k_lamp_colour, vec3(1.0, 0.93, 0.80), core)), in_strength * max(core, 0.55 * halo * halo * halo));
    out_id = 0u; // not written
}
#endif
