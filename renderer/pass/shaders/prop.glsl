#version 460
#extension GL_GOOGLE_include_directive : require
// Trees, small things in the streets, people and cars: many small bodies of few shapes. A software driver draws instances one
// by one; here a draw has as many vertices as all of its bodies together, and the number of a vertex says whose it is. What is
// left is as solid.glsl's.
#define PROP
#include "common.inc"

#ifdef VERTEX
struct ShapeVertex { vec3 at; uint look; };
struct Prop { vec3 at; float width; float height; uint heading; uint id; };
layout(buffer_reference, scalar) readonly buffer Shape { ShapeVertex one[]; };
layout(buffer_reference, scalar) readonly buffer Props { Prop one[]; };
layout(location = 0) flat out uvec2 out_look_id;

void main() {
    uint number = uint(gl_VertexIndex);
    Prop prop = Props(push.instances).one[number >> push.shift];
    ShapeVertex v = Shape(push.shape).one[number & ((1u << push.shift) - 1u)];
    vec2 turn = unpackSnorm2x16(prop.heading); // sine, cosine
    mat2 heading = mat2(turn.y, -turn.x, turn.x, turn.y);
    vec3 q = v.at * vec3(vec2(prop.width * push.stretch), prop.height);
    gl_Position = frame.clip_from_eye * vec4(push.offset + prop.at + vec3(heading * q.xy, q.z), 1.0);
    vec3 n = unpack_normal(v.look);
    out_look_id = uvec2((v.look & 0xffff0000u) | pack_normal(vec3(heading * n.xy, n.z)), prop.id);
}
#else
layout(location = 0) flat in uvec2 in_look_id;
layout(location = 0) out uint out_look;
layout(location = 1) out uint out_id;

void main() {
    out_look = in_look_id.x;
    out_id = in_look_id.y;
}
#endif
