#version 460
#extension GL_EXT_scalar_block_layout : require
// Samples to pixels (or FXAA), ambient occlusion, the outline of what is selected.

layout(push_constant, scalar) uniform Push {
    vec3 accent;
    uint samples;   // per side
    uint occlusion; // 1: the occlusion image is there
    uint selected;  // object id, 0 none
    float line_px;
    uint smooth_edges; // 1: of one sample a pixel
} push;
layout(set = 0, binding = 0) uniform sampler2D colour_image;
layout(set = 0, binding = 1) uniform usampler2D id_image;
layout(set = 0, binding = 2) uniform sampler2D occlusion_image;

#ifdef VERTEX
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
}
#else
layout(location = 0) out vec4 out_colour;

vec3 at(ivec2 p) { return texelFetch(colour_image, clamp(p, ivec2(0), textureSize(colour_image, 0) - 1), 0).rgb; }
float luma(vec3 c) { return dot(c, vec3(0.299, 0.587, 0.114)); }

// Smooths along edges only (after Lottes 2009, FXAA): the direction comes from the four diagonal neighbours.
vec3 smoothed(ivec2 p) {
    vec3 m = at(p);
    float lm = luma(m), nw = luma(at(p + ivec2(-1, -1))), ne = luma(at(p + ivec2(1, -1))), sw = luma(at(p + ivec2(-1, 1))),
          se = luma(at(p + ivec2(1, 1)));
    float low = min(lm, min(min(nw, ne), min(sw, se))), high = max(lm, max(max(nw, ne), max(sw, se)));
    if (high - low < max(0.04, high * 0.08)) return m;
    vec2 d = vec2((sw + se) - (nw + ne), (nw + sw) - (ne + se));
    d = clamp(d / (min(abs(d.x), abs(d.y)) + max((nw + ne + sw + se) * 0.03, 0.008)), -4.0, 4.0);
    vec3 a = 0.5 * (at(p + ivec2(round(d * -0.1667))) + at(p + ivec2(round(d * 0.1667))));
    vec3 b = 0.5 * a + 0.25 * (at(p + ivec2(round(d * -0.5))) + at(p + ivec2(round(d * 0.5))));
    float lb = luma(b);
    vec3 soft = lb < low || lb > high ? a : b;
    return mix(soft, 0.25 * (at(p + ivec2(1, 0)) + at(p - ivec2(1, 0)) + at(p + ivec2(0, 1)) + at(p - ivec2(0, 1))), 0.25);
}

float occlusion(ivec2 p) { // the 4 x 4 pattern of its samples averaged out; neighbouring pixels share the sums
    ivec2 size = textureSize(occlusion_image, 0);
    ivec2 q = p * size / max(textureSize(colour_image, 0) / int(push.samples), ivec2(1)) - 2;
    float sum = 0.0;
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x) sum += texelFetch(occlusion_image, clamp(q + ivec2(x, y), ivec2(0), size - 1), 0).r;
    return sum / 16.0;
}

bool selected_at(ivec2 p) {
    return texelFetch(id_image, clamp(p, ivec2(0), textureSize(id_image, 0) - 1), 0).r == push.selected;
}

const vec2 k_ring[8] = vec2[](vec2(1, 0), vec2(0.7, 0.7), vec2(0, 1), vec2(-0.7, 0.7), vec2(-1, 0), vec2(-0.7, -0.7), vec2(0, -1), vec2(0.7, -0.7));

float line_over(ivec2 p) { // opacity of the outline over one sample
    if (selected_at(p)) return 0.0;
    for (int i = 0; i < 8; ++i)
        if (selected_at(p + ivec2(round(k_ring[i] * push.line_px * float(push.samples))))) return 1.0;
    return 0.0;
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    int n = int(push.samples);
    vec3 colour;
    if (n == 1) {
        colour = push.smooth_edges != 0u ? smoothed(pixel) : at(pixel);
    } else {
        vec3 sum = vec3(0.0);
        for (int y = 0; y < n; ++y)
            for (int x = 0; x < n; ++x) {
                vec3 c = at(pixel * n + ivec2(x, y));
                sum += c * c;
            }
        colour = sqrt(sum / float(n * n));
    }
    if (push.occlusion != 0u) colour *= occlusion(pixel);
    if (push.selected != 0u) {
        float line = 0.0;
        for (int y = 0; y < n; ++y)
            for (int x = 0; x < n; ++x) line += line_over(pixel * n + ivec2(x, y));
        colour = mix(colour, push.accent, line / float(n * n));
    }
    out_colour = vec4(colour, 1.0);
}
#endif
