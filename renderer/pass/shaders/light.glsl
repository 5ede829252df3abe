#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// Light on everything that solid.glsl and ground.glsl left, once a pixel, and the sky where they left nothing: place from
// depth, normal and material from the look, layers by object or by place.

#ifdef VERTEX
layout(location = 0) out vec3 out_ray; // perspective: per metre ahead; orthographic: the place on the eye's plane
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
    out_ray = frame.aside + ndc.x * frame.right - ndc.y * frame.up;
    if (frame.orthographic == 0u) out_ray += frame.forward;
}
#else
// Software drivers compute both sides of a branch: what a frame does not need is not in its shader.
layout(constant_id = 0) const uint k_shadow_taps = 1u;
layout(constant_id = 1) const bool k_layer = true;
layout(constant_id = 2) const bool k_night = true;
#define SHADOW_TAPS k_shadow_taps
#include "shadow.inc"
#include "draped.inc"
#define NIGHT_SET 3
#include "night.inc"
layout(set = 2, binding = 0) uniform usampler2D look_image;
layout(set = 2, binding = 1) uniform usampler2D id_image;
layout(set = 2, binding = 2) uniform sampler2D depth_image;
layout(location = 0) in vec3 in_ray;
layout(location = 0) out vec4 out_colour;

// Clay of many batches, some of it warmer; roofs are lighter.
vec3 clay(vec3 albedo, uint id, float up) {
    uint variant = (id * 2654435761u) >> 24;
    albedo *= 1.0 + 0.025 * (float(variant & 15u) / 7.5 - 1.0);
    albedo.b *= 1.0 - 0.02 * float((variant >> 4) & 3u);
    return up > 0.5 ? min(albedo * 1.03, vec3(0.93)) : albedo;
}

uint layer_colour(vec3 p, uint id, bool stands) { // 0 none
    if (!k_layer) return 0u;
    if (frame.drape_kind == 1u) return stands ? 0u : draped_cell(p);
    if ((id >> 28) != frame.drape_kind - 1u) return 0u; // kinds 2 and 3 are object roles 1 and 2
    return frame.drape_objects.word[(id & 0x0fffffffu) - 1u];
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    float depth = texelFetch(depth_image, pixel, 0).r;
    bool sky = depth <= 0.0;
    uint look = texelFetch(look_image, pixel, 0).r, id = texelFetch(id_image, pixel, 0).r, material = (look >> 16) & 0xffu;
    float distance = frame.orthographic != 0u ? frame.far_m - depth * (frame.far_m - frame.near_m)
                                              : frame.near_m * frame.far_m / (frame.near_m + depth * (frame.far_m - frame.near_m));
    vec3 p = frame.orthographic != 0u ? in_ray + frame.forward * distance : in_ray * distance;
    vec3 n = unpack_normal(look), sun = frame.sun, albedo = frame.material[material].albedo;
    uint role = id >> 28;
    bool building = role == 1u, lies = ((0x1ccu >> role) & 1u) != 0u; // on the ground: streets, crossings, terrain, areas, sidewalks
    float towards = dot(n, sun), foot = 1.0;
    if (building) albedo = clay(albedo, id, n.z);
    if (role == 12u) albedo *= 0.94 + 0.12 * float((id * 2654435761u) >> 24) / 255.0; // no two trees alike
    if (!lies) {
        if (n.z <= 0.5 || role == 12u) foot = mix(0.82, 1.0, smoothstep(0.0, 1.0, float(look >> 24) / 255.0));
    }
    uint colour = layer_colour(p, id, !lies);
    if (k_layer) albedo = layer_over(albedo, colour, building ? 0.70 : 0.68, gl_FragCoord.xy);
    if (lies) {
        // Level ground has its palette colour in the sun; slopes towards the sun are little brighter (they would all be
        // white), steep ones darker, so that relief reads from every side.
        towards = min(towards, mix(sun.z, towards, 0.25));
        albedo *= 1.0 - 0.7 * (1.0 - n.z);
    }
    vec3 light = ambient(n);
    if (towards > 0.0) light += frame.sun_light * (towards * sunlit(p, n));
    vec4 windows = vec4(0.0);
    if (k_night) {
        light += night_light(p, n);
        if (building) windows = night_windows(p, n, id);
    }
    // Haze over what is there, from haze_from_m on; towards the zenith over what is not. One power for both.
    float ray = frame.orthographic != 0u ? 1.0 : length(in_ray), metres = frame.orthographic != 0u ? length(p) : ray * distance;
    float height = frame.orthographic != 0u ? 0.0 : max(in_ray.z / ray, 0.0);
    float left = exp(sky ? -4.0 * height : -max(metres - frame.haze_from_m, 0.0) / frame.haze_length_m);
    vec3 lit = albedo * light * (foot * (1.0 - windows.a)) + windows.rgb;
    if (material == 4u && colour == 0u) { // water: level, with the sky in it where one looks along it (Schlick 1994)
        float down = frame.orthographic != 0u ? -frame.forward.z : clamp(-in_ray.z / ray, 0.0, 1.0), grazing = 1.0 - down, squared = grazing * grazing;
        lit = mix(lit, mix(frame.haze, frame.zenith, min(3.0 * down, 1.0)), 0.02 + 0.7 * squared * squared * grazing);
    }
    out_colour = stored(mix(frame.haze, sky ? frame.zenith : lit, sky ? 1.0 - left : left));
}
#endif
