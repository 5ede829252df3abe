#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// The ground and what lies on it: only what light.glsl needs of it. Its normals are smooth.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out vec3 out_normal;
layout(location = 1) flat out uvec2 out_look_id;

void main() {
    gl_Position = frame.clip_from_eye * vec4(push.offset + vec3(in_position.xyz) * push.step_m, 1.0);
    gl_Position.z *= 1.0 + frame.material[(in_info.x >> 16) & 0xffu].pull;
    out_normal = unpack_normal(in_info.x);
    out_look_id = in_info;
}
#else
layout(location = 0) in vec3 in_normal;
layout(location = 1) flat in uvec2 in_look_id;
layout(location = 0) out uint out_look;
layout(location = 1) out uint out_id;

void main() {
    out_look = pack_normal(in_normal) | (in_look_id.x & 0xffff0000u);
    out_id = in_look_id.y;
}
#endif
