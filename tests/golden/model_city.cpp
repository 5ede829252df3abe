#include "model_city.h"

#include "small_city.h"

#include <array>
#include <cmath>
#include <vector>

namespace tp::test {
namespace {

using V = std::array<double, 3>;

// One colour a block of 4 x 4: c0 = c1, so that every index means it (BC1: c0 <= c1 has black at index 3 only).
void add_block(std::vector<std::uint8_t>& out, unsigned rgb565) {
    for (unsigned v : {rgb565 & 255U, rgb565 >> 8U, rgb565 & 255U, rgb565 >> 8U, 0U, 0U, 0U, 0U}) out.push_back(static_cast<std::uint8_t>(v));
}
constexpr unsigned k_red = 0xF800, k_green = 0x07E0, k_blue = 0x001F, k_yellow = 0xFFE0;

class ModelMaker {
public:
    explicit ModelMaker(Models& m) : m_models(m) {}
    void face(const std::vector<V>& corner, const std::vector<std::array<float, 2>>& uv) { // a convex face, counter-clockwise
        auto first = static_cast<std::uint32_t>(m_models.position.size());
        for (std::size_t i = 0; i < corner.size(); ++i) {
            m_models.position.push_back({static_cast<float>(corner[i][0]), static_cast<float>(corner[i][1]), static_cast<float>(corner[i][2])});
            m_models.uv.push_back(uv[i]);
        }
        for (std::uint32_t k = 2; k < corner.size(); ++k)
            for (std::uint32_t v : {first, first + k - 1, first + k}) m_models.index.push_back(v);
    }
    void part(std::uint32_t material) {
        m_models.parts.push_back({m_begin, static_cast<std::uint32_t>(m_models.index.size()), material});
        m_begin = static_cast<std::uint32_t>(m_models.index.size());
    }
    void geometry() { m_models.geometry_begin.push_back(static_cast<std::uint32_t>(m_models.parts.size())); }
    void stand(std::uint32_t geometry, LocalPoint at, double z, double heading, ModelRole role, std::int32_t building) {
        auto c = static_cast<float>(std::cos(heading)), s = static_cast<float>(std::sin(heading));
        m_models.geometry.push_back(geometry);
        m_models.at.push_back(at);
        m_models.z_m.push_back(z);
        m_models.turn.push_back({c, -s, 0, s, c, 0, 0, 0, 1});
        m_models.role.push_back(role);
        m_models.building.push_back(building);
        m_models.name.emplace_back("m");
        m_models.origin.push_back({});
    }

private:
    Models& m_models;
    std::uint32_t m_begin = 0;
};

} // namespace

Texture four_colours() { // 8 x 8: red, green over blue, yellow
    Texture t{8, 8, 1, false, {}};
    for (unsigned c : {k_red, k_green, k_blue, k_yellow}) add_block(t.blocks, c);
    return t;
}
Texture upper_half() { // BC3: the upper half is there, the lower is not
    Texture t{8, 8, 1, true, {}};
    for (unsigned alpha : {255U, 255U, 0U, 0U}) {
        for (unsigned v : {alpha, alpha, 0U, 0U, 0U, 0U, 0U, 0U}) t.blocks.push_back(static_cast<std::uint8_t>(v));
        add_block(t.blocks, k_green);
    }
    return t;
}

City city_with_models() {
    City city = small_city();
    Models& m = city.models;
    m.textures = {four_colours(), upper_half()};
    m.materials = {{{1, 1, 1, 1}, 0, 0, 1}, {{0.6f, 0.1f, 0.1f, 1}, -1, 0, 1}, {{1, 1, 1, 1}, 1, 1, 1}};
    ModelMaker make(m);
    const std::vector<std::array<float, 2>> square{{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    double a = 8, e = 5, r = 9;
    make.face({{-a, -a, 0}, {a, -a, 0}, {a, -a, e}, {-a, -a, e}}, square);
    make.face({{a, a, 0}, {-a, a, 0}, {-a, a, e}, {a, a, e}}, square);
    make.face({{a, -a, 0}, {a, a, 0}, {a, a, e}, {a, 0, r}, {a, -a, e}}, {{0, 1}, {1, 1}, {1, 0.4f}, {0.5f, 0}, {0, 0.4f}});
    make.face({{-a, a, 0}, {-a, -a, 0}, {-a, -a, e}, {-a, 0, r}, {-a, a, e}}, {{0, 1}, {1, 1}, {1, 0.4f}, {0.5f, 0}, {0, 0.4f}});
    make.part(0);
    make.face({{-a, -a, e}, {a, -a, e}, {a, 0, r}, {-a, 0, r}}, square);
    make.face({{a, a, e}, {-a, a, e}, {-a, 0, r}, {a, 0, r}}, square);
    make.part(1);
    make.geometry();
    make.face({{-4, 0, 0}, {4, 0, 0}, {4, 0, 8}, {-4, 0, 8}}, square);
    make.part(2);
    make.geometry();
    LocalBox box;
    for (LocalPoint p : city.buildings.footprint.outer(k_modelled_house)) box.add(p);
    make.stand(0, box.centre(), 0, 0, ModelRole::building, static_cast<std::int32_t>(k_modelled_house));
    for (int i = 0; i < 5; ++i) make.stand(1, {-60.0 + 22 * i, -60}, 0, 0.3 * i, ModelRole::vegetation, -1);
    return city;
}

} // namespace tp::test
