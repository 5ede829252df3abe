// twinplan_import_worker DATA_FOLDER - reads files that the parent names on descriptor 3, one at a time, and hands back
// their layers in sealed memory (wire/layers.h). It ends when the parent closes the socket or ends itself.
#include "core/platform/process.h"
#include "import/read_file.h"
#include "wire/layers.h"
#include "wire/request.h"

#include <exception>
#include <filesystem>

namespace {

bool answer(const std::vector<tp::FeatureLayer>& layers) {
    auto memory = tp::shared_memory_of(tp::write_layers(layers));
    if (!memory) return false;
    const std::byte done{1};
    return tp::send_message(tp::k_child_socket, {&done, 1}, memory->number());
}

// Without its tables the worker reads nothing, and says so for each file.
std::vector<tp::FeatureLayer> without_tables(const tp::ReadRequest& request, const tp::Error& error) {
    tp::FeatureLayer layer;
    layer.file = request.file;
    layer.notes.push_back({"bad_table", error.where, 1, "left_out"});
    return {std::move(layer)};
}

int serve(const std::filesystem::path& data) {
    auto roles = tp::load_roles(data / "roles");
    auto licences = tp::load_licences(data / "roles");
    tp::Session session;
    if (roles) session.roles = std::move(*roles);
    if (licences) session.licences = std::move(*licences);
    std::vector<std::byte> bytes;
    tp::Descriptor none;
    while (tp::receive_message(tp::k_child_socket, bytes, none, -1) == tp::Received::message) {
        auto request = tp::read_request(bytes);
        if (!request) return 1;
        auto layers = !roles      ? without_tables(*request, roles.error())
                      : !licences ? without_tables(*request, licences.error())
                                  : tp::read_file(*request, session);
        if (!answer(layers)) return 1;
    }
    return 0;
}

} // namespace

int main(int count, char** words) {
    tp::end_with_parent();
    if (count != 2) return 2;
    try {
        return serve(words[1]);
    } catch (const std::exception&) { // out of memory: the parent sees the socket close
        return 1;
    }
}
