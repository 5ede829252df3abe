// core/platform/sandbox.h - closes the calling process off: it reads the folders named, answers on its socket, no more.
//
// Two locks of the Linux kernel, each of them enough against most of what a taken-over parser could try:
//   Landlock (5.13 and later)  every right over files, TCP, abstract sockets and signals that the kernel's version knows is
//                              taken away, but for reading the files and listing the folders named
//   seccomp                    a list of system calls (core/platform/syscall_filter.h); any other one ends the process
// What libraries load while they run (converters of iconv ...) must be loaded before: no code can be mapped afterwards.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tp {

struct SandboxParts {
    bool landlock = false;
    bool seccomp = false;
    friend bool operator==(const SandboxParts&, const SandboxParts&) = default;
};

SandboxParts sandbox_here(); // what the running kernel has

// What a worker is told to close itself off with: all that there is. Where one part is missing: only if `unsafe` was asked
// for, else error unsupported "wire.no_sandbox" with what is missing.
Result<SandboxParts> sandbox_to_use(SandboxParts here, bool unsafe);

std::string sandbox_word(SandboxParts parts); // "landlock+seccomp", "landlock", "seccomp", "none"
std::optional<SandboxParts> sandbox_of_word(std::string_view word);

// For good, for the calling process and its later threads. `readable`: single files, and folders with all that lies in them;
// of a folder that has hidden folders (a home with its .ssh) only what is not hidden. What is not there is left out. `socket`: the one to the parent. To be called while there is one thread.
// Error: io "wire.sandbox_failed" with the reason; the process must end then.
Result<void> close_sandbox(SandboxParts parts, std::span<const std::filesystem::path> readable, int socket);

} // namespace tp
