// core/hash.h - a 64-bit content hash (FNV-1a with a final mix) for caches and result headers; not for security.
#pragma once

#include <array>
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

// A content hash of a whole file: 64 bits, 32 bytes a step (four lanes of multiply and rotate, then Hash's final mix).
// Pieces may be cut anywhere. Not for security; another function than Hash.
class ContentHash {
public:
    void add(std::span<const std::byte> bytes);
    std::uint64_t value() const;
    std::string hex() const; // 16 digits

private:
    void step(const std::byte* block);
    std::array<std::uint64_t, 4> m_lane{0x9e3779b97f4a7c15ULL, 0xc2b2ae3d27d4eb4fULL, 0x165667b19e3779f9ULL, 0x27d4eb2f165667c5ULL};
    std::array<std::byte, 32> m_rest{};
    std::size_t m_rest_size = 0;
    std::uint64_t m_size = 0;
};

} // namespace tp
