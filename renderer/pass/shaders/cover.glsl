#version 460
#extension GL_GOOGLE_include_directive : require
#include "common.inc"
// The accent over the picture, by the opacities that volume.glsl left.

#ifdef VERTEX
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
}
#else
layout(set = 1, binding = 0) uniform sampler2D opacity_image;
layout(location = 0) out vec4 out_colour;

void main() {
    float opacity = texelFetch(opacity_image, ivec2(gl_FragCoord.xy), 0).r;
    if (opacity == 0.0) discard;
    out_colour = vec4(sqrt(frame.accent), opacity);
}
#endif
