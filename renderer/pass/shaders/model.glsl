#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// Solutions: small models, one instance each; without a fragment shader of colour for the shadow map.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out vec3 out_p;
layout(location = 1) flat out vec3 out_normal;
layout(location = 2) flat out vec3 out_albedo;
layout(location = 3) flat out uint out_id;
layout(location = 4) flat out float out_glow;

void main() {
    Instance instance = push.instances.one[gl_InstanceIndex];
    vec3 q = push.offset + vec3(in_position.xyz) * push.step_m; // in the model: offset is the mesh's centre
    mat2 turn = mat2(instance.cosine, -instance.sine, instance.sine, instance.cosine);
    vec3 n = unpack_normal(in_info.x);
    n.xy = turn * n.xy;
    vec3 p = instance.at + vec3(turn * q.xy, q.z);
    uint material = (in_info.x >> 16) & 0xffu;
    MaterialLook look = frame.material[material];
    gl_Position = frame.clip_from_eye * vec4(p, 1.0);
    gl_Position.z *= 1.0 + look.pull;
    out_p = p;
    out_normal = n;
    out_albedo = material == 19u ? look.albedo * 1.6 : look.albedo; // lamps
    out_glow = float(material == 19u);
    out_id = instance.id;
}
#else
#include "shadow.inc"
#define NIGHT_SET 2
#include "night.inc"
layout(location = 0) in vec3 in_p;
layout(location = 1) flat in vec3 in_normal;
layout(location = 2) flat in vec3 in_albedo;
layout(location = 3) flat in uint in_id;
layout(location = 4) flat in float in_glow;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

void main() {
    vec3 light = ambient(in_normal) + 0.08; // what is proposed stays readable in the shade
    float towards = dot(in_normal, frame.sun);
    if (towards > 0.0) light += frame.sun_light * (towards * sunlit(in_p, in_normal));
    if (is_night()) { // what shines by itself, and the accent stays the accent
        light = max(light + night_light(in_p, in_normal), vec3(0.42));
        light = mix(light, vec3(1.0), in_glow);
    }
    out_colour = stored(hazed(in_albedo * light, in_p));
    out_id = in_id;
}
#endif
