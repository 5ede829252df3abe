// A small comparison made by hand: two proposals, eight indicators, one of them missing, one not applicable.
#pragma once

#include "report/report.h"

#include "shared_data.h"

namespace tp::test {

inline Messages messages(Language language) {
    auto loaded = Messages::load(source_folder() / "assets/data/messages", language);
    REQUIRE(loaded);
    return *loaded;
}

inline Indicator indicator(const std::string& id, const std::string& unit, double median, double p05, double p95) {
    Indicator i;
    i.id = id;
    i.unit = unit;
    i.status = IndicatorStatus::ok;
    i.median = median, i.p05 = p05, i.p95 = p95;
    return i;
}

inline Indicator absent(const std::string& id, IndicatorStatus status, const std::string& reason) {
    Indicator i;
    i.id = id;
    i.status = status;
    i.reason_key = reason;
    return i;
}

inline Evaluation evaluation(double scale) {
    Evaluation e;
    Indicator crashes = indicator("pedestrian_crashes_avoided_per_year", "crashes/yr", 0.42 * scale, 0.11 * scale, 0.97 * scale);
    EvidenceItem cmf{"cmf:raised_crossing", 0.64, 0.45, 0.91, "", "elvik2009", true, "", {}, {}};
    EvidenceItem base{"base_crashes", 1.31 * scale, 0.6 * scale, 2.4 * scale, "crashes/yr", "derived", false, "", {}, {cmf}};
    crashes.evidence.push_back({"hsm_signalised_pedestrian", "", "", {base}});
    e.indicators = {crashes,
                    indicator("pedestrian_deaths_avoided_per_year", "deaths/yr", 0.0123 * scale, 0.0031 * scale, 0.034 * scale),
                    indicator("people_within_reach", "persons", 37412 * scale, 37412 * scale, 37412 * scale),
                    indicator("older_people_within_reach", "persons", 6120.4 * scale, 5810 * scale, 6433 * scale),
                    indicator("carbon_avoided_kgco2e_per_year", "kgCO2e/yr", -5210 * scale, -9800 * scale, -2300 * scale),
                    indicator("capex_krw", "KRW", 3.87e9 * scale, 3.1e9 * scale, 4.9e9 * scale),
                    indicator("opex_krw_per_year", "KRW/yr", 1.52e8 * scale, 0.9e8 * scale, 2.6e8 * scale),
                    absent("users_per_day", IndicatorStatus::missing, "report.no_data")};
    e.indicators[4].larger_is_better = true;
    e.indicators[5].larger_is_better = e.indicators[6].larger_is_better = false;
    e.reach.id = "reach";
    e.reach.unit = "m";
    e.reach.value = {100, 250, 390};
    e.reach.low = 0, e.reach.high = 500;
    e.reach.breaks = {100, 200, 300, 400};
    e.reach.reversed = true;
    e.warnings = {"report.no_data:solution 2"};
    return e;
}

struct Sample {
    City city;
    Catalogue catalogue;
    Messages text;
    ReportInput input;

    explicit Sample(Language language) : text(messages(language)) {
        city.name = "가온시";
        city.frame.epsg = 5186;
        city.synthetic = true;
        city.population = 280312;
        city.sources = {{"roads.shp", "roads", "roads", "공공누리 제1유형", "00"}, {"a.osm.pbf", "lines", "crossings", "", "01"}};
        Kind kind;
        kind.id = "smart_crosswalk";
        kind.name = {"스마트 횡단보도", "smart crosswalk"};
        catalogue.kinds = {kind};
        catalogue.sources = {{"elvik2009", "Elvik et al. (2009), The Handbook of Road Safety Measures", "Emerald", "2009", true}};
        Assumption walk;
        walk.id = "walk_reach_m";
        walk.name = {"보행 도달 거리", "walking reach"};
        walk.estimate = {400.0, 300, 500, "m", "elvik2009", false, ""};
        catalogue.assumptions = {walk};
        Solution one{SolutionId{1}, "smart_crosswalk", LocalPoint{100, 200}, 0, 1, {}, ""};
        Solution two{SolutionId{2}, "smart_crosswalk", LocalPoint{400, -300}, 0, 2, {}, ""};
        input.city = &city;
        input.catalogue = &catalogue;
        input.messages = &text;
        input.proposals = {{"A안 시장 앞", 3, {one}, evaluation(1.0), {}, {}}, {"B안 학교 둘레", 7, {one, two}, evaluation(1.4), {}, {}}};
        for (ReportProposal& p : input.proposals)
            p.budget = {{"smart_crosswalk", static_cast<int>(p.solutions.size()), 3, p.evaluation.indicators[5], p.evaluation.indicators[6]}};
        for (const Indicator& i : input.proposals[0].evaluation.indicators) {
            ComparisonRow row{i.id, i.unit, {}};
            double d = -0.4 * i.median;
            if (i.status == IndicatorStatus::ok)
                row.differences = {{"A안 시장 앞", "B안 학교 둘레", d, 1.5 * d, i.id == "capex_krw" ? 0.5 * d : -0.5 * d, 0.13}};
            input.rows.push_back(row);
        }
        input.missing_roles = {"zones", "population"};
        input.input_hash = 0x1234abcd5678ef00ULL;
        input.samples = 1000;
        input.date = "2026-11-22";
    }
    Sample(const Sample&) = delete;
};

// A picture with a gradient, in place of a rendered one.
inline Image gradient(int width, int height) {
    Image image;
    image.width = width, image.height = height;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c : {233 - 20 * y / height, 234 - 20 * x / width, 230, 255}) image.rgba.push_back(static_cast<std::uint8_t>(c));
    return image;
}

} // namespace tp::test
