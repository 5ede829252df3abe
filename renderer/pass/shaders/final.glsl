#version 460
#extension GL_EXT_scalar_block_layout : require
// The last pass: samples to pixels (or FXAA), ambient occlusion, outlines, sRGB.

layout(push_constant, scalar) uniform Push {
    vec3 accent;
    uint samples;   // per side
    uint occlusion; // 1: the occlusion image is there
    uint outline;   // 1: the mask holds solutions
    uint selected;  // object id, 0 none
    float line_px;
} push;
layout(set = 0, binding = 0) uniform sampler2D colour_image;
layout(set = 0, binding = 1) uniform usampler2D id_image;
layout(set = 0, binding = 2) uniform usampler2D mask_image;
layout(set = 0, binding = 3) uniform sampler2D occlusion_image;

#ifdef VERTEX
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
}
#else
layout(location = 0) out vec4 out_colour;

vec3 at(ivec2 p) { return texelFetch(colour_image, clamp(p, ivec2(0), textureSize(colour_image, 0) - 1), 0).rgb; }
float luma(vec3 c) { return sqrt(dot(c, vec3(0.299, 0.587, 0.114))); }

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

float occlusion(ivec2 p) { // the 4 x 4 pattern of its samples averaged out
    ivec2 size = textureSize(occlusion_image, 0);
    ivec2 q = min(p * size / max(textureSize(colour_image, 0) / int(push.samples), ivec2(1)), size - 1);
    float sum = 0.0;
    for (int y = -2; y < 2; ++y)
        for (int x = -2; x < 2; ++x) sum += texelFetch(occlusion_image, clamp(q + ivec2(x, y), ivec2(0), size - 1), 0).r;
    return sum / 16.0;
}

uint mask_at(ivec2 p) { return texelFetch(mask_image, clamp(p, ivec2(0), textureSize(mask_image, 0) - 1), 0).r; }
uint id_at(ivec2 p) { return texelFetch(id_image, clamp(p, ivec2(0), textureSize(id_image, 0) - 1), 0).r; }

const vec2 k_ring[12] = vec2[](vec2(1, 0), vec2(0.87, 0.5), vec2(0.5, 0.87), vec2(0, 1), vec2(-0.5, 0.87), vec2(-0.87, 0.5), vec2(-1, 0),
                              vec2(-0.87, -0.5), vec2(-0.5, -0.87), vec2(0, -1), vec2(0.5, -0.87), vec2(0.87, -0.5));

// Opacity of the accent over one sample.
float line_over(ivec2 p) {
    float opacity = 0.0, radius = push.line_px * float(push.samples);
    if (push.outline != 0u) {
        uint here = mask_at(p);
        if (here != 0u && id_at(p) != here) opacity = 0.25; // behind something
        if (here == 0u)
            for (int i = 0; i < 12; ++i) {
                ivec2 q = p + ivec2(round(k_ring[i] * radius));
                uint there = mask_at(q);
                if (there != 0u) opacity = max(opacity, id_at(q) == there ? 1.0 : 0.25);
            }
    }
    if (push.selected != 0u && id_at(p) != push.selected)
        for (int i = 0; i < 12; ++i)
            if (id_at(p + ivec2(round(k_ring[i] * radius))) == push.selected) opacity = 1.0;
    return opacity;
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 colour = vec3(0.0);
    float line = 0.0;
    int n = int(push.samples);
    bool lines = push.outline != 0u || push.selected != 0u;
    for (int y = 0; y < n; ++y)
        for (int x = 0; x < n; ++x) {
            ivec2 p = pixel * n + ivec2(x, y);
            colour += n == 1 ? smoothed(p) : at(p);
            if (lines) line += line_over(p);
        }
    float count = float(n * n);
    colour /= count;
    if (push.occlusion != 0u) colour *= occlusion(pixel);
    colour = mix(colour, push.accent, line / count);
    out_colour = vec4(mix(colour * 12.92, 1.055 * pow(max(colour, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, colour)), 1.0);
}
#endif
