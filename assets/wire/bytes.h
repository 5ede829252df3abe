// wire/bytes.h - numbers, texts and arrays to bytes and back; the reading side trusts nothing.
//
// Arrays are a 64-bit count and the elements, padded to 8 bytes. A reader that once met a count that does not fit into
// the bytes left stays failed, gives zeros and empty arrays, and allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tp {

class ByteWriter {
public:
    template <class T>
    void value(T v) {
        static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);
        append(&v, sizeof v);
        pad();
    }
    void text(std::string_view s) {
        value(static_cast<std::uint64_t>(s.size()));
        append(s.data(), s.size());
        pad();
    }
    template <class T>
    void array(std::span<const T> items) {
        static_assert(std::is_trivially_copyable_v<T>);
        value(static_cast<std::uint64_t>(items.size()));
        append(items.data(), items.size_bytes());
        pad();
    }
    void reserve(std::size_t size) { m_bytes.reserve(size); }
    std::span<const std::byte> bytes() const { return m_bytes; }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    void append(const void* from, std::size_t size) {
        const auto* start = static_cast<const std::byte*>(from);
        m_bytes.insert(m_bytes.end(), start, start + size);
    }
    void pad() { m_bytes.resize((m_bytes.size() + 7) & ~std::size_t{7}); }
    std::vector<std::byte> m_bytes;
};

class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    template <class T>
    T value() {
        static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);
        T v{};
        if (const std::byte* from = take(sizeof v)) std::memcpy(&v, from, sizeof v);
        return v;
    }
    std::string_view text() { // lives as long as the bytes
        std::size_t size = count(1);
        const std::byte* from = take(size);
        return from ? std::string_view(reinterpret_cast<const char*>(from), size) : std::string_view{};
    }
    template <class T>
    std::vector<T> array() {
        std::size_t size = count(sizeof(T));
        std::vector<T> items;
        if (const std::byte* from = take(size * sizeof(T)); from && size) {
            items.resize(size);
            std::memcpy(items.data(), from, size * sizeof(T));
        }
        return items;
    }
    bool failed() const { return m_failed; }
    void refuse() { m_failed = true; }
    bool at_end() const { return !m_failed && m_at == m_bytes.size(); }

private:
    std::size_t count(std::size_t element) {
        auto stated = value<std::uint64_t>();
        if (m_failed || stated > (m_bytes.size() - m_at) / element) {
            m_failed = true;
            return 0;
        }
        return static_cast<std::size_t>(stated);
    }
    const std::byte* take(std::size_t size) {
        if (m_failed || size > m_bytes.size() - m_at) {
            m_failed = true;
            return nullptr;
        }
        const std::byte* from = m_bytes.data() + m_at;
        m_at += size;
        std::size_t padding = (8 - m_at % 8) % 8;
        if (padding > m_bytes.size() - m_at)
            m_failed = true;
        else
            m_at += padding;
        return from;
    }
    std::span<const std::byte> m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace tp
