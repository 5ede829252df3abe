// core/platform/process.h - a child program with one socket to it, and memory that it hands back by descriptor.
//
// All of it is of the system (Linux): posix_spawn, a SOCK_SEQPACKET pair, SCM_RIGHTS, memfd with seals.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tp {

// A file descriptor that is closed once.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;

    int number() const { return m_number; }
    explicit operator bool() const { return m_number >= 0; }
    void reset();

private:
    int m_number = -1;
};

// The child's end of the socket has this number in the child.
inline constexpr int k_child_socket = 3;

// A running child; it is killed and waited for at the end of its life here.
class ChildProcess {
public:
    // Starts `program` with `words` (without the program's own name). It inherits standard error and the socket,
    // nothing else; its standard input and output are /dev/null. Errors: not_found "wire.no_worker", io
    // "wire.no_process".
    static Result<ChildProcess> start(const std::filesystem::path& program, const std::vector<std::string>& words);

    ~ChildProcess() { kill(); }
    ChildProcess(ChildProcess&& other) noexcept
        : m_id(std::exchange(other.m_id, -1)), m_socket(std::move(other.m_socket)) {}
    ChildProcess& operator=(ChildProcess&& other) noexcept;

    int socket() const { return m_socket.number(); }
    void kill();

private:
    ChildProcess(int id, Descriptor socket) : m_id(id), m_socket(std::move(socket)) {}
    int m_id = -1;
    Descriptor m_socket;
};

// For the child, first thing in main: ends with its parent, and writes no core file.
void end_with_parent();

// One message of at most 64 KiB, with a descriptor if `passed` is not -1. False: the other side is gone.
bool send_message(int socket, std::span<const std::byte> bytes, int passed = -1);

enum class Received { message, timed_out, closed };
// Waits up to `limit_ms` (negative: for ever) for a message; `passed` is set where one came with it.
Received receive_message(int socket, std::vector<std::byte>& bytes, Descriptor& passed, int limit_ms);

// Bytes in anonymous shared memory, for the child to hand over. Error: io "wire.no_memory".
Result<Descriptor> shared_memory_of(std::span<const std::byte> bytes);

// The sealed content of such memory, mapped for reading. Error: bad_format "wire.not_sealed" where the memory could
// still change, or is larger than `limit_bytes`.
class SharedMemory {
public:
    static Result<SharedMemory> map(const Descriptor& memory, std::size_t limit_bytes);
    ~SharedMemory();
    SharedMemory(SharedMemory&& other) noexcept
        : m_start(std::exchange(other.m_start, nullptr)), m_size(std::exchange(other.m_size, 0)) {}
    SharedMemory& operator=(SharedMemory&&) = delete;
    std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(m_start), m_size}; }

private:
    SharedMemory(void* start, std::size_t size) : m_start(start), m_size(size) {}
    void* m_start = nullptr;
    std::size_t m_size = 0;
};

} // namespace tp
