#include "project/changes.h"

#include "core/hash.h"
#include "project/geometry_blob.h"
#include "project/geopackage.h"
#include "project/solution_json.h"
#include "proposal/edit_script.h"

#include <cmath>
#include <fmt/format.h>

namespace tp {
namespace {

std::unexpected<Error> corrupt(const Database& database, const std::string& reason) {
    return fail(ErrorCode::bad_format, "project.corrupt", {{"file", database.name()}, {"reason", reason}});
}

const Solution* before_of(const Edit& edit) {
    if (const auto* remove = std::get_if<Remove>(&edit)) return &remove->solution;
    if (const auto* replace = std::get_if<Replace>(&edit)) return &replace->before;
    return nullptr;
}

const Solution* after_of(const Edit& edit) {
    if (const auto* place = std::get_if<Place>(&edit)) return &place->solution;
    if (const auto* replace = std::get_if<Replace>(&edit)) return &replace->after;
    return nullptr;
}

// The settings in which `to` differs from `from`.
SolutionSettings difference(const Solution& from, const Solution& to) {
    SolutionSettings set;
    if (to.count != from.count) set.count = to.count;
    if (to.components != from.components) set.components = to.components;
    if (to.heading_deg != from.heading_deg) set.heading_deg = to.heading_deg;
    if (to.note != from.note) set.note = to.note;
    return set;
}

struct Row { // of edit_log
    std::int64_t proposal = 0;
    Edit edit;
};

std::optional<Edit> edit_of(Statement& select, int column) {
    std::optional<Solution> before, after;
    if (!select.is_null(column) && !(before = solution_from_json(select.text(column)))) return std::nullopt;
    if (!select.is_null(column + 1) && !(after = solution_from_json(select.text(column + 1)))) return std::nullopt;
    if (before && after) return Replace{*before, *after};
    if (before) return Remove{*before};
    if (after) return Place{*after};
    return std::nullopt;
}

Result<std::vector<Row>> read_log(Database& database) {
    auto select = database.prepare("SELECT proposal,before,after FROM edit_log ORDER BY proposal,seq");
    if (!select) return std::unexpected(std::move(select.error()));
    std::vector<Row> rows;
    for (;;) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) return rows;
        auto edit = edit_of(*select, 1);
        if (!edit) return corrupt(database, fmt::format("edit_log {}", rows.size() + 1));
        rows.push_back({select->integer(0), std::move(*edit)});
    }
}

Result<void> read_pairs(Database& database, Changes& changes) {
    auto facts = database.prepare("SELECT key,value FROM facts");
    if (!facts) return std::unexpected(std::move(facts.error()));
    auto row = facts->step();
    for (; row && *row; row = facts->step()) changes.facts[std::string(facts->text(0))] = facts->text(1);
    if (!row) return std::unexpected(std::move(row.error()));

    auto values = database.prepare("SELECT id,value FROM assumptions");
    if (!values) return std::unexpected(std::move(values.error()));
    for (row = values->step(); row && *row; row = values->step()) {
        double value = values->number(1);
        if (values->is_null(1) || !std::isfinite(value)) return corrupt(database, "assumptions");
        changes.assumptions[std::string(values->text(0))] = value;
    }
    if (!row) return std::unexpected(std::move(row.error()));
    return {};
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

constexpr const char* k_solution_tables = R"(
DROP TABLE IF EXISTS solutions;
DELETE FROM gpkg_geometry_columns WHERE table_name='solutions';
DELETE FROM gpkg_contents WHERE table_name='solutions';
CREATE TABLE solutions (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, proposal TEXT, solution INTEGER,
 kind TEXT, count INTEGER, components TEXT, heading_deg DOUBLE, note TEXT);
)";

Result<void> register_solutions(Database& database, const LocalFrame& frame, const LocalBox& box) {
    std::string extent = box.empty() ? "NULL,NULL,NULL,NULL"
                                     : fmt::format("{},{},{},{}", box.min.x_m, box.min.y_m, box.max.x_m, box.max.y_m);
    return database.execute(
        fmt::format(
            "INSERT INTO gpkg_contents(table_name,data_type,identifier,last_change,min_x,min_y,max_x,max_y,srs_id) "
            "VALUES('solutions','features','solutions','{0}',{1},{2});"
            "INSERT INTO gpkg_geometry_columns VALUES('solutions','geom','POINT',{2},0,0);",
            utc_now(), extent, frame.epsg)
            .c_str());
}

} // namespace

std::optional<GeoPoint> Places::degrees(const Solution& solution) {
    if (!m_tried) {
        m_tried = true;
        if (auto projection = Projection::to_epsg(m_frame.epsg))
            m_projection = std::make_unique<Projection>(std::move(*projection));
    }
    if (!m_projection || !solution.at) return std::nullopt;
    auto point = m_projection->inverse(m_frame.to_map(*solution.at));
    if (!point) return std::nullopt;
    auto readable = [](double degrees) {
        return std::nearbyint(degrees * 1e9) / 1e9;
    }; // 0.1 mm; the exact place is x, y
    return GeoPoint{readable(point->longitude_deg), readable(point->latitude_deg)};
}

std::string Places::script_line(const Edit& edit) {
    EditCommand command;
    const Solution *before = before_of(edit), *after = after_of(edit);
    command.id = static_cast<std::uint32_t>((before ? before : after)->id);
    if (!after) {
        command.verb = EditVerb::remove;
    } else if (!before) {
        command.verb = EditVerb::place;
        command.kind = after->kind;
        command.at = degrees(*after);
        command.set = difference(Solution{}, *after);
    } else if (before->at != after->at) {
        command.verb = EditVerb::move;
        command.at = degrees(*after);
    } else {
        command.verb = EditVerb::set;
        command.set = difference(*before, *after);
    }
    return edit_to_json(command);
}

Result<void> make_change_tables(Database& database) {
    return database.execute(R"(
DROP TABLE IF EXISTS proposals;
DROP TABLE IF EXISTS edit_log;
DROP TABLE IF EXISTS facts;
DROP TABLE IF EXISTS assumptions;
CREATE TABLE proposals (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, done INTEGER NOT NULL,
 next_id INTEGER NOT NULL);
CREATE TABLE edit_log (proposal INTEGER NOT NULL, seq INTEGER NOT NULL, edit TEXT NOT NULL, before TEXT, after TEXT,
 PRIMARY KEY (proposal, seq)) WITHOUT ROWID;
CREATE TABLE facts (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE assumptions (id TEXT PRIMARY KEY NOT NULL, value DOUBLE NOT NULL) WITHOUT ROWID;
)");
}

Result<void> insert_proposal(Database& database, std::int64_t row, const ProposalEntry& entry) {
    auto insert = database.prepare("INSERT INTO proposals(id,name,done,next_id) VALUES(?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    insert->bind(1, row);
    insert->bind(2, std::string_view(entry.name));
    insert->bind(3, static_cast<std::int64_t>(entry.proposal.done()));
    insert->bind(4, static_cast<std::int64_t>(entry.proposal.next_id()));
    return insert->run();
}

Result<void> update_proposal(Database& database, std::int64_t row, std::size_t done, std::uint32_t next_id) {
    auto update = database.prepare("UPDATE proposals SET done=?2, next_id=?3 WHERE id=?1");
    if (!update) return std::unexpected(std::move(update.error()));
    update->bind(1, row);
    update->bind(2, static_cast<std::int64_t>(done));
    update->bind(3, std::int64_t{next_id});
    return update->run();
}

Result<void> insert_edit(Database& database, std::int64_t row, std::size_t position, const Edit& edit, Places& places) {
    auto drop = database.prepare("DELETE FROM edit_log WHERE proposal=? AND seq>=?");
    auto insert = database.prepare("INSERT INTO edit_log(proposal,seq,edit,before,after) VALUES(?,?,?,?,?)");
    if (!drop) return std::unexpected(std::move(drop.error()));
    if (!insert) return std::unexpected(std::move(insert.error()));
    auto seq = static_cast<std::int64_t>(position);
    drop->bind(1, row);
    drop->bind(2, seq);
    TP_TRY(drop->run());
    std::string line = places.script_line(edit), sides[2];
    insert->bind(1, row);
    insert->bind(2, seq);
    insert->bind(3, std::string_view(line));
    const Solution* solutions[2] = {before_of(edit), after_of(edit)};
    for (int side = 0; side < 2; ++side) {
        if (!solutions[side]) continue;
        sides[side] = solution_to_json(*solutions[side]);
        insert->bind(4 + side, std::string_view(sides[side]));
    }
    return insert->run();
}

Result<void> put_fact(Database& database, const std::string& key, const std::string& value) {
    auto put = database.prepare(value.empty() ? "DELETE FROM facts WHERE key=?1"
                                              : "INSERT OR REPLACE INTO facts(key,value) VALUES(?1,?2)");
    if (!put) return std::unexpected(std::move(put.error()));
    put->bind(1, std::string_view(key));
    if (!value.empty()) put->bind(2, std::string_view(value));
    return put->run();
}

Result<void> put_assumption(Database& database, const std::string& id, std::optional<double> value) {
    auto put = database.prepare(value ? "INSERT OR REPLACE INTO assumptions(id,value) VALUES(?1,?2)"
                                      : "DELETE FROM assumptions WHERE id=?1");
    if (!put) return std::unexpected(std::move(put.error()));
    put->bind(1, std::string_view(id));
    if (value) put->bind(2, *value);
    return put->run();
}

Result<void> write_changes(Database& database, const Changes& changes, Places& places) {
    for (std::size_t i = 0; i < changes.proposals.size(); ++i) {
        auto row = static_cast<std::int64_t>(i + 1);
        TP_TRY(insert_proposal(database, row, changes.proposals[i]));
        const auto& edits = changes.proposals[i].proposal.edits();
        for (std::size_t e = 0; e < edits.size(); ++e) TP_TRY(insert_edit(database, row, e, edits[e], places));
    }
    for (const auto& [key, value] : changes.facts) TP_TRY(put_fact(database, key, value));
    for (const auto& [id, value] : changes.assumptions) TP_TRY(put_assumption(database, id, value));
    return {};
}

Result<Changes> read_changes(Database& database) {
    auto log = read_log(database);
    if (!log) return std::unexpected(std::move(log.error()));
    auto select = database.prepare("SELECT id,name,done,next_id FROM proposals ORDER BY id");
    if (!select) return std::unexpected(std::move(select.error()));
    Changes changes;
    std::size_t at = 0;
    for (std::int64_t id = 1;; ++id) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) break;
        std::string name(select->text(1));
        std::int64_t done = select->integer(2), next_id = select->integer(3);
        if (select->integer(0) != id || done < 0 || next_id < 1 || next_id > UINT32_MAX)
            return corrupt(database, fmt::format("proposals {}", id));
        std::vector<Edit> edits;
        while (at < log->size() && (*log)[at].proposal == id) edits.push_back(std::move((*log)[at++].edit));
        auto proposal =
            Proposal::from_log(std::move(edits), static_cast<std::size_t>(done), static_cast<std::uint32_t>(next_id));
        if (!proposal) {
            Error error = proposal.error();
            error.where = database.name() + " (" + name + ')';
            return std::unexpected(std::move(error));
        }
        changes.proposals.push_back({std::move(name), std::move(*proposal)});
    }
    if (at != log->size()) return corrupt(database, fmt::format("edit_log {}", at + 1));
    TP_TRY(read_pairs(database, changes));
    return changes;
}

Result<void> write_solutions(Database& database, const LocalFrame& frame, const Changes& changes) {
    TP_TRY(database.execute(k_solution_tables));
    auto insert =
        database.prepare("INSERT INTO solutions(geom,proposal,solution,kind,count,components,heading_deg,note) "
                         "VALUES(?,?,?,?,?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    Bytes blob;
    LocalBox box, all;
    for (const ProposalEntry& entry : changes.proposals)
        for (const Solution& s : entry.proposal.solutions()) {
            insert->bind_null(1);
            if (s.at) {
                write_point(frame, *s.at, blob, box);
                insert->bind(1, std::span<const std::byte>(blob));
                all.add(box.min);
            }
            std::string components = joined(s.components);
            insert->bind(2, std::string_view(entry.name));
            insert->bind(3, static_cast<std::int64_t>(s.id));
            insert->bind(4, std::string_view(s.kind));
            insert->bind(5, std::int64_t{s.count});
            insert->bind(6, std::string_view(components));
            insert->bind(7, s.heading_deg);
            insert->bind(8, std::string_view(s.note));
            TP_TRY(insert->run());
        }
    return register_solutions(database, frame, all);
}

std::uint64_t content_hash(const Changes& changes) {
    Hash hash;
    for (const ProposalEntry& entry : changes.proposals) {
        hash.add(entry.name);
        hash.add(static_cast<std::uint64_t>(entry.proposal.done()));
        hash.add(static_cast<std::uint64_t>(entry.proposal.next_id()));
        for (const Edit& edit : entry.proposal.edits())
            for (const Solution* side : {before_of(edit), after_of(edit)})
                hash.add(side ? solution_to_json(*side) : std::string{});
    }
    for (const auto& [key, value] : changes.facts) hash.add(key), hash.add(value);
    for (const auto& [id, value] : changes.assumptions) hash.add(id), hash.add(value);
    return hash.value();
}

} // namespace tp
