#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// Buildings: flat values of the first vertex of each triangle; the lowest 4 m of the walls are darker.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out vec3 out_p;
layout(location = 1) out float out_up_m;
layout(location = 2) flat out vec3 out_normal;
layout(location = 3) flat out vec3 out_albedo;
layout(location = 4) flat out uvec2 out_id_hatch;

void main() {
    vec3 p = push.offset + vec3(in_position.xyz) * push.step_m;
    gl_Position = push.frame.clip_from_eye * vec4(p, 1.0);
    out_p = p;
    out_up_m = float(in_position.w) * 0.125;
    out_normal = unpack_normal(in_info.x);
    uint variant = in_info.x >> 24;
    vec3 albedo = push.frame.material[(in_info.x >> 16) & 0xffu].albedo;
    albedo *= 1.0 + 0.025 * (float(variant & 15u) / 7.5 - 1.0);        // clay of many batches
    albedo.b *= 1.0 - 0.02 * float((variant >> 4) & 3u);               // some of it warmer
    if (out_normal.z > 0.5) albedo = min(albedo * 1.03, vec3(0.93));   // roofs are lighter
    uint hatched = 0u;
    if (push.frame.drape_kind == 2u) {
        uint colour = push.frame.drape_objects.word[(in_info.y & 0x0fffffffu) - 1u];
        if ((colour >> 24) == 1u) albedo = painted(albedo, colour, 0.70);
        hatched = uint((colour >> 24) == 2u);
    }
    out_albedo = albedo;
    out_id_hatch = uvec2(in_info.y, hatched);
}
#else
#include "shadow.inc"
layout(location = 0) in vec3 in_p;
layout(location = 1) in float in_up_m;
layout(location = 2) flat in vec3 in_normal;
layout(location = 3) flat in vec3 in_albedo;
layout(location = 4) flat in uvec2 in_id_hatch;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

void main() {
    vec3 light = ambient(in_normal);
    float towards = dot(in_normal, push.frame.sun);
    if (towards > 0.0) light += push.frame.sun_light * (towards * sunlit(in_p, in_normal));
    vec3 albedo = in_albedo;
    if (in_id_hatch.y != 0u && hatch(gl_FragCoord.xy)) albedo *= 0.82;
    float foot = in_normal.z > 0.5 ? 1.0 : mix(0.82, 1.0, smoothstep(0.0, 4.0, in_up_m));
    out_colour = stored(hazed(albedo * light * foot, in_p));
    out_id = in_id_hatch.x;
}
#endif
