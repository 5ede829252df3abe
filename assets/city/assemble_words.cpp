// What files call things -> the kinds of the city. A word found anywhere in the text decides; the first row wins.
#include "city/assemble_parts.h"

#include <array>
#include <charconv>

namespace tp::assembly {
namespace {

template <class Kind>
struct Word {
    const char* word;
    Kind kind;
};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

template <class Kind, std::size_t N>
Kind first_word(std::string_view text, const std::array<Word<Kind>, N>& table, Kind otherwise) {
    std::string low = lower(text);
    for (const auto& row : table)
        if (low.find(row.word) != std::string::npos) return row.kind;
    return otherwise;
}

using enum BuildingUse;
constexpr auto k_uses = std::to_array<Word<BuildingUse>>({
    {"주택", residential},     {"아파트", residential},   {"기숙사", residential},   {"주거", residential},
    {"오피스텔", residential}, {"교육", education},       {"학교", education},       {"유치원", education},
    {"어린이집", education},   {"의료", medical},         {"병원", medical},         {"종교", religious},
    {"교회", religious},       {"사찰", religious},       {"성당", religious},       {"공장", industrial},
    {"창고", industrial},      {"산업", industrial},      {"위험물", industrial},    {"자동차", industrial},
    {"근린생활", commercial},  {"판매", commercial},      {"시장", commercial},      {"숙박", commercial},
    {"상업", commercial},      {"위락", commercial},      {"음식", commercial},      {"공공", public_use},
    {"관공서", public_use},    {"문화", public_use},      {"집회", public_use},      {"운동", public_use},
    {"노유자", public_use},    {"수련", public_use},      {"운수", public_use},      {"교정", public_use},
    {"방송", public_use},      {"업무", office},          {"사무", office},          {"기타", other},
    {"residential", residential}, {"apartment", residential}, {"house", residential}, {"detached", residential},
    {"terrace", residential},  {"dormitory", residential}, {"bungalow", residential}, {"officetel", residential},
    {"education", education},  {"medical", medical},       {"religious", religious},
    {"school", education},     {"university", education}, {"college", education},    {"kindergarten", education},
    {"hospital", medical},     {"clinic", medical},       {"church", religious},     {"chapel", religious},
    {"temple", religious},     {"mosque", religious},     {"monastery", religious},  {"cathedral", religious},
    {"office", office},        {"government", public_use}, {"public", public_use},   {"civic", public_use},
    {"station", public_use},   {"sport", public_use},     {"stadium", public_use},   {"museum", public_use},
    {"hotel", commercial},     {"retail", commercial},    {"commercial", commercial}, {"shop", commercial},
    {"supermarket", commercial}, {"mall", commercial},    {"industrial", industrial}, {"warehouse", industrial},
    {"factory", industrial},   {"manufacture", industrial}, {"barn", other},         {"garage", other},
    {"shed", other},           {"stable", other},         {"farm", other},           {"roof", other},
    {"greenhouse", other},     {"hut", other},            {"ruins", other},          {"parking", other},
    {"other", other},
});

// The Korean road grades (도로등급) of the standard node-link data: 101 national motorway, 102 urban motorway, 103
// national road, 104 metropolitan road, 105 provincial road with national funds, 106 provincial road, 107 city or
// county road, 108 motorway ramp.
constexpr auto k_roads = std::to_array<Word<RoadClass>>({
    {"고속국도", RoadClass::motorway},    {"고속도로", RoadClass::motorway},   {"도시고속", RoadClass::trunk},
    {"일반국도", RoadClass::primary},     {"국가지원", RoadClass::secondary},  {"특별", RoadClass::secondary},
    {"광역시도", RoadClass::secondary},   {"지방도", RoadClass::secondary},    {"국도", RoadClass::primary},
    {"시도", RoadClass::tertiary},        {"군도", RoadClass::tertiary},       {"구도", RoadClass::tertiary},
    {"면리간", RoadClass::residential},   {"소로", RoadClass::residential},    {"이면", RoadClass::residential},
    {"motorway", RoadClass::motorway},    {"trunk", RoadClass::trunk},         {"primary", RoadClass::primary},
    {"secondary", RoadClass::secondary},  {"tertiary", RoadClass::tertiary},   {"unclassified", RoadClass::residential},
    {"residential", RoadClass::residential}, {"living_street", RoadClass::residential}, {"service", RoadClass::service},
    {"busway", RoadClass::service},       {"pedestrian", RoadClass::path},     {"footway", RoadClass::path},
    {"cycleway", RoadClass::path},        {"bridleway", RoadClass::path},      {"track", RoadClass::path},
    {"steps", RoadClass::path},           {"corridor", RoadClass::path},       {"path", RoadClass::path},
    {"자전거", RoadClass::path},          {"보도", RoadClass::path},
});

constexpr auto k_devices = std::to_array<Word<DeviceKind>>({
    {"shelter", DeviceKind::smart_shelter}, {"쉘터", DeviceKind::smart_shelter},
    {"enforcement", DeviceKind::enforcement_camera}, {"speed_camera", DeviceKind::enforcement_camera},
    {"단속", DeviceKind::enforcement_camera}, {"cctv", DeviceKind::cctv}, {"surveillance", DeviceKind::cctv},
    {"방범", DeviceKind::cctv}, {"lamp", DeviceKind::lamp}, {"가로등", DeviceKind::lamp}, {"보안등", DeviceKind::lamp},
    {"bump", DeviceKind::speed_bump}, {"방지턱", DeviceKind::speed_bump}, {"ev_charger", DeviceKind::ev_charger}, {"충전", DeviceKind::ev_charger},
    {"charging_station", DeviceKind::ev_charger}, {"shade", DeviceKind::shade}, {"그늘막", DeviceKind::shade}, {"air_sensor", DeviceKind::air_sensor},
    {"대기", DeviceKind::air_sensor}, {"미세먼지", DeviceKind::air_sensor}, {"parking_sensor", DeviceKind::parking_sensor}, {"주차센서", DeviceKind::parking_sensor},
    {"emergency_bell", DeviceKind::emergency_bell}, {"비상벨", DeviceKind::emergency_bell}, {"info_board", DeviceKind::info_board}, {"전광", DeviceKind::info_board},
    {"wifi", DeviceKind::wifi}, {"와이파이", DeviceKind::wifi}, {"sign", DeviceKind::sign}, {"표지", DeviceKind::sign},
});

constexpr auto k_crashes = std::to_array<Word<CrashGroup>>({
    {"child_cell", CrashGroup::child_cell}, {"schoolzone", CrashGroup::school_zone}, {"school_zone", CrashGroup::school_zone},
    {"스쿨존", CrashGroup::school_zone},    {"jaywalk", CrashGroup::jaywalking},     {"무단횡단", CrashGroup::jaywalking},
    {"oldman", CrashGroup::elderly_pedestrian}, {"elderly", CrashGroup::elderly_pedestrian}, {"노인", CrashGroup::elderly_pedestrian},
    {"child", CrashGroup::child_pedestrian}, {"어린이", CrashGroup::child_pedestrian}, {"tmzon", CrashGroup::holiday},
    {"holiday", CrashGroup::holiday},       {"연휴", CrashGroup::holiday},           {"frequentzonelg", CrashGroup::municipal},
    {"municipal", CrashGroup::municipal},   {"지자체", CrashGroup::municipal},       {"pedestrian", CrashGroup::pedestrian},
    {"보행", CrashGroup::pedestrian},
});

constexpr auto k_facilities = std::to_array<Word<const char*>>({
    {"kindergarten", "kindergarten"}, {"유치원", "kindergarten"}, {"어린이집", "kindergarten"}, {"nursery", "kindergarten"},
    {"university", "university"}, {"대학", "university"}, {"school", "school"}, {"학교", "school"}, {"academy", "academy"},
    {"학원", "academy"}, {"교습소", "academy"}, {"sport", "sports"}, {"체육", "sports"}, {"market", "market"}, {"시장", "market"},
    {"station", "station"}, {"역", "station"}, {"hospital", "hospital"}, {"병원", "hospital"}, {"clinic", "hospital"},
    {"welfare", "welfare"}, {"복지", "welfare"}, {"경로당", "welfare"}, {"노인", "welfare"}, {"library", "library"},
    {"도서관", "library"}, {"town_hall", "public_office"}, {"시청", "public_office"}, {"주민센터", "public_office"},
    {"행정복지", "public_office"}, {"police", "police"}, {"경찰", "police"}, {"fire", "fire_station"}, {"소방", "fire_station"},
    {"cooling_shelter", "cooling_shelter"}, {"쉼터", "cooling_shelter"}, {"shelter", "shelter"}, {"대피", "shelter"}, {"footbridge", "footbridge"},
    {"육교", "footbridge"}, {"toilet", "public_toilet"}, {"화장실", "public_toilet"}, {"underpass", "underpass"}, {"parking", "parking"}, {"주차", "parking"}, {"park", "park"}, {"공원", "park"},
});

} // namespace

BuildingUse use_from_text(std::string_view text) { return first_word(text, k_uses, unknown); }

RoadClass road_class_from_text(std::string_view text, int lanes) {
    int code = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
    if (error != std::errc{} || code < 101 || code > 108) return first_word(text, k_roads, RoadClass::unknown);
    constexpr std::array k_grade{RoadClass::motorway,  RoadClass::trunk,    RoadClass::primary,  RoadClass::secondary,
                                 RoadClass::secondary, RoadClass::secondary, RoadClass::tertiary, RoadClass::motorway};
    // City roads (107) run from alleys to boulevards: the lanes tell.
    if (code == 107 && lanes > 0 && lanes <= 2) return RoadClass::residential;
    return k_grade[static_cast<std::size_t>(code - 101)];
}

ZoneKind zone_kind_from_text(std::string_view text) {
    static constexpr auto table = std::to_array<Word<ZoneKind>>({
        {"elder", ZoneKind::elderly}, {"노인", ZoneKind::elderly}, {"경로", ZoneKind::elderly}, {"양로", ZoneKind::elderly},
        {"disab", ZoneKind::disabled}, {"장애", ZoneKind::disabled}, {"child", ZoneKind::child}, {"school", ZoneKind::child},
        {"어린이", ZoneKind::child}, {"학교", ZoneKind::child}, {"유치원", ZoneKind::child}, {"학원", ZoneKind::child},
        {"보육", ZoneKind::child}, {"kindergarten", ZoneKind::child},
    });
    return first_word(text, table, ZoneKind::other);
}

DeviceKind device_kind_from_text(std::string_view text) { return first_word(text, k_devices, DeviceKind::other); }
CrashGroup crash_group_from_text(std::string_view text) { return first_word(text, k_crashes, CrashGroup::all); }
std::string facility_kind_from_text(std::string_view text) { return first_word<const char*>(text, k_facilities, "other"); }

} // namespace tp::assembly
