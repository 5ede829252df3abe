#include "core/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
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

static std::uint64_t final_mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

std::uint64_t Hash::value() const { return final_mix(m_state); }
std::string Hash::hex() const { return fmt::format("{:016x}", value()); }

void ContentHash::step(const std::byte* block) {
    for (std::size_t i = 0; i < 4; ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, block + 8 * i, 8);
        if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
        m_lane[i] = std::rotl((m_lane[i] ^ word) * 0x9fb21c651e98df25ULL, 29);
    }
}

void ContentHash::add(std::span<const std::byte> bytes) {
    m_size += bytes.size();
    if (m_rest_size > 0) {
        std::size_t take = std::min(bytes.size(), m_rest.size() - m_rest_size);
        std::copy_n(bytes.begin(), take, m_rest.begin() + static_cast<std::ptrdiff_t>(m_rest_size));
        m_rest_size += take;
        bytes = bytes.subspan(take);
        if (m_rest_size < m_rest.size()) return;
        step(m_rest.data());
        m_rest_size = 0;
    }
    for (; bytes.size() >= m_rest.size(); bytes = bytes.subspan(m_rest.size())) step(bytes.data());
    std::ranges::copy(bytes, m_rest.begin());
    m_rest_size = bytes.size();
}

std::uint64_t ContentHash::value() const {
    ContentHash last = *this;
    std::fill(last.m_rest.begin() + static_cast<std::ptrdiff_t>(m_rest_size), last.m_rest.end(), std::byte{0});
    last.step(last.m_rest.data());
    std::uint64_t x = m_size;
    for (std::uint64_t lane : last.m_lane) x = final_mix(x ^ lane);
    return x;
}

std::string ContentHash::hex() const { return fmt::format("{:016x}", value()); }

} // namespace tp
