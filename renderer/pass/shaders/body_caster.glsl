#version 460
#extension GL_GOOGLE_include_directive : require
// 3D models as casters of shadows; the fragment shader is for those that are cut out of their picture.
#include "common.inc"
struct Body { mat3 turn; vec3 at; uint id; };
layout(buffer_reference, scalar) readonly buffer Bodies { Body one[]; };

#ifdef VERTEX
layout(location = 0) in vec3 in_position;
layout(location = 1) in uvec3 in_info;
layout(location = 2) in vec2 in_uv;
layout(location = 0) out vec2 out_uv;

void main() {
    Body body = Bodies(push.instances).one[gl_InstanceIndex];
    gl_Position = frame.clip_from_eye * vec4(push.offset + (body.at + body.turn * in_position), 1.0);
    out_uv = in_uv;
}
#else
layout(location = 0) in vec2 in_uv;
layout(set = 2, binding = 0) uniform sampler2D picture;

void main() {
    if (texture(picture, in_uv).a < 0.5) discard;
}
#endif
