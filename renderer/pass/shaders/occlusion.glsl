#version 460
#extension GL_EXT_scalar_block_layout : require
// Ambient occlusion from the depth image (after McGuire et al. 2011, Alchemy): darker at the foot of walls and in gaps.

layout(push_constant, scalar) uniform Push {
    float near_m, far_m;    // of the projection
    vec2 tangent;           // half the view's width and height at 1 m (perspective) or in metres (orthographic)
    float radius_m;
    float fade_from_m, fade_to_m;
    uint orthographic;
    uint scale;             // depth pixels per pixel of this image
    vec2 shift;             // of the middle of the projection, -1..1
} push;
layout(set = 0, binding = 0) uniform sampler2D depth_image;

#ifdef VERTEX
void main() {
    vec2 ndc = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2) * 2.0 - 1.0;
    gl_Position = vec4(ndc, 0.0, 1.0);
}
#else
layout(location = 0) out vec4 out_light;

float distance_of(float depth) {
    if (push.orthographic != 0u) return push.far_m - depth * (push.far_m - push.near_m);
    return push.near_m * push.far_m / (push.near_m + depth * (push.far_m - push.near_m));
}

vec3 place_of(ivec2 pixel, ivec2 size) { // view space: x right, y down, z ahead
    pixel = clamp(pixel, ivec2(0), size - 1);
    float d = distance_of(texelFetch(depth_image, pixel, 0).r);
    vec2 ndc = (vec2(pixel) + 0.5) / vec2(size) * 2.0 - 1.0;
    return vec3((ndc - push.shift) * push.tangent * (push.orthographic != 0u ? 1.0 : d), d);
}

// The neighbour whose depth is nearer to the middle's: edges do not bend the normal.
vec3 slope(vec3 p, vec3 a, vec3 b) { return abs(a.z - p.z) < abs(b.z - p.z) ? p - a : b - p; }

void main() {
    ivec2 size = textureSize(depth_image, 0);
    ivec2 pixel = ivec2(gl_FragCoord.xy) * int(push.scale);
    out_light = vec4(1.0);
    if (texelFetch(depth_image, pixel, 0).r <= 0.0) return;
    vec3 p = place_of(pixel, size);
    if (p.z > push.fade_to_m) return;
    vec3 dx = slope(p, place_of(pixel - ivec2(1, 0), size), place_of(pixel + ivec2(1, 0), size));
    vec3 dy = slope(p, place_of(pixel - ivec2(0, 1), size), place_of(pixel + ivec2(0, 1), size));
    vec3 n = normalize(cross(dy, dx)); // towards the eye
    float metres_at = push.orthographic != 0u ? 1.0 : p.z;
    float radius_px = clamp(push.radius_m / (push.tangent.y * metres_at) * 0.5 * float(size.y), 3.0, 90.0);
    ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((cell.x * 4 + cell.y * 7 + cell.x * cell.y * 3) & 15) * 0.3926990817;
    float sum = 0.0;
    const int k_samples = 12;
    for (int i = 0; i < k_samples; ++i) {
        float share = (float(i) + 0.5) / float(k_samples), angle = turn + float(i) * 2.399963;
        vec3 v = place_of(pixel + ivec2(vec2(cos(angle), sin(angle)) * radius_px * share), size) - p;
        float squared = dot(v, v);
        float near_enough = max(0.0, 1.0 - squared / (push.radius_m * push.radius_m * 1.5));
        sum += near_enough * max(0.0, dot(v, n) * inversesqrt(squared + 1e-4) - 0.12);
    }
    float fade = 1.0 - smoothstep(push.fade_from_m, push.fade_to_m, p.z);
    out_light = vec4(1.0 - fade * min(0.45, 1.1 * sum / float(k_samples)));
}
#endif
