#include "wire/import_client.h"

#include "core/platform/paths.h"
#include "core/platform/sandbox.h"
#include "wire/encoding.h"
#include "wire/input_list.h"
#include "wire/worker.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <thread>

namespace tp {
namespace {

constexpr std::string_view k_reading = "wire.step.reading";

namespace fs = std::filesystem;

// What tells that a file is still the same.
struct FileState {
    std::uint64_t size_bytes = 0; // a shapefile's side files included
    fs::file_time_type changed;
    friend bool operator==(const FileState&, const FileState&) = default;
};

std::optional<FileState> state_of(const InputFile& input) {
    std::error_code error;
    FileState state{bytes_with_side_files(input), fs::last_write_time(input.path, error)};
    if (error) return std::nullopt;
    return state;
}

bool lies_in_one_of(const fs::path& path, const std::set<fs::path>& places) {
    return std::ranges::any_of(places, [&](const fs::path& place) {
        return std::mismatch(place.begin(), place.end(), path.begin(), path.end()).first == place.end();
    });
}

// What workers may read of the user's, links resolved: the folders of what was named; where a file that was named itself
// lies elsewhere (a link) or is hidden, that file.
std::set<fs::path> readable_places(const std::vector<fs::path>& inputs, const std::vector<InputFile>& files) {
    std::set<fs::path> roots, places;
    std::error_code error;
    for (const auto& file : files) roots.insert(file.root);
    for (const auto& root : roots)
        if (auto real = fs::canonical(root, error); !error) places.insert(real);
    for (const auto& input : inputs)
        if (auto real = fs::canonical(input, error); !error)
            if (!lies_in_one_of(real, places) || real.filename().string().starts_with(".")) places.insert(real);
    return places;
}

// A link in a folder from somebody else is no way to files elsewhere.
bool leads_outside(const InputFile& input, const std::set<fs::path>& places) {
    std::error_code error;
    if (!fs::is_symlink(input.path, error)) return false;
    fs::path real = fs::canonical(input.path, error);
    return error || !lies_in_one_of(real, places);
}

struct Job {
    std::vector<InputFile> files;
    std::filesystem::path program;
    std::set<fs::path> places;      // what workers may read of the user's
    std::vector<std::string> words; // what they are started with
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

// One file, whatever becomes of it meanwhile.
Result<std::vector<FeatureLayer>> read_one(const Job& job, Worker& worker, const InputFile& input, const ImportInputs& options) {
    if (input.unreadable_folder) return std::vector{unread(input, "folder_unreadable", input.file)};
    if (input.file.ends_with(".twin") || input.file.ends_with(".twin.bak")) return std::vector{unread(input, "own_document")};
    auto before = state_of(input);
    if (!before) return std::vector{unread(input, "file_gone")};
    if (leads_outside(input, job.places)) return std::vector{unread(input, "link_outside")};
    if (!may_read(input.path)) return std::vector{unread(input, "no_permission")};
    std::string encoding = options.encoding;
    for (const auto& [file, name] : options.encodings)
        if (names_file(file, input.file)) encoding = name;
    ReadRequest request{input.path.string(), input.file, encoding, options.roles, input.root.string(), options.columns};
    double seconds = options.seconds_per_file + static_cast<double>(bytes_with_side_files(input)) / 1e7;
    auto layers = worker.read(input, request, seconds);
    if (!layers) return layers;
    auto after = state_of(input);
    if (!after) return std::vector{unread(input, "file_gone")};
    if (*after != *before) return std::vector{unread(input, "changed_while_read")};
    return layers;
}

void work(Job& job, const ImportInputs& options, const Progress& progress) {
    Worker worker(job.program, job.words, options.answer_limit_bytes);
    for (;;) {
        std::size_t turn = job.next++;
        if (turn >= job.order.size()) return;
        std::size_t index = job.order[turn];
        auto layers = read_one(job, worker, job.files[index], options);
        if (!layers) {
            std::lock_guard hold(job.lock);
            if (!job.error) job.error = layers.error();
            job.next = job.order.size();
            return;
        }
        job.results[index] = std::move(*layers);
        if (!report(job, job.files[index], progress)) {
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

// The first --column that no layer took.
std::optional<Error> bad_column(const ImportInputs& options, const std::vector<FeatureLayer>& layers) {
    for (const auto& given : options.columns) {
        bool taken = std::ranges::any_of(layers, [&](const FeatureLayer& layer) {
            bool named = names_file(given.file, layer.file) || names_file(given.file, layer.file + '/' + layer.layer);
            return named && std::ranges::any_of(layer.notes, [&](const ReportNote& note) {
                       return note.code == "column_given" && note.where == given.column + '=' + given.quantity;
                   });
        });
        if (!taken)
            return Error{ErrorCode::not_found, "wire.column_no_match",
                         {{"file", given.file}, {"column", given.column}, {"quantity", given.quantity}}, {}};
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
    for (const auto& [file, name] : options.encodings)
        if (encoding_name(name).empty()) return fail(ErrorCode::unsupported, "wire.unknown_encoding", {{"encoding", name}});
    if (!still_wanted(progress, "wire.step.listing", 0.0)) return fail(ErrorCode::cancelled, "wire.cancelled");
    auto parts = sandbox_to_use(sandbox_here(), options.unsafe);
    if (!parts) return std::unexpected(parts.error());
    auto files = list_inputs(inputs);
    if (!files) return std::unexpected(files.error());

    for (const auto& [file, name] : options.encodings)
        if (std::ranges::none_of(*files, [&](const InputFile& input) { return names_file(file, input.file); }))
            return fail(ErrorCode::not_found, "wire.encoding_no_match", {{"file", file}});

    Job job;
    job.files = std::move(*files);
    job.places = readable_places(inputs, job.files);
    job.program = options.worker.empty() ? executable_folder() / "twinplan_import_worker" : options.worker;
    job.words = {sandbox_word(*parts), (options.data.empty() ? data_folder() : options.data).string(),
                 (options.user.empty() ? user_data_folder() : options.user).string(), options.encoding};
    for (const auto& [file, name] : options.encodings) job.words[3] += ',' + name;
    for (const auto& place : job.places) job.words.push_back(place.string());
    job.results.resize(job.files.size());
    job.order.resize(job.files.size());
    std::iota(job.order.begin(), job.order.end(), std::size_t{0});
    std::ranges::stable_sort(job.order, std::greater{}, [&](std::size_t i) { return job.files[i].size_bytes; });
    for (const auto& file : job.files) job.bytes_total += file.size_bytes + 1;

    std::size_t wanted = options.threads > 0 ? static_cast<std::size_t>(options.threads)
                                             : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
    std::size_t count = std::min(wanted, job.files.size());
    {
        std::vector<std::jthread> pool;
        for (std::size_t i = 1; i < count; ++i) pool.emplace_back([&] { work(job, options, progress); });
        work(job, options, progress);
    }
    if (job.error) return std::unexpected(*job.error);
    std::vector<FeatureLayer> layers;
    for (auto& result : job.results) std::ranges::move(result, std::back_inserter(layers));
    if (auto error = bad_role(options, layers)) return std::unexpected(*error);
    if (auto error = bad_column(options, layers)) return std::unexpected(*error);
    if (!(parts->landlock && parts->seccomp))
        for (auto& layer : layers) layer.notes.push_back({"unsafe_import", sandbox_word(*parts), 1, ""});
    return layers;
}

} // namespace tp
