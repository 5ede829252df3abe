#include "wire/export_client.h"

#include "core/platform/paths.h"
#include "core/platform/process.h"
#include "core/platform/sandbox.h"
#include "wire/bytes.h"
#include "wire/layers.h"
#include "wire/worker.h"

#include <algorithm>

namespace tp {

Result<std::vector<std::byte>> export_layers(std::span<const FeatureLayer> layers, ExportFormat format,
                                             const ExportOptions& options) {
    bool several = std::ranges::any_of(layers, [&](const FeatureLayer& l) { return l.layer != layers.front().layer; });
    if (format == ExportFormat::geojson && several) return fail(ErrorCode::unsupported, "export.one_layer");
    auto program = options.worker.empty() ? executable_folder() / "twinplan_import_worker" : options.worker;
    auto data = options.data.empty() ? data_folder() : options.data;
    auto parts = sandbox_to_use(sandbox_here(), false);
    if (!parts) return std::unexpected(parts.error());
    auto child = ChildProcess::start(program, {sandbox_word(*parts), data.string(), "", ""});
    if (!child) return std::unexpected(child.error());
    auto bytes = write_layers(layers);
    auto memory = shared_memory_of(bytes);
    if (!memory) return std::unexpected(memory.error());
    child->limit(limits_for(bytes.size()));
    auto failed = [](std::string reason) { return fail(ErrorCode::io, "export.failed", {{"reason", std::move(reason)}}); };
    if (!send_message(child->socket(), write_export_request(format), memory->number())) return failed("closed");
    memory->reset();
    std::vector<std::byte> answer;
    Descriptor file;
    auto received = receive_message(child->socket(), answer, file, static_cast<int>(options.seconds * 1000.0));
    if (received != Received::message) return failed(received == Received::timed_out ? "timeout" : "worker");
    if (!file) return failed(std::string(ByteReader(std::span(answer).subspan(std::min<std::size_t>(8, answer.size()))).text()));
    auto shared = SharedMemory::map(file, static_cast<std::size_t>(options.answer_limit_bytes));
    if (!shared) return std::unexpected(shared.error());
    return std::vector<std::byte>(shared->bytes().begin(), shared->bytes().end());
}

} // namespace tp
