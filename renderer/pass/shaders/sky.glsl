#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"

#ifdef VERTEX
layout(location = 0) out vec2 out_ndc;
void main() {
    out_ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(out_ndc, 0.0, 1.0); // farthest: only where nothing was drawn
}
#else
layout(location = 0) in vec2 in_ndc;
layout(location = 0) out vec4 out_colour;
layout(location = 1) out uint out_id;

void main() {
    vec3 ray = normalize(push.frame.forward + in_ndc.x * push.frame.right - in_ndc.y * push.frame.up);
    float height = push.frame.orthographic != 0u ? 0.0 : max(ray.z, 0.0);
    out_colour = stored(mix(push.frame.haze, push.frame.zenith, 1.0 - exp(-4.0 * height)));
    out_id = 0u;
}
#endif
