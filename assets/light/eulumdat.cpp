// EULUMDAT: one value a line, in a fixed order.
#include "light/number_lines.h"
#include "light/planes.h"
#include "light/read_photometry.h"

#include <cmath>

namespace tp {
namespace {

// Which of the Mc planes have intensities: the first one's place in the list, and how many (Stockmar 1990, item 30).
struct Given {
    std::size_t first = 0, count = 0;
};
Given given_planes(std::int64_t symmetry, std::size_t planes) {
    switch (symmetry) {
    case 1: return {0, 1};
    case 2: return {0, planes / 2 + 1};
    case 3: return {3 * planes / 4, planes / 2 + 1};
    case 4: return {0, planes / 4 + 1};
    default: return {0, planes};
    }
}

bool whole_turn(Planes& planes, std::int64_t symmetry) {
    switch (symmetry) {
    case 1: return make_round(planes);
    case 2: return mirror(planes, 180);
    case 3: return mirror(planes, 450) && turn(planes, 0); // from C270 over C0 to C90
    case 4: return mirror(planes, 90) && mirror(planes, 180);
    default: return turn(planes, 0);
    }
}

} // namespace

Result<Photometry> parse_eulumdat(std::string_view bytes, const std::string& name) {
    NumberLines in(lines_of(bytes), 0, NumberLines::Form::one_a_line, name);
    Photometry out;
    in.text_line();   // 1: company
    in.count(0, 3);   // 2: type
    std::int64_t symmetry = in.count(0, 4);
    auto planes_count = static_cast<std::size_t>(in.count(1, k_photometry_angles));
    in.number(); // 5: between planes; the angles themselves follow
    auto angles = static_cast<std::size_t>(in.count(2, k_photometry_angles));
    in.number(); // 7
    in.text_line();
    std::string_view luminaire = in.text_line(); // 9
    for (int line = 10; line <= 12; ++line) in.text_line();
    for (int line = 13; line <= 23; ++line) in.number(); // sizes, downward share, light output ratio
    double factor = in.number();                         // 24
    in.number();                                         // 25: tilt while measured
    std::int64_t sets = in.count(1, 20);
    for (std::int64_t set = 0; set < sets && in.ok(); ++set) {
        in.count(-10000, 10000); // of lamps; negative: absolute photometry
        in.text_line();
        double flux = in.number();
        in.text_line(); // colour
        in.text_line(); // rendering
        double watts = in.number();
        if (set != 0) continue;
        out.lumens = flux;
        if (watts > 0) out.watts = watts;
        if (!(flux > 0 && flux <= 1e8)) in.complain(ErrorCode::out_of_range, "light.negative", {{"value", std::to_string(flux)}});
    }
    for (int i = 0; i < 10; ++i) in.number(); // 27: direct ratios
    if (symmetry >= 2 && planes_count % (symmetry == 2 ? 2 : 4) != 0)
        in.complain(ErrorCode::out_of_range, "light.count", {{"count", std::to_string(planes_count)}, {"low", "4"}, {"high", std::to_string(k_photometry_angles)}});
    std::vector<double> c_deg = in.angles(planes_count, 0, 360);
    out.gamma_deg = in.angles(angles, 0, 180);
    Given given = given_planes(symmetry, planes_count);
    Planes planes;
    for (std::size_t k = given.first; k < given.first + given.count && in.ok(); ++k) {
        planes.c_deg.push_back(c_deg[k % planes_count] + (k >= planes_count ? 360.0 : 0.0));
        planes.candela.emplace_back();
        in.intensities(angles, factor * out.lumens / 1000.0, planes.candela.back());
    }
    in.end();
    if (!in.ok()) return std::unexpected(in.error());
    if (!whole_turn(planes, symmetry)) return fail(ErrorCode::out_of_range, "light.angles", {{"angle", std::to_string(planes.c_deg.back())}}, name);
    out.name = luminaire_name(luminaire, name);
    store(std::move(planes), out);
    return out;
}

} // namespace tp
