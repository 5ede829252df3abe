// makecity/crash_points.h - counted volumes and crash points, drawn from the safety model with a factor that is not 1.
#pragma once

#include "makecity/makecity.h"
#include "makecity/network.h"

#include <filesystem>

namespace tp::makecity {

// Vehicle counts on some main streets (the others stay unknown). Then, at each crossing, the crashes of five years:
// negative binomial with mean factor x predicted x years and the site's overdispersion (eval/crash_sites.h); and crashes
// away from crossings, which no site explains. Errors: those of load_catalogue.
Result<void> add_crashes(const Plan& plan, const std::filesystem::path& data, int threads, const Network& network, MadeCity& made);

} // namespace tp::makecity
