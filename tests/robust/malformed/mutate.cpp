#include "robust/malformed/mutate.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tp::test {
namespace {

class Random { // splitmix64 (S. Vigna)
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(next() % n); }
    // Headers and counts lie in front: half of all places are within the first 256 bytes.
    std::size_t place(std::size_t size) { return below(next() % 2 == 0 ? std::min<std::size_t>(size, 256) : size); }

private:
    std::uint64_t m_state;
};

void set_number(std::string& out, Random& random) {
    constexpr std::array<std::uint64_t, 9> k_extremes{0, 1, 0x7f, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff};
    std::uint64_t value = random.next() % 3 == 0 ? out.size() + random.below(5) - 2 : k_extremes[random.below(k_extremes.size())];
    std::size_t width = std::size_t{2} << random.below(3), at = random.place(out.size());
    bool big = random.next() % 2 == 0;
    for (std::size_t i = 0; i < width && at + i < out.size(); ++i)
        out[at + i] = static_cast<char>(value >> (8 * (big ? width - 1 - i : i)));
}

void set_token(std::string& out, Random& random) {
    constexpr std::array<std::string_view, 14> k_values{"NaN", "Infinity", "-inf", "1e308", "-1e308", "1e400", "1e-400", "4294967296", "-1",
                                                        "99999999999999999999999", "2147483647", "0x7fffffff", "1,5", ""};
    std::vector<std::pair<std::size_t, std::size_t>> numbers;
    auto part_of = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
    for (std::size_t i = 0; i < out.size() && numbers.size() < 20'000; ++i) {
        if (!part_of(out[i])) continue;
        std::size_t end = i;
        while (end < out.size() && part_of(out[end])) ++end;
        numbers.emplace_back(i, end - i);
        i = end;
    }
    for (std::size_t times = 1 + random.below(3); times > 0 && !numbers.empty(); --times) {
        auto [at, size] = numbers[random.below(numbers.size())];
        if (at + size > out.size()) continue;
        std::string_view value = k_values[random.below(k_values.size())];
        out.replace(at, size, value);
        std::erase_if(numbers, [&](const auto& n) { return n.first >= at; }); // later ones have moved
    }
}

void nest(std::string& out, Random& random) {
    struct Pair {
        std::string_view open, close;
    };
    constexpr std::array<Pair, 4> k_pairs{{{"[", "]"}, {"{\"a\":", "}"}, {"<a>", "</a>"}, {"(", ")"}}};
    const Pair& pair = k_pairs[random.below(k_pairs.size())];
    std::size_t depth = std::size_t{200} << random.below(7);
    std::string inserted;
    for (std::size_t i = 0; i < depth; ++i) inserted += pair.open;
    inserted += '0';
    if (random.next() % 2 == 0)
        for (std::size_t i = 0; i < depth; ++i) inserted += pair.close;
    auto at = out.find_first_of(":>[", random.place(out.size()));
    out.insert(at == std::string::npos ? 0 : at + 1, inserted);
}

void spoil_text(std::string& out, Random& random) {
    constexpr std::array<std::string_view, 8> k_bytes{"\xFF\xFE", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x80\xAE", "\xEF\xBB\xBF", "\xB0\xA1\xC6", "\x1B[2J"};
    for (std::size_t times = 1 + random.below(6); times > 0; --times) {
        std::size_t pick = random.below(k_bytes.size() + 1);
        std::string_view bytes = pick < k_bytes.size() ? k_bytes[pick] : std::string_view("\0", 1);
        out.insert(random.place(out.size() + 1), bytes);
    }
}

} // namespace

const char* damage_name(Damage damage) {
    constexpr std::array<const char*, static_cast<std::size_t>(Damage::count)> k_names{"bits", "cut", "number", "splice", "repeat", "token", "deep", "encoding", "hole", "swap"};
    return k_names[static_cast<std::size_t>(damage)];
}

std::string damaged(std::string_view bytes, Damage damage, std::uint64_t seed, std::string_view other) {
    Random random(seed * 0x100 + static_cast<std::uint64_t>(damage));
    std::string out(bytes);
    std::size_t at = random.place(out.size()), size = 1 + random.below(std::min<std::size_t>(out.size() - at, 400));
    switch (damage) {
    case Damage::bits:
        for (std::size_t i = 1 + random.below(8); i > 0; --i) out[random.place(out.size())] ^= static_cast<char>(1U << random.below(8));
        break;
    case Damage::cut:
        out.resize(random.below(out.size()));
        break;
    case Damage::number:
        for (std::size_t i = 1 + random.below(3); i > 0; --i) set_number(out, random);
        break;
    case Damage::splice: {
        std::string_view from = random.next() % 2 == 0 ? other : bytes;
        std::string_view block = from.substr(random.below(from.size()), size);
        out.replace(at, std::min(block.size(), out.size() - at), block);
        break;
    }
    case Damage::repeat: {
        std::string block = out.substr(at, size);
        for (std::size_t i = std::size_t{1} << random.below(9); i > 0; --i) out.insert(at, block);
        break;
    }
    case Damage::token:
        set_token(out, random);
        break;
    case Damage::deep:
        nest(out, random);
        break;
    case Damage::encoding:
        spoil_text(out, random);
        break;
    case Damage::hole:
        out.erase(at, size);
        break;
    case Damage::swap: {
        std::size_t to = random.place(out.size()), n = std::min({size, out.size() - to, out.size() - at});
        std::string block = out.substr(at, n);
        out.replace(at, n, out.substr(to, n));
        out.replace(to, n, block);
        break;
    }
    case Damage::count:
        break;
    }
    return out;
}

} // namespace tp::test
