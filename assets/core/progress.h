// core/progress.h - how long work says how far it is, and hears that it should stop.
#pragma once

#include <functional>
#include <string_view>

namespace tp {

// Called with a step's message key and the share done, 0..1; returns false to cancel. May come from any thread,
// one call at a time. An empty function means: no one listens.
using Progress = std::function<bool(std::string_view step_key, double share)>;

inline bool still_wanted(const Progress& progress, std::string_view step_key, double share) {
    return !progress || progress(step_key, share);
}

} // namespace tp
