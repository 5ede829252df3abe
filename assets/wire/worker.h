// wire/worker.h - one import worker, kept warm: its limits, its answers, and what its end says about the file.
#pragma once

#include "city/feature_layer.h"
#include "core/platform/process.h"
#include "core/result.h"
#include "wire/input_list.h"
#include "wire/request.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// Last words of a worker, in the first byte of its answer, and its exit status where it could not close itself off.
inline constexpr std::byte k_goes_on{1};
inline constexpr std::byte k_ends_after_this{2};
inline constexpr int k_exit_no_sandbox = 93;

// A file of which nothing was read, with the one note that says why.
FeatureLayer unread(const InputFile& input, std::string code, std::string where = {});

// The file with those that a shapefile keeps beside it (.dbf, .shx).
std::uint64_t bytes_with_side_files(const InputFile& input);

// 2 GiB + 12 x the input, at most 8 GiB; CPU 20 s + 1 s per 10 MB beyond what was used; 32 files; answers as large as
// the address space.
ChildLimits limits_for(std::uint64_t input_bytes);

// Started when it is first needed and again after it was lost.
class Worker {
public:
    Worker(std::filesystem::path program, std::vector<std::string> words, std::uint64_t answer_limit)
        : m_program(std::move(program)), m_words(std::move(words)), m_answer_limit(answer_limit) {}

    // Layers, or one unread layer with a note: worker_failed, worker_killed, timeout, memory_limit, sandbox_violation.
    // Errors, for which nothing can be read at all: those of starting a process; io "wire.sandbox_failed".
    Result<std::vector<FeatureLayer>> read(const InputFile& input, const ReadRequest& request, double seconds);

private:
    Result<std::vector<FeatureLayer>> layers_of(const Descriptor& memory, const InputFile& input) const;
    Result<std::vector<FeatureLayer>> after_its_end(const InputFile& input);

    std::filesystem::path m_program;
    std::vector<std::string> m_words;
    std::uint64_t m_answer_limit;
    std::optional<ChildProcess> m_child;
};

} // namespace tp
