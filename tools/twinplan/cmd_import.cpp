// twinplan import - files and folders become a city, with an account of every feature.
#include "city_import/city_import.h"
#include "city_import/model_places.h"
#include "city_import/remembered_columns.h"
#include "twinplan/commands.h"
#include "twinplan/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tp {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Words {
    std::vector<std::string> inputs, roles, columns, places, crs, heights, encodings;
    bool forget_columns = false;
    std::string output, name, level, bbox, report;
    int epsg = 0, threads = 0;
    std::int64_t population = -1;
    bool unsafe = false;
};

std::string role_list() {
    std::string out;
    for (int i = 1; i <= static_cast<int>(Role::building_table); ++i) out += (i > 1 ? ", " : "") + std::string(role_name(static_cast<Role>(i)));
    return out;
}

Result<std::vector<RoleGiven>> roles_given(const std::vector<std::string>& texts) {
    std::vector<RoleGiven> out;
    for (const std::string& text : texts) {
        std::size_t equals = text.rfind('=');
        if (equals == std::string::npos || equals == 0) return fail(ErrorCode::usage, "import.as_form", {{"text", text}});
        std::string role_text = text.substr(equals + 1);
        Role role{};
        if (!role_from_name(role_text, role))
            return fail(ErrorCode::usage, "import.as_role", {{"text", text}, {"role", role_text}, {"roles", role_list()}});
        out.emplace_back(text.substr(0, equals), role_text);
    }
    return out;
}

// FILE=WHAT; nothing where the form is another.
std::optional<std::pair<std::string, std::string>> file_and(const std::string& text) {
    std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) return std::nullopt;
    return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

Result<void> crs_and_heights_given(const Words& words, AssembleOptions& options) {
    for (const std::string& text : words.crs) {
        auto given = file_and(text);
        int epsg = 0;
        if (given) {
            std::string code = given->second.starts_with("EPSG:") ? given->second.substr(5) : given->second;
            auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), epsg);
            if (error != std::errc{} || end != code.data() + code.size()) epsg = 0;
        }
        if (epsg < 1024) return fail(ErrorCode::usage, "import.crs_form", {{"text", text}});
        options.crs_given.emplace_back(given->first, epsg);
    }
    constexpr std::pair<std::string_view, HeightDatum> datums[] = {
        {"orthometric", HeightDatum::orthometric}, {"ellipsoidal", HeightDatum::ellipsoidal}, {"ground", HeightDatum::ground}};
    for (const std::string& text : words.heights) {
        auto given = file_and(text);
        auto datum = std::ranges::find(datums, given ? std::string_view(given->second) : std::string_view{}, &std::pair<std::string_view, HeightDatum>::first);
        if (!given || datum == std::end(datums)) return fail(ErrorCode::usage, "import.heights_form", {{"text", text}});
        options.heights_given.emplace_back(given->first, datum->second);
    }
    return {};
}

Result<std::optional<std::array<double, 4>>> bbox_given(const std::string& text) {
    if (text.empty()) return std::nullopt;
    std::array<double, 4> box{};
    const char *at = text.data(), *end = at + text.size();
    for (std::size_t i = 0; i < 4; ++i) {
        auto [next, error] = std::from_chars(at, end, box[i]);
        bool last = i == 3;
        if (error != std::errc{} || !std::isfinite(box[i]) || (last ? next != end : next == end || *next != ','))
            return fail(ErrorCode::usage, "import.bbox_form", {{"text", text}});
        at = last ? next : next + 1;
    }
    if (!(box[0] < box[2] && box[1] < box[3] && box[0] >= -180 && box[2] <= 180 && box[1] >= -90 && box[3] <= 90))
        return fail(ErrorCode::usage, "import.bbox_form", {{"text", text}});
    return box;
}

struct UnknownColumn {
    std::string column, quantity;
};

// Columns that may hold what the layer lacks (note unknown_column: "COLUMN=QUANTITY").
std::vector<UnknownColumn> unknown_columns(const LayerReport& layer, const char* code = "unknown_column") {
    std::vector<UnknownColumn> out;
    for (const ReportNote& note : layer.notes)
        if (std::size_t equals = note.where.rfind('='); note.code == code && equals != std::string::npos)
            out.push_back({note.where.substr(0, equals), note.where.substr(equals + 1)});
    return out;
}

Json json_of(const ImportReport& report, const City& city) {
    Json files = Json::array();
    std::int64_t in = 0, kept = 0, merged = 0, repaired = 0, left_out = 0, joined = 0;
    for (const LayerReport& r : report.layers) {
        Json notes = Json::array(), unknown = Json::array(), candidates = Json::array();
        for (const CrsCandidate& c : r.candidates)
            candidates.push_back({{"epsg", c.epsg}, {"swapped", c.swapped}, {"name", c.name}, {"longitude", c.longitude_deg}, {"latitude", c.latitude_deg},
                                  {"displacement_m", c.displacement_m}, {"score", c.score}});
        for (const UnknownColumn& u : unknown_columns(r)) unknown.push_back({{"column", u.column}, {"quantity", u.quantity}});
        for (const ReportNote& note : r.notes) notes.push_back({{"code", note.code}, {"where", note.where}, {"count", note.count}, {"done", note.done}});
        files.push_back({{"file", r.file}, {"layer", r.layer}, {"role", r.role}, {"guessed", r.guessed}, {"encoding", r.encoding}, {"epsg", r.epsg},
                         {"in", r.in}, {"kept", r.kept}, {"merged", r.merged}, {"repaired", r.repaired}, {"left_out", r.left_out}, {"joined", r.joined},
                         {"unknown_columns", unknown}, {"notes", notes}});
        if (!candidates.empty()) files.back()["crs_candidates"] = candidates;
        in += r.in, kept += r.kept, merged += r.merged, repaired += r.repaired, left_out += r.left_out, joined += r.joined;
    }
    return {{"city", city.name}, {"epsg", report.epsg}, {"epsg_reason", report.epsg_reason.substr(report.epsg_reason.rfind('.') + 1)},
            {"files", files},
            {"totals", {{"in", in}, {"kept", kept}, {"merged", merged}, {"repaired", repaired}, {"left_out", left_out}, {"joined", joined}}},
            {"missing", report.missing}};
}

// The report is written beside its place first: it appears together with the city or not at all.
class ReportFile {
public:
    explicit ReportFile(fs::path target) : m_target(std::move(target)), m_part(m_target) { m_part += ".part"; }
    ~ReportFile() {
        std::error_code ignored;
        if (m_written) fs::remove(m_part, ignored);
    }
    ReportFile(const ReportFile&) = delete;
    ReportFile& operator=(const ReportFile&) = delete;

    Result<void> write(const Json& json) {
        if (m_target.empty()) return {};
        std::ofstream out(m_part, std::ios::binary);
        m_written = out.is_open();
        out << json.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
        out.close();
        if (!out) return fail(ErrorCode::io, "import.cannot_write_report", {{"file", m_target.string()}});
        return {};
    }
    Result<void> show() {
        if (m_target.empty()) return {};
        std::error_code error;
        fs::rename(m_part, m_target, error);
        if (error) return fail(ErrorCode::io, "import.cannot_write_report", {{"file", m_target.string()}});
        m_written = false;
        return {};
    }

private:
    fs::path m_target, m_part;
    bool m_written = false;
};

void say_counts(const Context& context, const City& city) {
    const std::pair<const char*, std::size_t> counts[] = {
        {"buildings", city.buildings.size()}, {"roads", city.streets.size()},     {"crossings", city.crossings.size()},
        {"signals", city.signals.size()},     {"stops", city.stops.size()},       {"sidewalks", city.sidewalks.size()},
        {"zones", city.zones.size()},         {"crashes", city.crashes.size()},   {"devices", city.devices.size()},
        {"trees", city.trees.size()},         {"facilities", city.facilities.size()}, {"areas", city.areas.size()}};
    std::string list;
    for (const auto& [role, count] : counts)
        if (count > 0) list += (list.empty() ? "" : ", ") + context.messages.text("import.role." + std::string(role)) + ' ' + grouped(static_cast<std::int64_t>(count));
    if (!list.empty()) context.note("import.summary.counts", {{"list", list}});
    if (auto people = people_total(city)) context.note("import.summary.people", {{"people", grouped(std::llround(*people))}});
}

// Textures, code lists, tiles and parts of models: read where another file refers to them.
bool used_by_others(const ReportNote& note) {
    return note.code == "picture_alone" || note.code == "code_list" || note.code == "part_of_model" || note.code == "part_of_tileset";
}

void say_summary(const Context& context, const Words& words, const Assembled& made) {
    const ImportReport& report = made.report;
    context.note("import.summary.city", {{"name", made.city.name}, {"file", words.output}, {"epsg", std::to_string(report.epsg)},
                                         {"reason", context.messages.text(report.epsg_reason)}});
    say_counts(context, made.city);
    LayerReport sum;
    std::vector<ReportNote> notes; // one line per kind of note over all layers
    std::int64_t guessed = 0, of_others = 0;
    for (const LayerReport& r : report.layers) {
        sum.in += r.in, sum.kept += r.kept, sum.merged += r.merged, sum.repaired += r.repaired, sum.left_out += r.left_out, sum.joined += r.joined;
        guessed += r.guessed && r.kept > 0;
        if (r.in == 0 && r.role == role_name(Role::none) && !r.notes.empty() && used_by_others(r.notes.front()))
            ++of_others;
        else if (r.in == 0 && r.role == role_name(Role::none) && !r.notes.empty())
            context.note("import.summary.unreadable", {{"file", r.file}, {"reason", note_text(context.messages, r.notes.front())}});
        else
            for (const ReportNote& note : r.notes) {
                if (note.code == "unknown_column" || note.code == "column_given") continue; // a sentence of its own
                auto same = std::ranges::find_if(notes, [&](const ReportNote& n) { return n.code == note.code && n.done == note.done; });
                if (same == notes.end()) notes.push_back(note);
                else same->count += note.count;
            }
    }
    context.note("import.summary.account", {{"in", grouped(sum.in)}, {"kept", grouped(sum.kept)}, {"merged", grouped(sum.merged)},
                                            {"joined", grouped(sum.joined)}, {"repaired", grouped(sum.repaired)}, {"left_out", grouped(sum.left_out)}});
    if (of_others > 0) context.note("import.summary.of_others", {{"count", grouped(of_others)}});
    if (guessed > 0) context.note("import.summary.guessed", {{"count", grouped(guessed)}});
    for (const ReportNote& note : notes)
        if (context.messages.has("import.note." + note.code)) std::fprintf(stderr, "  %s\n", note_text(context.messages, note).c_str());
    std::string missing;
    for (const std::string& role : report.missing) missing += (missing.empty() ? "" : ", ") + context.messages.text("import.role." + role);
    if (!missing.empty()) context.note("import.summary.missing", {{"list", missing}});
}

// What the user could say, and what was said and kept for the next time.
Result<void> say_columns(const Context& context, const ImportReport& report, bool given) {
    std::vector<RememberedColumn> said;
    for (const LayerReport& r : report.layers) {
        for (const UnknownColumn& u : unknown_columns(r))
            context.note("import.summary.unknown_column",
                         {{"file", r.file}, {"column", u.column}, {"quantity", quantity_text(context.messages, u.quantity)}, {"option", r.file + ':' + u.column + '=' + u.quantity}});
        for (const UnknownColumn& u : unknown_columns(r, "column_given")) said.push_back({r.role, u.column, u.quantity});
    }
    if (!given || said.empty()) return {};
    if (auto kept = remember_columns(said); !kept) return kept;
    context.note("import.summary.columns_remembered", {{"count", std::to_string(said.size())}, {"file", remembered_columns_file().string()}});
    return {};
}

int run(Context& context, const Words& words) {
    auto roles = roles_given(words.roles);
    if (!roles) return context.error(roles.error());
    auto columns = columns_given(words.columns);
    if (!columns) return context.error(columns.error());
    auto bbox = bbox_given(words.bbox);
    if (!bbox) return context.error(bbox.error());
    auto places = places_given(words.places);
    if (!places) return context.error(places.error());
    CityImport import;
    import.inputs.assign(words.inputs.begin(), words.inputs.end());
    import.target = words.output;
    if (auto target = check_target(import.target, import.inputs); !target) return context.error(target.error());
    import.read.roles = *roles;
    import.read.columns = *columns;
    for (const std::string& text : words.encodings) {
        if (auto given = file_and(text)) import.read.encodings.push_back(*given);
        else import.read.encoding = text;
    }
    if (auto given = crs_and_heights_given(words, import.how); !given) return context.error(given.error());
    import.read.threads = import.how.threads = words.threads;
    import.read.unsafe = words.unsafe;
    import.how.name = words.name;
    import.how.epsg = words.epsg;
    if (words.population >= 0) import.how.population = words.population;
    import.how.level = words.level;
    import.how.bbox_deg = *bbox;
    import.how.places = *places;
    Progress progress = context.progress();
    auto made = make_city(import, context.messages, progress);
    if (!made) return context.error(made.error());
    ReportFile report(words.report);
    if (auto written = report.write(json_of(made->report, made->city)); !written) return context.error(written.error());
    if (auto written = write_made_city(import.target, *made, progress); !written) return context.error(written.error());
    if (auto shown = report.show(); !shown) return context.error(shown.error());
    say_summary(context, words, *made);
    if (auto said = say_columns(context, made->report, !words.columns.empty()); !said) return context.error(said.error());
    return k_done;
}

} // namespace

int cmd_import(Context& context, std::span<const std::string> argv) {
    CLI::App app;
    Words words;
    bool forget_alone = argv.size() == 2 && argv[1] == "--forget-columns";
    app.add_option("INPUT", words.inputs)->required(!forget_alone);
    app.add_option("-o,--output", words.output)->required(!forget_alone);
    app.add_option("--column", words.columns, "FILE:COLUMN=QUANTITY")->allow_extra_args(false);
    app.add_flag("--forget-columns", words.forget_columns);
    app.add_option("--as", words.roles, "FILE=ROLE; " + role_list())->allow_extra_args(false);
    app.add_option("--epsg", words.epsg)->check(CLI::Range(1024, 1'000'000));
    app.add_option("--encoding", words.encodings, "NAME | FILE=NAME")->allow_extra_args(false);
    app.add_option("--crs", words.crs, "FILE=EPSG")->allow_extra_args(false);
    app.add_option("--heights", words.heights, "FILE=ellipsoidal|orthometric|ground")->allow_extra_args(false);
    app.add_option("--name", words.name);
    app.add_option("--population", words.population)->check(CLI::Range(std::int64_t{0}, std::int64_t{10'000'000'000}));
    app.add_option("--level", words.level);
    app.add_option("--bbox", words.bbox, "W,S,E,N");
    app.add_option("--place", words.places, "FILE=LON,LAT[,HEIGHT[,HEADING[,SCALE[,UP]]]]")->allow_extra_args(false);
    app.add_option("--report", words.report);
    app.add_option("--threads", words.threads)->check(CLI::Range(0, 256));
    app.add_flag("--unsafe-import", words.unsafe);
    if (auto status = parse_words(context, app, argv)) return *status;
    if (words.forget_columns) {
        if (auto done = forget_columns(); !done) return context.error(done.error());
        context.note("import.summary.columns_forgotten");
        if (forget_alone) return k_done;
    }
    return run(context, words);
}

} // namespace tp
