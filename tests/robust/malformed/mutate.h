// tests/robust/malformed/mutate.h - damages files the way disks, transfers, editors and attackers do.
//
// Deterministic: the same bytes, kind and seed give the same result on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tp::test {

enum class Damage : std::uint8_t {
    bits,     // one to eight bits flipped
    cut,      // the end missing
    number,   // a binary field of 2, 4 or 8 bytes set to an extreme value, little or big end first
    splice,   // a block of `other` (another valid file) or of itself over the bytes there
    repeat,   // a block many times over
    token,    // a number in the text becomes NaN, infinity, 1e308, 1e400, an absurd count ...
    deep,     // brackets or elements nested a few thousand deep
    encoding, // bytes that are no UTF-8, NUL, turning characters, a lone surrogate
    hole,     // a block missing
    swap,     // two blocks exchanged
    count
};

const char* damage_name(Damage damage);
std::string damaged(std::string_view bytes, Damage damage, std::uint64_t seed, std::string_view other);

} // namespace tp::test
