#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// What is flat-shaded and closed (buildings): only what light.glsl needs of it. A triangle has its first vertex's normal,
// material and id; only the height above the foot varies.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) out float out_foot;
layout(location = 1) flat out uvec2 out_look_id;

void main() {
    gl_Position = frame.clip_from_eye * vec4(push.offset + vec3(in_position.xyz) * push.step_m, 1.0);
    out_foot = float(in_position.w) * (0.125 / k_foot_m);
    out_look_id = in_info;
}
#else
layout(location = 0) in float in_foot;
layout(location = 1) flat in uvec2 in_look_id;
layout(location = 0) out uint out_look;
layout(location = 1) out uint out_id;

void main() {
    out_look = with_foot(in_look_id.x, in_foot);
    out_id = in_look_id.y;
}
#endif
