#include "wire/worker.h"

#include "wire/layers.h"

#include <algorithm>
#include <csignal>

namespace tp {
namespace {

constexpr std::uint64_t k_gib = std::uint64_t{1} << 30;
constexpr int k_patience_ms = 2000; // between the end of its socket and its own

} // namespace

FeatureLayer unread(const InputFile& input, std::string code, std::string where) {
    FeatureLayer layer;
    layer.file = input.file;
    layer.notes.push_back({std::move(code), std::move(where), 1, "left_out"});
    return layer;
}

std::uint64_t bytes_with_side_files(const InputFile& input) {
    std::error_code error;
    std::uint64_t bytes = std::filesystem::file_size(input.path, error);
    if (error) bytes = input.size_bytes;
    std::string ending = input.path.extension().string();
    if (ending != ".shp" && ending != ".SHP" && ending != ".Shp") return bytes;
    for (const char* side : {".dbf", ".DBF", ".Dbf", ".shx", ".SHX", ".Shx"}) {
        auto size = std::filesystem::file_size(std::filesystem::path(input.path).replace_extension(side), error);
        if (!error) bytes += size;
    }
    return bytes;
}

ChildLimits limits_for(std::uint64_t input_bytes) {
    ChildLimits limits;
    limits.most_address_space_bytes = 8 * k_gib;
    limits.address_space_bytes = 2 * k_gib + 12 * std::min(input_bytes, k_gib);
    limits.address_space_bytes = std::min(limits.address_space_bytes, limits.most_address_space_bytes);
    limits.written_bytes = limits.address_space_bytes;
    limits.further_cpu_s = 20 + input_bytes / 10'000'000;
    limits.open_files = 32;
    return limits;
}

Result<std::vector<FeatureLayer>> Worker::read(const InputFile& input, const ReadRequest& request, double seconds) {
    bool asked = false;
    for (int tries = 0; tries < 2 && !asked; ++tries) { // one that was ended while it waited costs no file
        if (tries > 0) m_child.reset();
        if (!m_child) {
            auto child = ChildProcess::start(m_program, m_words);
            if (!child) return std::unexpected(child.error());
            m_child = std::move(*child);
        }
        asked = m_child->limit(limits_for(bytes_with_side_files(input))) && send_message(m_child->socket(), write_request(request));
    }
    std::vector<std::byte> answer;
    Descriptor memory;
    Received received = Received::closed;
    if (asked) received = receive_message(m_child->socket(), answer, memory, static_cast<int>(seconds * 1000.0));
    if (received == Received::closed) return after_its_end(input);
    if (received == Received::timed_out) {
        m_child.reset();
        return std::vector{unread(input, "timeout")};
    }
    auto layers = memory ? layers_of(memory, input) : fail(ErrorCode::bad_format, "wire.not_sealed");
    if (!layers || answer.empty() || answer[0] != k_goes_on) m_child.reset();
    if (layers) return layers;
    const auto& args = layers.error().args;
    return std::vector{unread(input, "worker_failed", args.empty() ? "" : args[0].second)};
}

Result<std::vector<FeatureLayer>> Worker::layers_of(const Descriptor& memory, const InputFile& input) const {
    auto shared = SharedMemory::map(memory, static_cast<std::size_t>(m_answer_limit));
    if (!shared) return std::unexpected(shared.error());
    auto layers = read_layers(shared->bytes());
    if (layers)
        for (auto& layer : *layers) // a worker that was taken over does not choose what reports say
            if (layer.file != input.file && !layer.file.starts_with(input.file + '/')) layer.file = input.file;
    return layers;
}

Result<std::vector<FeatureLayer>> Worker::after_its_end(const InputFile& input) {
    ChildEnd end = m_child->end(k_patience_ms);
    m_child.reset();
    if (end.exit_status == k_exit_no_sandbox)
        return fail(ErrorCode::io, "wire.sandbox_failed", {{"reason", "exit " + std::to_string(k_exit_no_sandbox)}});
    const char* code = "worker_failed";
    if (end.signal == SIGSYS) code = "sandbox_violation";
    if (end.signal == SIGXCPU) code = "timeout";
    bool from_outside = end.signal == SIGKILL || end.signal == SIGTERM || end.signal == SIGINT || end.signal == SIGHUP;
    if (from_outside && !end.killed_by_us) code = "worker_killed";
    return std::vector{unread(input, code, end.signal ? "signal " + std::to_string(end.signal) : std::string{})};
}

} // namespace tp
