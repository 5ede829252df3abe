#include "project/city_file.h"

#include <nlohmann/json.hpp>

namespace tp {
namespace {

using Json = nlohmann::ordered_json;

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
    for (const ReportNote& note : layer.notes)
        out["notes"].push_back(
            {{"code", note.code}, {"where", note.where}, {"count", note.count}, {"done", note.done}});
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
        out.notes.push_back({note.value("code", ""), note.value("where", ""), note.value("count", std::int64_t{1}),
                             note.value("done", "")});
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
