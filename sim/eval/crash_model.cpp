#include "eval/crash_model.h"

#include "core/check.h"
#include "core/parallel.h"
#include "eval/factors.h"
#include "model/estimate_draw.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tp {
namespace {

double predicted_in(const HotSpot& spot, const std::vector<CrashSite>& sites) {
    double sum = 0.0;
    for (std::uint32_t c : spot.crossings) sum += sites[c].predicted_per_year;
    return sum;
}

double mean_overdispersion(const HotSpot& spot, const std::vector<CrashSite>& sites) {
    double sum = 0.0;
    for (std::uint32_t c : spot.crossings) sum += sites[c].overdispersion;
    return sum / static_cast<double>(spot.crossings.size());
}

std::vector<CountedSite> counted_sites(const CrashModel& model) {
    std::vector<CountedSite> counted;
    if (model.counts) {
        for (std::size_t c = 0; c < model.sites.size(); ++c)
            counted.push_back({model.sites[c].predicted_per_year, model.sites[c].overdispersion, static_cast<double>(model.counts->years),
                               CountStatus::counted, model.counts->at_crossing[c], 0});
    } else if (model.spots) {
        for (const HotSpot& spot : model.spots->spots)
            counted.push_back({model.spots->share * predicted_in(spot, model.sites), mean_overdispersion(spot, model.sites),
                               model.spots->years, CountStatus::truncated, spot.count, model.spots->threshold});
    }
    return counted;
}

// Crashes expected in a year that the file does not list: the mean below the threshold.
double expected_below(int threshold, double mean, double overdispersion) {
    double weight = 0.0, sum = 0.0;
    for (int x = 0; x < threshold; ++x) {
        double p = std::exp(negative_binomial_ln_pmf(x, mean, overdispersion));
        weight += p;
        sum += p * x;
    }
    return weight > 0.0 ? sum / weight : 0.0;
}

// Posterior of a crossing's site effect theta ~ Gamma(1/k, 1/k) given the hot spots that it lies in. The prior holds for
// every crossing, listed or not, so the listed count enters with its whole Poisson likelihood (that it was listed follows
// from it); the truncated likelihood belongs to the calibration, which sees listed places only. Years in which the place
// is not listed enter with what is expected below the threshold: leaving them out would be regression to the mean.
GammaRate hot_spot_effect(const CrashModel& model, std::size_t crossing) {
    const HotSpots& spots = *model.spots;
    double k = model.sites[crossing].overdispersion, c = std::exp(model.calibration.ln_factor);
    GammaRate effect{1.0 / k, 1.0 / k};
    double mean = 0.0;
    for (std::uint32_t s : spots.of_crossing[crossing]) {
        mean = spots.share * c * predicted_in(spots.spots[s], model.sites) * spots.years;
        effect.shape += spots.spots[s].count;
        effect.rate += mean;
    }
    auto silent = static_cast<double>(std::max<std::ptrdiff_t>(spots.periods - std::ssize(spots.of_crossing[crossing]), 0));
    effect.shape += silent * expected_below(spots.threshold, mean, k);
    effect.rate += silent * mean;
    return effect;
}

// Shape of the Beta with this mean whose 5 % and 95 % points lie about as far apart as the estimate's.
double beta_size(const Estimate& e) {
    double m = e.value.value_or(0.5), sd = (e.high - e.low) / (2.0 * k_z95);
    return sd > 0.0 ? std::max(m * (1.0 - m) / (sd * sd) - 1.0, 2.0) : 1e9;
}

} // namespace

void CrashModel::draw(std::size_t c, std::span<double> crashes_per_year) const {
    TP_CHECK(crashes_per_year.size() <= factor_c.size());
    const CrashSite& site = sites[c];
    Stream s = stream(seed, "crossing_crashes", c);
    if (!spot_effect.empty() && spot_effect[c].shape > 0.0) {
        double mean = std::exp(calibration.ln_factor) * site.predicted_per_year;
        for (std::size_t i = 0; i < crashes_per_year.size(); ++i)
            crashes_per_year[i] = mean * gamma(s, i, spot_effect[c].shape) / spot_effect[c].rate;
        return;
    }
    double prior_shape = 1.0 / site.overdispersion;
    double shape = counts ? prior_shape + counts->at_crossing[c] : prior_shape;
    double years = counts ? counts->years : 0.0;
    for (std::size_t i = 0; i < crashes_per_year.size(); ++i)
        crashes_per_year[i] = gamma(s, i, shape) / (prior_shape / (factor_c[i] * site.predicted_per_year) + years);
}

CrashModel make_crash_model(const City& city, const Catalogue& catalogue, std::uint64_t seed, int samples, int threads) {
    CrashModel model;
    model.seed = seed;
    model.sites = crash_sites(city, catalogue, threads);
    double prior_ln_sd = factor_value(catalogue, "calibration_ln_sd");
    if (!model.sites.empty()) {
        model.counts = complete_counts(city, catalogue);
        if (!model.counts) model.spots = hot_spots(city, catalogue);
    }
    auto counted = counted_sites(model);
    if (counted.empty()) {
        model.calibration.ln_sd = prior_ln_sd;
        model.calibration.ratio = std::nan("");
    } else {
        model.calibration = calibrate(counted, prior_ln_sd);
    }
    model.rank_only = !model.counts.has_value();
    if (model.spots) {
        model.spot_effect.assign(model.sites.size(), {0.0, 1.0});
        parallel_for(model.sites.size(), threads, [&](std::size_t c) {
            if (!model.spots->of_crossing[c].empty()) model.spot_effect[c] = hot_spot_effect(model, c);
        });
    }
    Stream s = stream(seed, "calibration");
    for (int i = 0; i < samples; ++i)
        model.factor_c.push_back(std::exp(model.calibration.ln_factor + model.calibration.ln_sd * normal(s, static_cast<std::uint64_t>(i))));
    return model;
}

EffectDraws make_effect_draws(const Catalogue& catalogue, std::uint64_t seed, int samples) {
    EffectDraws draws;
    double transfer = factor_value(catalogue, "transfer_ln_sd");
    auto count = static_cast<std::size_t>(samples);
    for (const Effect& effect : catalogue.effects) {
        bool credited = effect.evidence && effect.role == "credited";
        bool local = factor_value_or(catalogue, "local_effect:" + effect.id, 0.0) > 0.0;
        draws.ln_sd.push_back(local ? effect.ln_sd : added_ln_sd(effect.ln_sd, transfer));
        auto& values = draws.ln_cmf.emplace_back();
        if (!credited) continue;
        Stream s = stream(seed, "cmf", entity_key(effect.id));
        for (std::size_t i = 0; i < count; ++i) values.push_back(std::log(effect.cmf) + draws.ln_sd.back() * normal(s, i));
    }
    const Estimate &night_c = factor(catalogue, "night_share_crashes"), &night_d = factor(catalogue, "night_share_deaths");
    const Estimate& lethality = factor(catalogue, "deaths_per_pedestrian_crash");
    double size_c = beta_size(night_c), size_d = beta_size(night_d);
    for (std::size_t i = 0; i < count; ++i) {
        draws.overlap.push_back(uniform(stream(seed, "cmf_overlap"), i));
        draws.night_crashes.push_back(beta(stream(seed, "night_share_crashes"), i, *night_c.value * size_c, (1.0 - *night_c.value) * size_c));
        draws.night_deaths.push_back(beta(stream(seed, "night_share_deaths"), i, *night_d.value * size_d, (1.0 - *night_d.value) * size_d));
        draws.deaths_per_crash.push_back(estimate_at(lethality, normal(stream(seed, "deaths_per_crash"), i)));
    }
    return draws;
}

Avoided crashes_avoided(const CrashModel& model, const EffectDraws& draws, const Catalogue& catalogue, std::size_t crossing,
                        std::span<const AppliedEffect> effects) {
    std::size_t count = draws.overlap.size();
    Avoided avoided{std::vector<std::int64_t>(count), std::vector<std::int64_t>(count)};
    std::vector<CrashFactor> factors;
    std::vector<const double*> ln_cmf;
    for (const AppliedEffect& a : effects) {
        if (draws.ln_cmf[a.effect].empty() || factors.size() == 32) continue;
        factors.push_back({catalogue.effects[a.effect].target, 0.0, a.measure});
        ln_cmf.push_back(draws.ln_cmf[a.effect].data());
    }
    if (factors.empty()) return avoided;
    std::vector<double> rate(count);
    model.draw(crossing, rate);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < factors.size(); ++k) factors[k].ln_cmf = ln_cmf[k][i];
        double crashes = 1.0 - std::exp(combined_ln(factors, draws.overlap[i], draws.night_crashes[i], Outcome::crashes));
        double deaths = 1.0 - std::exp(combined_ln(factors, draws.overlap[i], draws.night_deaths[i], Outcome::deaths));
        avoided.nano_crashes[i] = std::llround(1e9 * rate[i] * crashes);
        avoided.nano_deaths[i] = std::llround(1e9 * rate[i] * draws.deaths_per_crash[i] * deaths);
    }
    return avoided;
}

} // namespace tp
