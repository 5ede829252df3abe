// core/platform/memory_use.h - how much memory this process uses now.
#pragma once

#include <cstdint>

namespace tp {

std::uint64_t resident_bytes(); // in physical memory; 0 where the system does not tell

} // namespace tp
