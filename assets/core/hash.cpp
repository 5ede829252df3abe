#include "core/hash.h"

#include <bit>
#include <fmt/format.h>

namespace tp {

void Hash::add(std::span<const std::byte> bytes) {
    for (std::byte b : bytes) m_state = (m_state ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ULL;
}

void Hash::add(std::string_view text) {
    add(static_cast<std::uint64_t>(text.size()));
    add(std::as_bytes(std::span(text.data(), text.size())));
}

void Hash::add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
        m_state = (m_state ^ ((value >> shift) & 0xffU)) * 0x100000001b3ULL;
}

void Hash::add(double value) { add(std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value)); }

std::uint64_t Hash::value() const {
    std::uint64_t x = m_state;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

std::string Hash::hex() const { return fmt::format("{:016x}", value()); }

} // namespace tp
