#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// Coverage bodies as opacities: 22 % where one looks across a side, more at its edges, a line where it meets the ground. The
// target keeps the greatest: what lies behind another is not darker for it.

#ifdef VERTEX
layout(location = 0) in vec3 in_position;
layout(location = 1) in vec2 in_aside;
layout(location = 2) in uint in_look;
layout(location = 0) out vec3 out_p;
layout(location = 1) flat out vec4 out_normal; // a: 1 the contour

void main() {
    vec3 p = push.offset + in_position;
    float pixel_m = frame.pixel_at_1m * (frame.orthographic != 0u ? 1.0 : length(p));
    p.xy += in_aside * max(0.15, 0.9 * pixel_m * float(frame.samples));
    gl_Position = frame.clip_from_eye * vec4(p, 1.0);
    gl_Position.z *= 1.0035; // not in the ground or the streets
    out_p = p;
    out_normal = vec4(unpack_normal(in_look), dot(in_aside, in_aside) > 0.5 ? 1.0 : 0.0);
}
#else
layout(location = 0) in vec3 in_p;
layout(location = 1) flat in vec4 in_normal;
layout(location = 0) out vec4 out_opacity;

void main() {
    vec3 towards = frame.orthographic != 0u ? frame.forward : normalize(in_p);
    float edge = 1.0 - abs(dot(in_normal.xyz, towards));
    out_opacity = vec4(in_normal.w > 0.5 ? 0.85 : 0.20 + 0.30 * edge * edge * edge);
}
#endif
