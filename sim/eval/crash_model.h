// eval/crash_model.h - pedestrian crashes a year at each crossing as random variables, and the factors of measures.
//
// rate = C x predicted x site effect. C (common to the city) is lognormal: prior with calibration_ln_sd, posterior of the
// city's counts (model/calibration.h). Given C, a site's rate is Gamma (model/empirical_bayes.h): prior without counts,
// posterior with its complete count. A crossing inside a hot spot has the posterior of the listed count; outside hot spots
// a count is unknown, not zero, so the prior stays. C of a city with hot spots only is fitted by the truncated likelihood
// P(X = x | X >= threshold), because such a file shows its large counts only.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "eval/crash_counts.h"
#include "eval/crash_sites.h"
#include "model/calibration.h"
#include "model/crash_factors.h"
#include "model/empirical_bayes.h"
#include "uncertainty/draws.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tp {

struct CrashModel {
    std::vector<CrashSite> sites; // empty: no crossings or no streets
    std::optional<CompleteCounts> counts;
    std::optional<HotSpots> spots;
    Calibration calibration;
    bool rank_only = true; // no complete counts
    // Site effect in a hot spot, by crossing; shape 0: not in one. The rate is exp(calibration.ln_factor) predicted theta.
    std::vector<GammaRate> spot_effect;
    std::vector<double> factor_c; // C by sample
    std::uint64_t seed = 1;

    // Crashes per year at crossing `c`, one per sample; at most as many as the model was made for.
    void draw(std::size_t c, std::span<double> crashes_per_year) const;
};

CrashModel make_crash_model(const City& city, const Catalogue& catalogue, std::uint64_t seed, int samples, int threads);

// The draws that all sites share: one factor per study and sample, night shares, lethality, overlap of like measures.
struct EffectDraws {
    std::vector<std::vector<double>> ln_cmf;  // by effect of the catalogue, then by sample; empty: not credited
    std::vector<double> ln_sd;                // by effect: published spread and that of the transfer
    std::vector<double> overlap;              // u of combined_subset_ln
    std::vector<double> night_crashes, night_deaths, deaths_per_crash;
};
EffectDraws make_effect_draws(const Catalogue& catalogue, std::uint64_t seed, int samples);

// One credited effect at a crossing: row of Catalogue::effects, and the measure (component or kind) that brings it.
struct AppliedEffect {
    std::uint32_t effect = 0;
    int measure = 0;
    friend bool operator==(const AppliedEffect&, const AppliedEffect&) = default;
};

// Nano-crashes and nano-deaths a year avoided at one crossing, one per sample.
struct Avoided {
    std::vector<std::int64_t> nano_crashes, nano_deaths;
};
Avoided crashes_avoided(const CrashModel& model, const EffectDraws& draws, const Catalogue& catalogue, std::size_t crossing,
                        std::span<const AppliedEffect> effects);

} // namespace tp
