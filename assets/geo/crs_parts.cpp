#include "geo/crs_parts.h"

#include "geo/crs.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <proj.h>
#include <proj_experimental.h>
#include <span>
#include <vector>

namespace tp {
namespace {

struct Context {
    PJ_CONTEXT* context = proj_context_create();
    Context() {
        proj_log_level(context, PJ_LOG_NONE);
        proj_context_set_enable_network(context, 0);
    }
    ~Context() { proj_context_destroy(context); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};
struct Destroy {
    void operator()(PJ* pj) const { proj_destroy(pj); }
};
using Crs = std::unique_ptr<PJ, Destroy>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The last run of digits of the piece that follows "EPSG" ("::25832", "/0/6697", ".xml#4326", ":6.12:3068").
std::string code_after(std::string_view rest) {
    std::string code;
    for (std::size_t i = 0; i < rest.size() && rest[i] != ','; ++i) {
        if (!is_digit(rest[i])) continue;
        code.clear();
        while (i < rest.size() && is_digit(rest[i])) code += rest[i++];
        if (i >= rest.size() || rest[i] == ',' || rest[i] == '&' || rest[i] == '+') break;
    }
    return code.size() <= 6 ? code : std::string{};
}

// The German surveys' names of the registry urn:adv:crs, by their first part.
std::string adv_code(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 7> k_names{{{"ETRS89_UTM31", "25831"},
                                                                                      {"ETRS89_UTM32", "25832"},
                                                                                      {"ETRS89_UTM33", "25833"},
                                                                                      {"DE_DHDN_3GK2", "31466"},
                                                                                      {"DE_DHDN_3GK3", "31467"},
                                                                                      {"DE_DHDN_3GK4", "31468"},
                                                                                      {"DE_DHDN_3GK5", "31469"}}};
    static constexpr std::array<std::pair<std::string_view, const char*>, 3> k_heights{
        {{"DE_DHHN92_NH", "5783"}, {"DE_DHHN2016_NH", "7837"}, {"DE_DHHN85_NOH", "5784"}}};
    std::string out;
    for (const auto& [text, code] : k_names)
        if (name.starts_with(text)) out = std::string("EPSG:") + code;
    for (const auto& [text, code] : k_heights)
        if (!out.empty() && name.find(text) != std::string_view::npos) out += std::string("+") + code;
    return out;
}

int code_of(PJ_CONTEXT* context, PJ* crs) {
    const char *authority = proj_get_id_auth_name(crs, 0), *code = proj_get_id_code(crs, 0);
    if (authority && code && std::string_view(authority) == "EPSG") return std::atoi(code); // NOLINT(cert-err34-c)
    int* confidence = nullptr;
    int found = 0;
    PJ_OBJ_LIST* list = proj_identify(context, crs, "EPSG", nullptr, &confidence);
    if (list && proj_list_get_count(list) > 0 && confidence && confidence[0] >= 70) {
        Crs best(proj_list_get(context, list, 0));
        if (const char* text = proj_get_id_code(best.get(), 0)) found = std::atoi(text); // NOLINT(cert-err34-c)
    }
    if (confidence) proj_int_list_destroy(confidence);
    if (list) proj_list_destroy(list);
    return found;
}

bool north_first(PJ_CONTEXT* context, PJ* crs) {
    Crs system(proj_crs_get_coordinate_system(context, crs));
    const char* direction = nullptr;
    return system &&
           proj_cs_get_axis_info(context, system.get(), 0, nullptr, nullptr, &direction, nullptr, nullptr, nullptr, nullptr) &&
           direction && std::string_view(direction) == "north";
}

} // namespace

std::string crs_text_of(std::string_view name) {
    if (auto adv = name.find("urn:adv:crs:"); adv != std::string_view::npos)
        if (auto code = adv_code(name.substr(adv + 12)); !code.empty()) return code;
    std::string out;
    if (name.find('[') != std::string_view::npos) return std::string(name); // WKT holds the codes of its parts too
    for (std::size_t at = 0; at + 4 <= name.size(); ++at) {
        std::string_view here = name.substr(at, 4);
        if (here != "EPSG" && here != "epsg") continue;
        std::string code = code_after(name.substr(at + 4));
        if (code.empty()) break;
        out += out.empty() ? "EPSG:" + code : "+" + code;
        if (auto plus = name.find('+', at); plus != std::string_view::npos && plus + 1 < name.size() && is_digit(name[plus + 1])) {
            if (auto second = code_after(name.substr(plus + 1)); !second.empty()) out += "+" + second;
            break;
        }
    }
    return out.empty() ? std::string(name) : out;
}

CrsParts crs_parts(const std::string& text) {
    CrsParts out;
    Context c;
    Crs crs(text.empty() ? nullptr : proj_create(c.context, text.c_str()));
    if (!crs || !proj_is_crs(crs.get())) return out;
    PJ_TYPE type = proj_get_type(crs.get());
    if (type == PJ_TYPE_COMPOUND_CRS) {
        out.vertical = true;
        crs.reset(proj_crs_get_sub_crs(c.context, crs.get(), 0));
        if (!crs) return out;
        type = proj_get_type(crs.get());
    }
    if (type == PJ_TYPE_BOUND_CRS) {
        if (Crs source(proj_get_source_crs(c.context, crs.get())); source) crs = std::move(source);
        type = proj_get_type(crs.get());
    }
    if (type != PJ_TYPE_GEOGRAPHIC_2D_CRS && type != PJ_TYPE_GEOGRAPHIC_3D_CRS && type != PJ_TYPE_PROJECTED_CRS) return out;
    out.geographic = type != PJ_TYPE_PROJECTED_CRS;
    out.ellipsoidal = type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (out.ellipsoidal)
        if (Crs flat(proj_crs_demote_to_2D(c.context, nullptr, crs.get())); flat) crs = std::move(flat);
    out.known = true;
    out.north_first = north_first(c.context, crs.get());
    out.epsg = code_of(c.context, crs.get());
    out.text = out.epsg > 0 ? fmt::format("EPSG:{}", out.epsg) : text;
    return out;
}

bool in_area_of_use(int epsg, double x, double y) {
    Context c;
    Crs crs(proj_create(c.context, fmt::format("EPSG:{}", epsg).c_str()));
    double west = 0, south = 0, east = 0, north = 0;
    if (!crs || !proj_get_area_of_use(c.context, crs.get(), &west, &south, &east, &north, nullptr) || west < -900) return true;
    auto to_degrees = Projection::between(fmt::format("EPSG:{}", epsg), 4326);
    if (!to_degrees) return true;
    to_degrees->forward_all(std::span(&x, 1), std::span(&y, 1));
    double wide = east >= west ? east - west : 360.0 + east - west, high = north - south;
    if (wide >= 360.0) return std::abs(x) <= 180.0 && y > -60.0 && y < 80.0;
    double from_west = std::fmod(x - west + 720.0 + 0.5 * wide, 360.0);
    return std::isfinite(x) && std::isfinite(y) && y > -60.0 && y < 80.0 && y >= south - 0.5 * high && y <= north + 0.5 * high && from_west <= 2.0 * wide;
}

bool axes_look_swapped(int epsg, double x, double y) {
    return epsg > 0 && !in_area_of_use(epsg, x, y) && in_area_of_use(epsg, y, x);
}

} // namespace tp
