#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// Silhouettes of the solutions, whether or not something stands before them: their outline is found in this image.

#ifdef VERTEX
layout(location = 0) in ivec4 in_position;
layout(location = 1) in uvec2 in_info;
layout(location = 0) flat out uint out_id;

void main() {
    Instance instance = push.instances.one[gl_InstanceIndex];
    vec3 q = push.offset + vec3(in_position.xyz) * push.step_m;
    mat2 turn = mat2(instance.cosine, -instance.sine, instance.sine, instance.cosine);
    gl_Position = frame.clip_from_eye * vec4(instance.at + vec3(turn * q.xy, q.z), 1.0);
    out_id = instance.id;
}
#else
layout(location = 0) flat in uint in_id;
layout(location = 0) out uint out_id;

void main() { out_id = in_id; }
#endif
