// core/check.h - TP_CHECK(condition): a broken precondition is our own bug; it ends the program with file and line.
#pragma once

namespace tp {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

} // namespace tp

#define TP_CHECK(condition) ((condition) ? static_cast<void>(0) : ::tp::check_failed(#condition, __FILE__, __LINE__))
