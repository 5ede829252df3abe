// scene/object_id.h - what a pixel of the id image says: a role in the top 4 bits, index + 1 below; 0 is nothing.
#pragma once

#include <cstdint>

namespace tp::scene_id {

enum Role : std::uint32_t { building = 1, street = 2, crossing = 3, stop = 4, solution = 5, terrain = 6, area = 7, sidewalk = 8, device = 9, model = 10, signal = 11, tree = 12 };

constexpr std::uint32_t make(Role role, std::uint32_t index) { return (static_cast<std::uint32_t>(role) << 28) | ((index + 1) & 0x0fffffffU); }

} // namespace tp::scene_id
