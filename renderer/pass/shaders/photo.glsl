#version 460
#extension GL_GOOGLE_include_directive : require
// An orthophoto on the ground: the ground's own triangles again, a little nearer than what else lies on it. Object ids
// stay what they were.
#define PHOTO
#include "common.inc"

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out vec3 out_p;
layout(location = 1) out vec3 out_normal;

void main() {
    vec3 p = push.offset + vec3(in_position.xyz) * push.step_m;
    gl_Position = frame.clip_from_eye * vec4(p, 1.0);
    gl_Position.z *= 1.0 + 0.0024;
    out_p = p;
    out_normal = unpack_normal(in_info.x);
}
#else
#include "shadow.inc"
#include "draped.inc"
#define NIGHT_SET 3
#include "night.inc"
layout(constant_id = 0) const bool k_night = true;
layout(location = 0) in vec3 in_p;
layout(location = 1) in vec3 in_normal;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;
layout(set = 2, binding = 0) uniform sampler2D picture;

void main() {
    vec2 uv = (in_p.xy - push.photo_south_west) / push.photo_size_m;
    vec4 texel = texture(picture, vec2(uv.x, 1.0 - uv.y));
    if (any(lessThan(uv, vec2(0.0))) || any(greaterThanEqual(uv, vec2(1.0))) || texel.a < 0.5) discard;
    vec3 albedo = texel.rgb * texel.rgb;
    albedo = layer_over(albedo, draped_cell(in_p), 0.68, gl_FragCoord.xy);
    vec3 n = normalize(in_normal), sun = frame.sun;
    vec3 light = ambient(n);
    float towards = dot(n, sun);
    towards = min(towards, mix(sun.z, towards, 0.25));
    if (towards > 0.0) light += frame.sun_light * (towards * sunlit(in_p, n));
    if (k_night) light += night_light(in_p, n);
    out_colour = stored(hazed(albedo * light, in_p));
    out_id = 0u; // not written
}
#endif
