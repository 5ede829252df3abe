// core/platform/sanitized.h - whether the compiler put a sanitizer in: those reserve terabytes of addresses, report on standard
// error and probe memory through a pipe, so limits and sandbox let them.
#pragma once

namespace tp {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool k_sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool k_sanitized = true;
#else
inline constexpr bool k_sanitized = false;
#endif
#else
inline constexpr bool k_sanitized = false;
#endif

} // namespace tp
