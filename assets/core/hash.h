// core/hash.h - a 64-bit content hash (FNV-1a with a final mix) for caches and result headers; not for security.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tp {

class Hash {
public:
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text); // length and bytes, so that "ab","c" differs from "a","bc"
    void add(std::uint64_t value);
    void add(double value); // its bits; -0.0 counts as 0.0
    std::uint64_t value() const;
    std::string hex() const; // 16 digits

private:
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

} // namespace tp
