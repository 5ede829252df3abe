#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// What casts a shadow: positions only.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;

void main() { gl_Position = frame.clip_from_eye * vec4(push.offset + vec3(in_position.xyz) * push.step_m, 1.0); }
#else
void main() {}
#endif
