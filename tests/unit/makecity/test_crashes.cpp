#include "made.h"

#include "eval/crash_model.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace tp;
using namespace tp::test;

TEST_CASE("the calibration finds the factor that the crashes were drawn with") {
    std::uint64_t seed = GENERATE(1U, 2U, 3U);
    const MadeCity& m = made(k_built_in, seed);
    auto catalogue = load_catalogue(data());
    REQUIRE(catalogue);
    CrashModel model = make_crash_model(m.city, *catalogue, 1, 10, 0);
    REQUIRE(model.counts);
    CHECK(model.counts->years == m.crash_years);
    CHECK_FALSE(model.rank_only);
    double off = model.calibration.ln_factor - std::log(m.true_crash_factor);
    CAPTURE(seed, m.true_crash_factor, std::exp(model.calibration.ln_factor), model.calibration.ln_sd);
    CHECK(std::abs(off) < 3.0 * model.calibration.ln_sd); // three posterior standard deviations
    CHECK(model.calibration.ln_sd < 0.15);
    CHECK(std::abs(std::log(m.true_crash_factor)) > 3.0 * model.calibration.ln_sd); // and 1 is not it
}

TEST_CASE("crash points: every year, some away from crossings") {
    const Crashes& crashes = made(k_built_in).city.crashes;
    std::set<int> years(crashes.year.begin(), crashes.year.end());
    CHECK(static_cast<int>(years.size()) == made(k_built_in).crash_years);
    CHECK(std::ranges::all_of(crashes.kind, [](CrashKind k) { return k == CrashKind::point; }));
    CHECK(std::ranges::all_of(crashes.group, [](CrashGroup g) { return g == CrashGroup::pedestrian; }));
    for (std::size_t k = 0; k < crashes.size(); ++k) REQUIRE(crashes.deaths[k] + crashes.serious[k] + crashes.slight[k] == 1);
}

TEST_CASE("three proposals that a programme can pay for, of kinds that the catalogue knows") {
    const City& city = made(k_built_in).city;
    auto catalogue = load_catalogue(data());
    REQUIRE(catalogue);
    auto proposals = demo_proposals(city, *catalogue);
    REQUIRE(proposals.size() == 3);
    std::set<std::string> all;
    for (const DemoProposal& demo : proposals) {
        CAPTURE(demo.name);
        CHECK(demo.proposal.solutions().size() >= 40);
        CHECK(demo.proposal.solutions().size() <= 80);
        double priced_krw = 0.0;
        for (const Solution& s : demo.proposal.solutions()) {
            all.insert(s.kind);
            const Kind* kind = catalogue->kind(s.kind);
            REQUIRE(kind);
            CHECK(s.at.has_value() == (kind->geometry != Geometry::service));
            if (s.at) CHECK(city.extent.contains(*s.at));
            CHECK(std::ranges::is_sorted(s.components));
            priced_krw += kind->unit_cost_krw.value.value_or(0.0) - kind->avoided_cost_krw.value.value_or(0.0);
            for (const std::string& id : s.components) {
                REQUIRE(catalogue->component(*kind, id));
                priced_krw += catalogue->component(*kind, id)->unit_cost_krw.value.value_or(0.0);
            }
        }
        CHECK(priced_krw <= 4.0e9);
        CHECK(priced_krw >= 2.0e9);
    }
    CHECK(all == std::set<std::string>{"enforcement_camera", "integrated_platform", "leading_interval", "raised_crossing", "refuge_island",
                                       "smart_bus_shelter", "smart_crosswalk", "smart_pole"});
    CHECK(proposals[0].name == "A");
    CHECK(demo_proposals(city, *catalogue)[2].proposal.solutions() == proposals[2].proposal.solutions());
}
