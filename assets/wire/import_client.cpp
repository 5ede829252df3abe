#include "wire/import_client.h"

#include "core/platform/paths.h"
#include "core/platform/process.h"
#include "wire/encoding.h"
#include "wire/input_list.h"
#include "wire/layers.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

namespace tp {
namespace {

constexpr std::string_view k_reading = "wire.step.reading";

FeatureLayer unread(const InputFile& input, std::string code, std::string where = {}) {
    FeatureLayer layer;
    layer.file = input.file;
    layer.notes.push_back({std::move(code), std::move(where), 1, "left_out"});
    return layer;
}

// One worker, started when it is first needed and again after it was lost.
class Worker {
public:
    Worker(std::filesystem::path program, const std::filesystem::path& data, std::uint64_t answer_limit)
        : m_program(std::move(program)), m_words{data.string()}, m_answer_limit(answer_limit) {}

    // Errors are those of starting a process: without one nothing can be read at all.
    Result<std::vector<FeatureLayer>> read(const InputFile& input, const ReadRequest& request, double seconds) {
        if (!m_child) {
            auto child = ChildProcess::start(m_program, m_words);
            if (!child) return std::unexpected(child.error());
            m_child = std::move(*child);
        }
        std::vector<std::byte> answer;
        Descriptor memory;
        Received received = Received::closed;
        if (send_message(m_child->socket(), write_request(request)))
            received = receive_message(m_child->socket(), answer, memory, static_cast<int>(seconds * 1000.0));
        if (received == Received::message && memory) {
            auto layers = layers_of(memory, input);
            if (layers) return layers;
            m_child.reset();
            return std::vector{
                unread(input, "worker_failed", layers.error().args.empty() ? "" : layers.error().args[0].second)};
        }
        m_child.reset();
        return std::vector{unread(input, received == Received::timed_out ? "timeout" : "worker_failed")};
    }

private:
    Result<std::vector<FeatureLayer>> layers_of(const Descriptor& memory, const InputFile& input) const {
        auto shared = SharedMemory::map(memory, static_cast<std::size_t>(m_answer_limit));
        if (!shared) return std::unexpected(shared.error());
        auto layers = read_layers(shared->bytes());
        if (layers)
            for (auto& layer : *layers) // a worker that was taken over does not choose what reports say
                if (layer.file != input.file && !layer.file.starts_with(input.file + '/')) layer.file = input.file;
        return layers;
    }

    std::filesystem::path m_program;
    std::vector<std::string> m_words;
    std::uint64_t m_answer_limit;
    std::optional<ChildProcess> m_child;
};

struct Job {
    std::vector<InputFile> files;
    std::vector<std::size_t> order; // large files first, so that no worker is left with one at the end
    std::vector<std::vector<FeatureLayer>> results;
    std::atomic<std::size_t> next{0};
    std::mutex lock; // of what follows
    std::uint64_t bytes_done = 0, bytes_total = 0;
    std::optional<Error> error;
};

bool report(Job& job, const InputFile& done, const Progress& progress) {
    std::lock_guard hold(job.lock);
    job.bytes_done += done.size_bytes + 1;
    bool wanted =
        still_wanted(progress, k_reading, static_cast<double>(job.bytes_done) / static_cast<double>(job.bytes_total));
    if (!wanted && !job.error) job.error = Error{ErrorCode::cancelled, "wire.cancelled", {}, {}};
    return !job.error;
}

void work(Job& job, const ImportInputs& options, const std::filesystem::path& program, const Progress& progress) {
    Worker worker(program, options.data.empty() ? data_folder() : options.data, options.answer_limit_bytes);
    for (;;) {
        std::size_t turn = job.next++;
        if (turn >= job.order.size()) return;
        std::size_t index = job.order[turn];
        const InputFile& input = job.files[index];
        ReadRequest request{input.path.string(), input.file, options.encoding, options.roles, input.root.string()};
        double seconds = options.seconds_per_file + static_cast<double>(input.size_bytes) / 1e7;
        auto layers = worker.read(input, request, seconds);
        if (!layers) {
            std::lock_guard hold(job.lock);
            if (!job.error) job.error = layers.error();
            job.next = job.order.size();
            return;
        }
        job.results[index] = std::move(*layers);
        if (!report(job, input, progress)) {
            job.next = job.order.size();
            return;
        }
    }
}

// The first --as that names nothing, or a role that does not exist.
std::optional<Error> bad_role(const ImportInputs& options, const std::vector<FeatureLayer>& layers) {
    for (const auto& [file, role] : options.roles) {
        bool matched = std::ranges::any_of(layers, [&](const FeatureLayer& layer) {
            return names_file(file, layer.file) || names_file(file, layer.file + '/' + layer.layer);
        });
        if (!matched) return Error{ErrorCode::not_found, "wire.as_no_match", {{"file", file}}, {}};
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<FeatureLayer>> read_inputs(const std::vector<std::filesystem::path>& inputs,
                                              const ImportInputs& options, const Progress& progress) {
    for (const auto& [file, name] : options.roles)
        if (Role role{}; !role_from_name(name, role))
            return fail(ErrorCode::unsupported, "wire.as_no_role", {{"file", file}, {"role", name}});
    if (!options.encoding.empty() && encoding_name(options.encoding).empty())
        return fail(ErrorCode::unsupported, "wire.unknown_encoding", {{"encoding", options.encoding}});
    if (!still_wanted(progress, "wire.step.listing", 0.0)) return fail(ErrorCode::cancelled, "wire.cancelled");
    auto files = list_inputs(inputs);
    if (!files) return std::unexpected(files.error());

    Job job;
    job.files = std::move(*files);
    job.results.resize(job.files.size());
    job.order.resize(job.files.size());
    std::iota(job.order.begin(), job.order.end(), std::size_t{0});
    std::ranges::stable_sort(job.order, std::greater{}, [&](std::size_t i) { return job.files[i].size_bytes; });
    for (const auto& file : job.files) job.bytes_total += file.size_bytes + 1;

    auto program = options.worker.empty() ? executable_folder() / "twinplan_import_worker" : options.worker;
    std::size_t wanted = options.threads > 0 ? static_cast<std::size_t>(options.threads)
                                             : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
    std::size_t count = std::min(wanted, job.files.size());
    {
        std::vector<std::jthread> pool;
        for (std::size_t i = 1; i < count; ++i) pool.emplace_back([&] { work(job, options, program, progress); });
        work(job, options, program, progress);
    }
    if (job.error) return std::unexpected(*job.error);
    std::vector<FeatureLayer> layers;
    for (auto& result : job.results) std::ranges::move(result, std::back_inserter(layers));
    if (auto error = bad_role(options, layers)) return std::unexpected(*error);
    return layers;
}

} // namespace tp
