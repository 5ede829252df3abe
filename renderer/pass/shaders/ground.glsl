#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// The ground and what lies on it; a layer is painted over all of it in one go.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out vec3 out_p;
layout(location = 1) out vec3 out_normal;
layout(location = 2) flat out vec3 out_albedo;
layout(location = 3) flat out uvec2 out_id_colour;

void main() {
    vec3 p = push.offset + vec3(in_position.xyz) * push.step_m;
    MaterialLook look = push.frame.material[(in_info.x >> 16) & 0xffu];
    gl_Position = push.frame.clip_from_eye * vec4(p, 1.0);
    gl_Position.z *= 1.0 + look.pull;
    out_p = p;
    out_normal = unpack_normal(in_info.x);
    out_albedo = look.albedo;
    out_id_colour = uvec2(in_info.y, 0u);
    if (push.frame.drape_kind == 3u && (in_info.y >> 28) == 2u)
        out_id_colour.y = push.frame.drape_objects.word[(in_info.y & 0x0fffffffu) - 1u];
}
#else
#include "shadow.inc"
#include "draped.inc"
layout(location = 0) in vec3 in_p;
layout(location = 1) in vec3 in_normal;
layout(location = 2) flat in vec3 in_albedo;
layout(location = 3) flat in uvec2 in_id_colour;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

uint draped() { return push.frame.drape_kind == 3u ? in_id_colour.y : draped_cell(in_p); }

void main() {
    vec3 n = normalize(in_normal);
    vec3 albedo = in_albedo;
    uint colour = draped();
    if ((colour >> 24) == 1u) albedo = painted(albedo, colour, 0.68);
    else if ((colour >> 24) == 2u && hatch(gl_FragCoord.xy)) albedo *= 0.88;
    // Level ground has its palette colour in the sun; slopes towards the sun are little brighter (they would all be white),
    // steep ones darker, so that relief reads from every side.
    vec3 light = ambient(n);
    vec3 sun = push.frame.sun; // whole: Mesa 22.3's software driver reads sun.x where the buffer's sun.z is asked for
    float towards = dot(n, sun);
    towards = min(towards, mix(sun.z, towards, 0.25));
    albedo *= 1.0 - 0.7 * (1.0 - n.z);
    if (towards > 0.0) light += push.frame.sun_light * (towards * sunlit(in_p, n));
    out_colour = stored(hazed(albedo * light, in_p));
    out_id = in_id_colour.x;
}
#endif
