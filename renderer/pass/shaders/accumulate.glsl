#version 460
#extension GL_EXT_scalar_block_layout : require
// One more sample of a still into the mean (blended by its weight), or the mean as a picture. Pictures are stored as the
// square roots of light (common.inc).

layout(push_constant, scalar) uniform Push {
    float weight;
    uint show; // 1: mean to picture
} push;
layout(set = 0, binding = 0) uniform sampler2D image;

#ifdef VERTEX
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
}
#else
layout(location = 0) out vec4 out_colour;

void main() {
    vec3 c = texelFetch(image, ivec2(gl_FragCoord.xy), 0).rgb;
    out_colour = push.show != 0u ? vec4(sqrt(c), 1.0) : vec4(c * c, push.weight);
}
#endif
