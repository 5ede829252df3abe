#include "raster/raster.h"

#include "core/parallel.h"
#include "raster/facet.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace tp {
namespace {

constexpr int k_band_rows = 24;
constexpr std::size_t k_part_triangles = 2048, k_round_triangles = 65536; // sorted by one thread; before bands are filled
constexpr float k_foot_per_step = 0.125f / 4.0f;                          // SceneVertex::up to k_foot_m of shaders/common.inc
constexpr float k_level = 1.02f;                                          // of distances that are taken for one

struct Corner {
    std::array<float, 4> clip{};
    float foot = 0;
    std::uint32_t look = 0;
};

struct Part { // of a mesh's triangles
    const RasterMesh* mesh = nullptr;
    std::uint32_t first = 0, count = 0;
};

struct Sorted { // what came of some parts: facets, and for each band those that touch it
    std::vector<RasterFacet> facets;
    std::vector<std::array<std::uint16_t, 2>> bands; // of each facet: first and last
    std::vector<std::uint32_t> order, starts;
};

} // namespace

struct Raster::State {
    RasterView view;
    RasterImage image;
    std::vector<Sorted> sorted;
};

Raster::Raster() : m_state(std::make_unique<State>()) {}
Raster::~Raster() = default;
Raster::Raster(Raster&&) noexcept = default;
Raster& Raster::operator=(Raster&&) noexcept = default;

namespace {

// The triangles of one part, in their order.
class Sorter {
public:
    Sorter(const RasterView& view, const RasterImage& image, RasterKind kind, Sorted& out)
        : m_view(view), m_image(image), m_kind(kind), m_closed(kind == RasterKind::solid || kind == RasterKind::closed_caster), m_out(out) {}

    void add(const Part& part) {
        const RasterMesh& mesh = *part.mesh;
        const auto& m = m_view.clip_from_eye;
        for (std::size_t r = 0; r < 4; ++r) {
            for (std::size_t c = 0; c < 3; ++c) m_columns[c][r] = m[c * 4 + r] * mesh.step_m;
            m_columns[3][r] = static_cast<float>(static_cast<double>(m[r]) * static_cast<double>(mesh.offset[0]) + static_cast<double>(m[4 + r]) * static_cast<double>(mesh.offset[1]) +
                                                 static_cast<double>(m[8 + r]) * static_cast<double>(mesh.offset[2]) + static_cast<double>(m[12 + r]));
        }
        if (mesh.wide) add(mesh.vertices, static_cast<const std::uint32_t*>(mesh.indices) + part.first, part.count);
        else add(mesh.vertices, static_cast<const std::uint16_t*>(mesh.indices) + part.first, part.count);
    }

private:
    template <typename Index>
    void add(const SceneVertex* vertices, const Index* indices, std::uint32_t count) {
        for (std::uint32_t i = 0; i + 2 < count; i += 3) {
            const SceneVertex& first = vertices[indices[i]];
            std::array<Corner, 4> corners{corner(first), corner(vertices[indices[i + 1]]), corner(vertices[indices[i + 2]]), {}};
            // A wall is two triangles side by side; they have one normal, their first corner's.
            if (m_closed && i + 5 < count && indices[i + 3] == indices[i] && indices[i + 4] == indices[i + 2]) {
                corners[3] = corner(vertices[indices[i + 5]]);
                if (add(corners, 4, first.id)) {
                    i += 3;
                    continue;
                }
            }
            corners[3] = corners[2];
            add(corners, 3, first.id);
        }
    }

    Corner corner(const SceneVertex& v) const {
        Corner out;
        auto x = static_cast<float>(v.x), y = static_cast<float>(v.y), z = static_cast<float>(v.z);
        for (std::size_t r = 0; r < 4; ++r) out.clip[r] = m_columns[0][r] * x + m_columns[1][r] * y + m_columns[2][r] * z + m_columns[3][r];
        out.foot = static_cast<float>(v.up) * k_foot_per_step;
        out.look = v.look;
        return out;
    }

    // False: this is no facet, its triangles may be.
    bool add(const std::array<Corner, 4>& corners, std::size_t count, std::uint32_t id) {
        std::size_t near = 0, left = 0, right = 0, above = 0, below = 0;
        for (std::size_t k = 0; k < count; ++k) {
            const auto& clip = corners[k].clip;
            near += static_cast<std::size_t>(clip[2] > clip[3]);
            left += static_cast<std::size_t>(clip[0] < -clip[3]);
            right += static_cast<std::size_t>(clip[0] > clip[3]);
            above += static_cast<std::size_t>(clip[1] < -clip[3]);
            below += static_cast<std::size_t>(clip[1] > clip[3]);
        }
        if (near == count || left == count || right == count || above == count || below == count) return true;
        if (near == 0 && m_closed && is_behind(corners[0], corners[1], corners[2]) && (count == 3 || is_behind(corners[0], corners[2], corners[3]))) return true;
        if (near == 0) return project(corners, count, corners[0].look, id);
        if (count == 4) return false;
        cut(corners, id);
        return true;
    }

    // Seen from behind, before anything is divided: the corners' x, y and distance turn the other way.
    static bool is_behind(const Corner& first, const Corner& second, const Corner& third) {
        const auto &a = first.clip, &b = second.clip, &c = third.clip;
        float bx = b[0] - a[0], by = b[1] - a[1], bw = b[3] - a[3], cx = c[0] - a[0], cy = c[1] - a[1], cw = c[3] - a[3];
        return a[0] * (by * cw - bw * cy) + a[1] * (bw * cx - bx * cw) + a[3] * (bx * cy - by * cx) > 0;
    }

    // What lies beyond the near plane: a triangle, or a quadrilateral as two.
    void cut(const std::array<Corner, 4>& corners, std::uint32_t id) {
        std::array<Corner, 4> kept;
        std::size_t count = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const Corner &a = corners[k], &b = corners[(k + 1) % 3];
            float da = a.clip[3] - a.clip[2], db = b.clip[3] - b.clip[2]; // 0 on the plane
            if (da >= 0) kept[count++] = a;
            if ((da < 0) == (db < 0)) continue;
            float t = da / (da - db);
            Corner on = da >= 0 ? a : b;
            for (std::size_t r = 0; r < 4; ++r) on.clip[r] = a.clip[r] + t * (b.clip[r] - a.clip[r]);
            on.foot = a.foot + t * (b.foot - a.foot);
            kept[count++] = on;
        }
        for (std::size_t k = 2; k < count; ++k) project({kept[0], kept[k - 1], kept[k], kept[k]}, 3, corners[0].look, id);
    }

    bool project(const std::array<Corner, 4>& corners, std::size_t count, std::uint32_t look, std::uint32_t id) {
        RasterFacet f;
        std::array<float, 4> z;
        for (std::size_t k = 0; k < 4; ++k) {
            const Corner& from = corners[k];
            float w = 1.0f / from.clip[3];
            f.x[k] = to_grid((from.clip[0] * w * 0.5f + 0.5f) * static_cast<float>(m_image.width));
            f.y[k] = to_grid((from.clip[1] * w * 0.5f + 0.5f) * static_cast<float>(m_image.height));
            z[k] = from.clip[2] * w;
            if (m_kind == RasterKind::ground)
                z[k] = std::min(z[k] * (1.0f + m_view.pull[std::min<std::size_t>((from.look >> 16) & 0xffU, m_view.pull.size() - 1)]), 1.0f);
            if (k == 3) break;
            f.z[k] = z[k];
            f.w[k] = w;
            f.foot[k] = from.foot;
            f.looks[k] = from.look;
        }
        auto turn = [&](std::size_t a, std::size_t b, std::size_t c) { return (f.x[b] - f.x[a]) * (f.y[c] - f.y[a]) - (f.x[c] - f.x[a]) * (f.y[b] - f.y[a]); };
        float area = turn(0, 1, 2);
        if (count == 4) {
            if (area >= 0 && turn(0, 2, 3) >= 0) return true;
            if (!(area < 0 && turn(0, 2, 3) < 0 && turn(1, 2, 3) < 0 && turn(0, 1, 3) < 0)) return false; // not convex
        } else if (m_closed ? !(area < 0) : !(area < 0 || area > 0)) {
            return true; // also what is no number
        }
        auto [left, right] = std::minmax({f.x[0], f.x[1], f.x[2], f.x[3]});
        auto [top, bottom] = std::minmax({f.y[0], f.y[1], f.y[2], f.y[3]});
        int first_row = centre_from(top, m_image.height), end_row = centre_from(bottom, m_image.height);
        if (first_row >= end_row || centre_from(left, m_image.width) >= centre_from(right, m_image.width)) return true;
        std::tie(f.z_low, f.z_high) = std::minmax({z[0], z[1], z[2], z[3]});
        f.id = id;
        f.fill = RasterFill::flat;
        if (m_image.shadow) {
            f.fill = RasterFill::shadow;
        } else if (m_kind == RasterKind::ground) {
            if (((f.looks[0] ^ f.looks[1]) & 0xffffU) != 0 || ((f.looks[0] ^ f.looks[2]) & 0xffffU) != 0) f.fill = RasterFill::smooth;
            f.looks[0] = (f.looks[0] & 0xffffU) | (look & 0xffff0000U);
        } else {
            f.looks[0] = look;
            bool high = f.foot[0] >= 1 && f.foot[1] >= 1 && f.foot[2] >= 1 && corners[3].foot >= 1;
            if (high || (f.foot[0] == f.foot[1] && f.foot[0] == f.foot[2]))
                f.looks[0] = (look & 0x00ffffffU) | (static_cast<std::uint32_t>(std::clamp(f.foot[0], 0.0f, 1.0f) * 255.0f + 0.5f) << 24);
            else f.fill = std::max({f.w[0], f.w[1], f.w[2]}) < k_level * std::min({f.w[0], f.w[1], f.w[2]}) ? RasterFill::level_foot : RasterFill::foot;
        }
        m_out.facets.push_back(f);
        m_out.bands.push_back({static_cast<std::uint16_t>(first_row / k_band_rows), static_cast<std::uint16_t>((end_row - 1) / k_band_rows)});
        return true;
    }

    // To 1/256 of a pixel, as devices do: a part of a picture has the corners of the whole one. Up to 16,384 pixels away.
    static float to_grid(float pixels) { return (pixels + 49152.0f) - 49152.0f; }

    // The first of `count` pixels whose centre is not before v.
    static int centre_from(float v, int count) {
        if (!(v > 0)) return 0;
        if (v >= static_cast<float>(count)) return count;
        int i = static_cast<int>(v + 0.5f);
        return i - static_cast<int>(static_cast<float>(i) - 0.5f >= v);
    }

    const RasterView& m_view;
    const RasterImage& m_image;
    RasterKind m_kind;
    bool m_closed;
    Sorted& m_out;
    std::array<std::array<float, 4>, 4> m_columns{};
};

void sort_into_bands(Sorted& sorted, std::size_t bands) {
    sorted.starts.assign(bands + 1, 0);
    for (auto [first, last] : sorted.bands)
        for (std::size_t b = first; b <= last; ++b) ++sorted.starts[b + 1];
    for (std::size_t b = 0; b < bands; ++b) sorted.starts[b + 1] += sorted.starts[b];
    sorted.order.resize(sorted.starts[bands]);
    auto at = sorted.starts;
    for (std::uint32_t i = 0; i < sorted.bands.size(); ++i)
        for (std::size_t b = sorted.bands[i][0]; b <= sorted.bands[i][1]; ++b) sorted.order[at[b]++] = i;
}

std::size_t band_count(const RasterImage& image) { return static_cast<std::size_t>((image.height + k_band_rows - 1) / k_band_rows); }

} // namespace

void Raster::begin(const RasterView& view, const RasterImage& image) {
    m_state->view = view;
    m_state->image = image;
    parallel_for(band_count(image), 0, [&](std::size_t band) {
        std::size_t first = band * k_band_rows, rows = std::min<std::size_t>(k_band_rows, static_cast<std::size_t>(image.height) - first);
        auto stride = static_cast<std::size_t>(image.stride);
        if (image.shadow) {
            std::fill_n(image.shadow + first * stride, rows * stride, std::uint16_t{0xffff});
            return;
        }
        std::fill_n(image.depth + first * stride, rows * stride, 0.0f);
        std::fill_n(image.id + first * stride, rows * stride, 0U);
    });
}

void Raster::draw(std::span<const RasterMesh> meshes, RasterKind kind) {
    State& s = *m_state;
    std::vector<std::vector<Part>> parts; // what one thread sorts at a time
    auto run = [&] {
        if (s.sorted.size() < parts.size()) s.sorted.resize(parts.size());
        std::size_t bands = band_count(s.image);
        parallel_for(parts.size(), 0, [&](std::size_t i) {
            Sorted& sorted = s.sorted[i];
            sorted.facets.clear();
            sorted.bands.clear();
            Sorter sorter(s.view, s.image, kind, sorted);
            for (const Part& part : parts[i]) sorter.add(part);
            sort_into_bands(sorted, bands);
        });
        parallel_for(bands, 0, [&](std::size_t band) {
            int first = static_cast<int>(band) * k_band_rows, end = std::min(first + k_band_rows, s.image.height);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                const Sorted& sorted = s.sorted[i];
                std::uint32_t from = sorted.starts[band], to = sorted.starts[band + 1];
                fill_band(sorted.facets.data(), sorted.order.data() + from, to - from, kind == RasterKind::ground, s.image, first, end);
            }
        });
        parts.clear();
    };
    std::size_t in_round = 0, in_last = k_part_triangles;
    for (const RasterMesh& mesh : meshes)
        for (std::uint32_t first = 0; first + 2 < mesh.index_count;) {
            if (in_last >= k_part_triangles) {
                if (in_round >= k_round_triangles) run(), in_round = 0;
                parts.emplace_back();
                in_last = 0;
            }
            auto count = std::min<std::uint32_t>(mesh.index_count - first, static_cast<std::uint32_t>(k_part_triangles - in_last) * 3);
            parts.back().push_back({&mesh, first, count});
            first += count;
            in_last += std::max<std::uint32_t>(count / 3, 1);
            in_round += count / 3;
        }
    run();
}

} // namespace tp
