// core/platform/process_start.h - when this process began, its loading included.
#pragma once

#include <chrono>

namespace tp {

// The loader's part is taken from the processor time that was used before the program's own first instruction.
std::chrono::steady_clock::time_point process_start();

} // namespace tp
