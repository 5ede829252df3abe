// core/platform/process.h - a child program with one socket to it, and memory that it hands back by descriptor.
//
// All of it is of the system (Linux): posix_spawn, prlimit, a SOCK_SEQPACKET pair, SCM_RIGHTS, memfd with seals.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
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

// What a child may use. Soft limits, so that the next request can be larger; the hard ones are `most_...`.
struct ChildLimits {
    std::uint64_t address_space_bytes = 0; // 0: no limit (sanitizers reserve terabytes)
    std::uint64_t most_address_space_bytes = 0;
    std::uint64_t written_bytes = 0; // of one file; anonymous shared memory counts as one
    std::uint64_t further_cpu_s = 0; // beyond what it has used so far; it ends by SIGXCPU then
    std::uint64_t open_files = 0;
};

struct ChildEnd {
    int exit_status = -1;        // where it ended by itself
    int signal = 0;              // what ended it otherwise
    bool killed_by_us = false;   // it did not end in time
};

// A running child; it is killed and waited for at the end of its life here.
class ChildProcess {
public:
    // Starts `program` with `words` (without the program's own name). It inherits the socket, and of the environment what
    // places libraries and PROJ's data and what sanitizers read; its standard input and outputs are /dev/null (a hostile
    // file shall not write to the user's terminal; sanitizer builds keep standard error). Errors: not_found "wire.no_worker", io
    // "wire.no_process".
    static Result<ChildProcess> start(const std::filesystem::path& program, const std::vector<std::string>& words);

    ~ChildProcess() { kill(); }
    ChildProcess(ChildProcess&& other) noexcept
        : m_id(std::exchange(other.m_id, -1)), m_socket(std::move(other.m_socket)) {}
    ChildProcess& operator=(ChildProcess&& other) noexcept;

    int socket() const { return m_socket.number(); }
    int id() const { return m_id; }
    // Sets what the running child may use from now on; false: it is gone, or the system refuses.
    bool limit(const ChildLimits& limits) const;
    // Closes the socket, gives the child `patience_ms` to end by itself, else kills it: how it ended.
    ChildEnd end(int patience_ms);
    void kill();

private:
    ChildProcess(int id, Descriptor socket) : m_id(id), m_socket(std::move(socket)) {}
    int m_id = -1;
    Descriptor m_socket;
};

// For the child, first thing in main: ends with its parent, writes no core file, closes every descriptor but the standard
// ones and the socket, and is told of a write beyond the limit by an error, not by a signal.
void begin_as_child();

// One message of at most 64 KiB, with a descriptor if `passed` is not -1. False: the other side is gone.
bool send_message(int socket, std::span<const std::byte> bytes, int passed = -1);

enum class Received { message, timed_out, closed };
// Waits up to `limit_ms` (negative: for ever) for a message; `passed` is set where a descriptor came with it. Of several
// only the first is kept.
Received receive_message(int socket, std::vector<std::byte>& bytes, Descriptor& passed, int limit_ms);

// Bytes in anonymous shared memory, for the child to hand over. Error: io "wire.no_memory".
Result<Descriptor> shared_memory_of(std::span<const std::byte> bytes);

// The sealed content of such memory, mapped for reading. Error: bad_format "wire.not_sealed" where the memory could
// still change, is larger than `limit_bytes`, or has holes (reading those would take memory that nobody has paid for).
class SharedMemory {
public:
    static Result<SharedMemory> map(const Descriptor& memory, std::size_t limit_bytes);
    // For the child, which trusts its parent and may not seal: as it is.
    static Result<SharedMemory> map_of_parent(const Descriptor& memory, std::size_t limit_bytes);
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
