#include "geo/crs.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <proj.h>
#include <vector>

namespace tp {

struct Projection::State {
    PJ_CONTEXT* context = nullptr;
    PJ* pj = nullptr;
    std::string from;
    int epsg = 0;
    ~State() {
        if (pj) proj_destroy(pj);
        if (context) proj_context_destroy(context);
    }
};

Projection::Projection(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

Result<Projection> Projection::to_epsg(int epsg) { return between("OGC:CRS84", epsg); }

Result<Projection> Projection::between(std::string_view from, int epsg) {
    auto state = std::make_unique<State>();
    state->from = std::string(from);
    state->epsg = epsg;
    state->context = proj_context_create();
    proj_log_level(state->context, PJ_LOG_NONE);
    proj_context_set_enable_network(state->context, 0);
    std::string target = fmt::format("EPSG:{}", epsg);
    PJ* raw = proj_create_crs_to_crs(state->context, state->from.c_str(), target.c_str(), nullptr);
    if (!raw) return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", state->from.substr(0, 80)}, {"to", target}});
    state->pj = proj_normalize_for_visualization(state->context, raw);
    proj_destroy(raw);
    if (!state->pj) return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", state->from.substr(0, 80)}, {"to", target}});
    return Projection(std::move(state));
}

Result<Projection> Projection::clone() const { return between(m_state->from, m_state->epsg); }

Result<MapPoint> Projection::forward(GeoPoint p) const {
    PJ_COORD out = proj_trans(m_state->pj, PJ_FWD, proj_coord(p.longitude_deg, p.latitude_deg, 0, 0));
    PJ_COORD back = proj_trans(m_state->pj, PJ_INV, out);
    double error_deg = std::hypot(back.xy.x - p.longitude_deg, back.xy.y - p.latitude_deg);
    if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y) || !(error_deg < 1e-7))
        return fail(ErrorCode::out_of_range, "geo.outside",
                    {{"point", fmt::format("{}, {}", p.longitude_deg, p.latitude_deg)}, {"crs", fmt::format("EPSG:{}", m_state->epsg)}});
    return MapPoint{out.xy.x, out.xy.y};
}

Result<GeoPoint> Projection::inverse(MapPoint p) const {
    PJ_COORD out = proj_trans(m_state->pj, PJ_INV, proj_coord(p.easting_m, p.northing_m, 0, 0));
    PJ_COORD back = proj_trans(m_state->pj, PJ_FWD, out), again = proj_trans(m_state->pj, PJ_INV, back);
    if (std::isfinite(again.xy.x) && std::isfinite(again.xy.y)) out.xy.x += out.xy.x - again.xy.x, out.xy.y += out.xy.y - again.xy.y; // see inverse_all
    double error_m = std::hypot(back.xy.x - p.easting_m, back.xy.y - p.northing_m);
    if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y) || !(error_m < 0.01))
        return fail(ErrorCode::out_of_range, "geo.outside",
                    {{"point", fmt::format("{}, {}", p.easting_m, p.northing_m)}, {"crs", fmt::format("EPSG:{}", m_state->epsg)}});
    return GeoPoint{out.xy.x, out.xy.y};
}

static void transform_all(PJ* pj, PJ_DIRECTION direction, std::span<double> x, std::span<double> y) {
    proj_trans_generic(pj, direction, x.data(), sizeof(double), x.size(), y.data(), sizeof(double), y.size(), nullptr, 0, 0,
                       nullptr, 0, 0);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!std::isfinite(x[i]) || !std::isfinite(y[i])) x[i] = y[i] = std::nan("");
}

void Projection::forward_all(std::span<double> x, std::span<double> y) const { transform_all(m_state->pj, PJ_FWD, x, y); }

// PROJ turns the seven-parameter shift of Korean 1985 round to first order: 6 mm. One more step makes it the true inverse.
void Projection::inverse_all(std::span<double> x, std::span<double> y) const {
    std::vector<double> bx(x.begin(), x.end()), by(y.begin(), y.end());
    transform_all(m_state->pj, PJ_INV, x, y);
    std::vector<double> cx(x.begin(), x.end()), cy(y.begin(), y.end());
    transform_all(m_state->pj, PJ_FWD, cx, cy);
    bool exact = true;
    for (std::size_t i = 0; i < x.size() && exact; ++i) {
        double noise = std::abs(bx[i]) > 1000.0 || std::abs(by[i]) > 1000.0 ? 1e-5 : 1e-10; // metres, degrees
        exact = !(std::hypot(cx[i] - bx[i], cy[i] - by[i]) > noise);
    }
    if (exact) return;
    transform_all(m_state->pj, PJ_INV, cx, cy);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] += x[i] - cx[i];
        y[i] += y[i] - cy[i];
    }
}

int epsg_for(GeoPoint centre) {
    double lon = centre.longitude_deg, lat = centre.latitude_deg;
    if (lon >= 124.0 && lon < 132.0 && lat >= 33.0 && lat <= 39.0)
        return lon < 126.0 ? 5185 : lon < 128.0 ? 5186 : lon < 130.0 ? 5187 : 5188;
    int zone = std::clamp(static_cast<int>(std::floor((lon + 180.0) / 6.0)) + 1, 1, 60);
    return (lat >= 0.0 ? 32600 : 32700) + zone;
}

int identify_epsg(std::string_view crs_text) {
    PJ_CONTEXT* context = proj_context_create();
    proj_log_level(context, PJ_LOG_NONE);
    proj_context_set_enable_network(context, 0);
    int epsg = 0;
    if (PJ* crs = proj_create(context, std::string(crs_text).c_str())) {
        if (const char* authority = proj_get_id_auth_name(crs, 0); authority && std::string_view(authority) == "EPSG") {
            epsg = std::atoi(proj_get_id_code(crs, 0)); // NOLINT(cert-err34-c): a code of PROJ's own database
        } else {
            int* confidence = nullptr;
            PJ_OBJ_LIST* list = proj_identify(context, crs, "EPSG", nullptr, &confidence);
            if (list && proj_list_get_count(list) > 0 && confidence && confidence[0] >= 70) {
                PJ* best = proj_list_get(context, list, 0);
                if (const char* code = proj_get_id_code(best, 0)) epsg = std::atoi(code); // NOLINT(cert-err34-c)
                proj_destroy(best);
            }
            if (confidence) proj_int_list_destroy(confidence);
            if (list) proj_list_destroy(list);
        }
        proj_destroy(crs);
    }
    proj_context_destroy(context);
    return epsg;
}

void geocentric_to_geographic(std::span<double> x, std::span<double> y, std::span<double> z) {
    PJ_CONTEXT* context = proj_context_create();
    proj_log_level(context, PJ_LOG_NONE);
    proj_context_set_enable_network(context, 0);
    PJ* raw = proj_create_crs_to_crs(context, "EPSG:4978", "EPSG:4979", nullptr);
    PJ* pj = raw ? proj_normalize_for_visualization(context, raw) : nullptr;
    if (pj)
        proj_trans_generic(pj, PJ_FWD, x.data(), sizeof(double), x.size(), y.data(), sizeof(double), y.size(), z.data(), sizeof(double), z.size(),
                           nullptr, 0, 0);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!pj || !std::isfinite(x[i]) || !std::isfinite(y[i]) || !std::isfinite(z[i])) x[i] = y[i] = z[i] = std::nan("");
    if (pj) proj_destroy(pj);
    if (raw) proj_destroy(raw);
    proj_context_destroy(context);
}

std::string crs_name(int epsg) {
    PJ_CONTEXT* context = proj_context_create();
    proj_context_set_enable_network(context, 0);
    std::string name;
    if (PJ* crs = proj_create(context, fmt::format("EPSG:{}", epsg).c_str())) {
        if (const char* text = proj_get_name(crs)) name = text;
        proj_destroy(crs);
    }
    proj_context_destroy(context);
    return name;
}

namespace {

// A context that logs nothing and stays off the network, gone with the object.
struct QuietContext {
    PJ_CONTEXT* context = proj_context_create();
    QuietContext() {
        proj_log_level(context, PJ_LOG_NONE);
        proj_context_set_enable_network(context, 0);
    }
    ~QuietContext() { proj_context_destroy(context); }
    QuietContext(const QuietContext&) = delete;
    QuietContext& operator=(const QuietContext&) = delete;
};

struct Destroy {
    void operator()(PJ* pj) const { proj_destroy(pj); }
    void operator()(PJ_OBJ_LIST* list) const { proj_list_destroy(list); }
    void operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const { proj_operation_factory_context_destroy(factory); }
};
using Object = std::unique_ptr<PJ, Destroy>;

bool only_ballpark(PJ_CONTEXT* context, const PJ* crs) {
    Object wgs84(proj_create(context, "EPSG:4326"));
    std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, Destroy> factory(proj_create_operation_factory_context(context, nullptr));
    proj_operation_factory_context_set_spatial_criterion(context, factory.get(), PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    std::unique_ptr<PJ_OBJ_LIST, Destroy> ways(proj_create_operations(context, crs, wgs84.get(), factory.get()));
    for (int i = 0; ways && i < proj_list_get_count(ways.get()); ++i) {
        Object way(proj_list_get(context, ways.get(), i));
        if (!proj_coordoperation_has_ballpark_transformation(context, way.get())) return false;
    }
    return true;
}

} // namespace

std::optional<CrsArea> crs_area(int epsg) {
    QuietContext quiet;
    Object crs(proj_create(quiet.context, fmt::format("EPSG:{}", epsg).c_str()));
    CrsArea a{};
    if (!crs || !proj_get_area_of_use(quiet.context, crs.get(), &a.west, &a.south, &a.east, &a.north, nullptr) || a.west < -180.0) return std::nullopt;
    return a;
}

CrsKind crs_kind(std::string_view crs_text) {
    QuietContext quiet;
    CrsKind kind;
    Object crs(proj_create(quiet.context, std::string(crs_text).c_str()));
    if (!crs || !proj_is_crs(crs.get())) return kind;
    Object geodetic(proj_crs_get_geodetic_crs(quiet.context, crs.get()));
    if (!geodetic) return kind;
    kind.known = true;
    PJ_TYPE type = proj_get_type(crs.get());
    if (type == PJ_TYPE_BOUND_CRS || type == PJ_TYPE_COMPOUND_CRS) {
        Object inner(type == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(quiet.context, crs.get()) : proj_crs_get_sub_crs(quiet.context, crs.get(), 0));
        if (inner) type = proj_get_type(inner.get());
    }
    kind.geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (Object ellipsoid(proj_get_ellipsoid(quiet.context, crs.get())); ellipsoid) {
        double axis_m = 0.0;
        proj_ellipsoid_get_parameters(quiet.context, ellipsoid.get(), &axis_m, nullptr, nullptr, nullptr);
        kind.bessel = std::abs(axis_m - 6'377'397.155) < 0.1;
    }
    kind.without_datum = only_ballpark(quiet.context, crs.get());
    return kind;
}

double ground_distance_m(GeoPoint a, GeoPoint b) {
    constexpr double k_radian = 3.14159265358979323846 / 180.0, k_radius_m = 6'371'008.8;
    double sy = std::sin((b.latitude_deg - a.latitude_deg) * k_radian / 2.0), sx = std::sin((b.longitude_deg - a.longitude_deg) * k_radian / 2.0);
    double h = sy * sy + std::cos(a.latitude_deg * k_radian) * std::cos(b.latitude_deg * k_radian) * sx * sx;
    return 2.0 * k_radius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

double geoid_undulation_m(GeoPoint p) {
    QuietContext quiet;
    Object grid(proj_create(quiet.context, "+proj=vgridshift +grids=egm96_15.gtx +multiplier=1"));
    if (!grid) return std::nan("");
    constexpr double k_radian = 3.14159265358979323846 / 180.0;
    PJ_COORD out = proj_trans(grid.get(), PJ_FWD, proj_coord(p.longitude_deg * k_radian, p.latitude_deg * k_radian, 0.0, 0.0));
    return std::isfinite(out.xyz.z) ? out.xyz.z : std::nan("");
}

} // namespace tp
