#include "report/evidence_rows.h"

#include "report/text.h"

#include <algorithm>
#include <map>

namespace tp {
namespace {

struct Flat {
    std::string path;
    std::size_t depth;
    const EvidenceItem* item;
};

void flatten(const std::vector<EvidenceItem>& items, const std::string& path, std::size_t depth, std::vector<Flat>& out) {
    std::map<std::string, int> seen; // the same id twice under one parent keeps its place among its likes
    for (const EvidenceItem& item : items) {
        std::string own = path + '/' + item.id + '#' + std::to_string(seen[item.id]++);
        out.push_back({own, depth, &item});
        flatten(item.inputs, own, depth + 1, out);
    }
}

const Evidence* evidence_of(const ReportProposal& proposal, const std::string& indicator_id, const std::string& formula) {
    for (const Indicator& indicator : proposal.evaluation.indicators)
        if (indicator.id == indicator_id)
            for (const Evidence& evidence : indicator.evidence)
                if (evidence.formula == formula) return &evidence;
    return nullptr;
}

EvidenceTable table_of(const std::vector<ReportProposal>& proposals, const std::string& indicator_id, const Evidence& first) {
    EvidenceTable table{&first, {}};
    std::map<std::string, std::size_t> row_of;
    for (std::size_t p = 0; p < proposals.size(); ++p) {
        const Evidence* evidence = evidence_of(proposals[p], indicator_id, first.formula);
        if (!evidence) continue;
        std::vector<Flat> flat;
        flatten(evidence->inputs, "", 0, flat);
        for (const Flat& f : flat) {
            auto [it, is_new] = row_of.try_emplace(f.path, table.rows.size());
            if (is_new) table.rows.push_back({f.depth, std::vector<const EvidenceItem*>(proposals.size(), nullptr), false});
            table.rows[it->second].items[p] = f.item;
        }
    }
    for (EvidenceRow& row : table.rows) {
        const EvidenceItem& any = row.any();
        row.same = std::ranges::all_of(row.items, [&](const EvidenceItem* item) {
            return item && item->value == any.value && item->low == any.low && item->high == any.high;
        });
    }
    return table;
}

} // namespace

const EvidenceItem& EvidenceRow::any() const {
    return **std::ranges::find_if(items, [](const EvidenceItem* item) { return item != nullptr; });
}

std::vector<EvidenceTable> evidence_tables(const std::vector<ReportProposal>& proposals, const std::string& indicator_id) {
    std::vector<EvidenceTable> tables;
    for (const ReportProposal& proposal : proposals)
        for (const Indicator& indicator : proposal.evaluation.indicators) {
            if (indicator.id != indicator_id) continue;
            for (const Evidence& evidence : indicator.evidence) {
                bool known = std::ranges::any_of(tables, [&](const EvidenceTable& t) { return t.evidence->formula == evidence.formula; });
                if (!known) tables.push_back(table_of(proposals, indicator_id, evidence));
            }
        }
    return tables;
}

std::string name_of(const Messages& messages, const Names& names) { return messages.language() == Language::ko ? names.ko : names.en; }

static std::string catalogue_name(const Messages& messages, const Catalogue& catalogue, const std::string& id) {
    if (const Assumption* assumption = catalogue.assumption(id)) return name_of(messages, assumption->name);
    if (const Kind* kind = catalogue.kind(id)) return name_of(messages, kind->name);
    std::string last = id.substr(id.find_last_of("./:") + 1);
    for (const Kind& kind : catalogue.kinds)
        for (const Component& component : kind.components)
            if (component.id == last) return name_of(messages, component.name);
    return id;
}

std::string evidence_name(const Messages& messages, const Catalogue& catalogue, const EvidenceItem& item) {
    if (messages.has("evidence." + item.id)) return messages.text("evidence." + item.id, item.note_args);
    std::size_t colon = item.id.find(':');
    if (colon != std::string::npos)
        if (std::string key = "evidence.prefix." + item.id.substr(0, colon); messages.has(key))
            return messages.text(key, {{"name", catalogue_name(messages, catalogue, item.id.substr(colon + 1))}});
    return catalogue_name(messages, catalogue, item.id);
}

static std::string number_with_unit(const Messages& messages, double value, const std::string& unit) {
    if (unit == "KRW") return krw_text(messages, value);
    if (unit == "KRW/yr") return messages.text("report.per_year", {{"value", krw_text(messages, value)}});
    std::string name = unit_text(messages, unit), number = significant_text(value, 4);
    return name.empty() ? number : messages.text("report.value_unit", {{"value", number}, {"unit", name}});
}

std::string evidence_value(const Messages& messages, const EvidenceItem& item) { return number_with_unit(messages, item.value, item.unit); }

std::string evidence_range(const Messages& messages, const EvidenceItem& item) {
    if (item.low == item.high) return {};
    bool money = item.unit.starts_with("KRW");
    return range_text(messages, money ? krw_text(messages, item.low) : significant_text(item.low, 4),
                      money ? krw_text(messages, item.high) : significant_text(item.high, 4));
}

std::string source_text(const Messages& messages, const Catalogue& catalogue, const std::string& source) {
    if (source.empty()) return "–";
    if (source == "assumption") return messages.text("report.evidence.assumption");
    if (source == "project") return messages.text("eval.explain.project");
    if (source == "derived") return messages.text("report.evidence.derived");
    if (source.starts_with("city:")) return messages.text("report.evidence.city", {{"file", source.substr(5)}});
    const SourceEntry* entry = catalogue.source(source);
    if (!entry) return source;
    std::string text = entry->title;
    for (const std::string& part : {entry->place, entry->date})
        if (!part.empty()) text += ", " + part;
    return text;
}

std::string proof_text(const Messages& messages, const EvidenceItem& item) {
    const std::string& s = item.source;
    if (s.empty() || s == "derived" || s == "assumption" || s.starts_with("city:")) return {};
    return messages.text(item.verified ? "report.evidence.verified" : "report.evidence.unverified");
}

} // namespace tp
