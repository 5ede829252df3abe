#include "project/city_file.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

double centimetres(double metres) { return std::round(metres * 100.0) / 100.0; }

ReportNote note_of(const Json& j) {
    ReportNote out{j.value("code", ""), j.value("where", ""), j.value("count", std::int64_t{1}), j.value("done", "")};
    for (const Json& place : j.value("places", Json::array())) {
        if (out.rows.size() == k_note_rows) break;
        out.rows.push_back(place.at(0).get<std::uint32_t>());
        bool there = place.size() == 3 && place[1].is_number() && place[2].is_number();
        out.at.push_back(there ? LocalPoint{place[1].get<double>(), place[2].get<double>()} : LocalPoint{std::nan(""), std::nan("")});
    }
    return out;
}

Json to_json(const LayerReport& layer) {
    Json out{{"file", layer.file},
             {"layer", layer.layer},
             {"role", layer.role},
             {"guessed", layer.guessed},
             {"encoding", layer.encoding},
             {"epsg", layer.epsg},
             {"in", layer.in},
             {"kept", layer.kept},
             {"merged", layer.merged},
             {"repaired", layer.repaired},
             {"left_out", layer.left_out},
             {"joined", layer.joined}};
    out["notes"] = Json::array();
    for (const ReportNote& note : layer.notes) {
        Json one{{"code", note.code}, {"where", note.where}, {"count", note.count}, {"done", note.done}};
        for (std::size_t i = 0; i < note.rows.size(); ++i) { // row, and place where there is one
            Json place = Json::array({note.rows[i]});
            if (i < note.at.size() && std::isfinite(note.at[i].x_m)) place.insert(place.end(), {centimetres(note.at[i].x_m), centimetres(note.at[i].y_m)});
            one["places"].push_back(std::move(place));
        }
        out["notes"].push_back(std::move(one));
    }
    return out;
}

LayerReport layer_of(const Json& j) {
    LayerReport out;
    out.file = j.value("file", "");
    out.layer = j.value("layer", "");
    out.role = j.value("role", "");
    out.encoding = j.value("encoding", "");
    out.guessed = j.value("guessed", true);
    out.epsg = j.value("epsg", 0);
    for (auto [key, value] : {std::pair{"in", &out.in},
                              {"kept", &out.kept},
                              {"merged", &out.merged},
                              {"repaired", &out.repaired},
                              {"left_out", &out.left_out},
                              {"joined", &out.joined}})
        *value = j.value(key, std::int64_t{0});
    for (const Json& note : j.value("notes", Json::array()))
        out.notes.push_back(note_of(note));
    return out;
}

} // namespace

std::string report_to_json(const ImportReport& report) {
    Json out{{"epsg", report.epsg}, {"epsg_reason", report.epsg_reason}, {"missing", report.missing}};
    out["files"] = Json::array();
    for (const LayerReport& layer : report.layers) out["files"].push_back(to_json(layer));
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ImportReport> report_from_json(const std::string& json, const std::string& file) {
    try {
        Json j = Json::parse(json);
        ImportReport out;
        out.epsg = j.value("epsg", 0);
        out.epsg_reason = j.value("epsg_reason", "");
        out.missing = j.value("missing", std::vector<std::string>{});
        for (const Json& layer : j.value("files", Json::array())) out.layers.push_back(layer_of(layer));
        return out;
    } catch (const Json::exception& e) {
        return fail(ErrorCode::bad_format, "project.corrupt", {{"file", file}, {"reason", e.what()}});
    }
}

} // namespace tp
