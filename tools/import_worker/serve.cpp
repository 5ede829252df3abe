#include "import_worker/serve.h"

#include "core/platform/process.h"
#include "core/platform/sandbox.h"
#include "import/export_vector.h"
#include "import/read_file.h"
#include "wire/encoding.h"
#include "wire/export_request.h"
#include "wire/layers.h"
#include "wire/request.h"
#include "wire/worker.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <filesystem>
#include <iconv.h>
#include <new>
#include <proj.h>

namespace tp {
namespace {

std::atomic<bool> s_ran_out = false; // of memory, since the request came

// What text_encoding.cpp may ask iconv for, and what a .cpg or the user may name. Left open: the C library would unload
// the converters otherwise, and could not load them again.
void load_converters(const std::string& given) {
    static constexpr const char* k_encodings[] = {
        "CP949",       "EUC-KR",      "JOHAB",       "ISO-2022-KR", "CP932",       "SHIFT_JIS",   "EUC-JP",      "ISO-2022-JP",
        "GB18030",     "GBK",         "GB2312",      "BIG5",        "BIG5-HKSCS",  "CP1250",      "CP1251",      "CP1252",
        "CP1253",      "CP1254",      "CP1255",      "CP1256",      "CP1257",      "CP1258",      "CP437",       "CP850",
        "CP852",       "CP866",       "CP874",       "TIS-620",     "KOI8-R",      "KOI8-U",      "MACINTOSH",   "ISO-8859-1",
        "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4",  "ISO-8859-5",  "ISO-8859-6",  "ISO-8859-7",  "ISO-8859-8",  "ISO-8859-9",
        "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "UTF-8",       "UTF-16",      "UTF-16LE",
        "UTF-16BE",    "UTF-32",      "UTF-32LE",    "UTF-32BE",    "US-ASCII"};
    for (const char* name : k_encodings) ::iconv_open("UTF-8", name);
    for (std::size_t at = 0; at < given.size();) {
        std::size_t end = std::min(given.find(',', at), given.size());
        if (auto name = encoding_name(given.substr(at, end - at)); !name.empty()) ::iconv_open("UTF-8", name.c_str());
        at = end + 1;
    }
}

// The folders where PROJ looks for its database and its grids.
std::vector<std::filesystem::path> projection_folders() {
    std::vector<std::filesystem::path> folders;
    std::string_view all = ::proj_info().searchpath;
    while (!all.empty()) {
        auto end = std::min(all.find(':'), all.size());
        if (end > 0) folders.emplace_back(all.substr(0, end));
        all.remove_prefix(std::min(end + 1, all.size()));
    }
    return folders;
}

std::vector<FeatureLayer> one_note(const ReadRequest& request, const char* code, const std::string& where) {
    FeatureLayer layer;
    layer.file = request.file;
    layer.notes.push_back({code, is_utf8(where) ? where : std::string{}, 1, "left_out"});
    return {std::move(layer)};
}

bool send_layers(const std::vector<FeatureLayer>& layers, std::byte last_word) {
    auto memory = shared_memory_of(write_layers(layers));
    if (!memory) throw std::bad_alloc();
    return send_message(k_child_socket, {&last_word, 1}, memory->number());
}

bool nothing_read(const std::vector<FeatureLayer>& layers) {
    return std::ranges::all_of(layers, [](const FeatureLayer& l) { return l.role == Role::none && l.in == 0; });
}

// True: the worker is as good as new.
bool answer(WorkerState& state, const ReadRequest& request) {
    const char* code = "worker_failed";
    std::string where;
    s_ran_out = false;
    try {
        auto layers = state.bad_tables ? one_note(request, "bad_table", state.bad_tables->where) : read_file(request, state.session);
        // Readers that catch what their parser throws call it something else.
        if (!(s_ran_out && nothing_read(layers))) return send_layers(layers, k_goes_on);
        code = "memory_limit";
    } catch (const std::bad_alloc&) {
        code = "memory_limit";
    } catch (const std::exception& e) {
        where = e.what();
    }
    send_layers(one_note(request, code, where), k_ends_after_this);
    return false;
}

} // namespace

Result<WorkerState> start_worker(std::span<const std::string> words) {
    begin_as_child();
    auto parts = words.size() < 4 ? std::nullopt : sandbox_of_word(words[0]);
    if (!parts) return fail(ErrorCode::usage, "wire.bad_request");
    std::set_new_handler([] {
        s_ran_out = true;
        throw std::bad_alloc();
    });
    std::filesystem::path data = words[1];
    WorkerState state;
    auto roles = load_roles(data / "roles", words[2].empty() ? std::filesystem::path{} : std::filesystem::path(words[2]) / "roles");
    auto licences = load_licences(data / "roles");
    if (!roles) state.bad_tables = roles.error();
    else state.session.roles = std::move(*roles);
    if (!licences) state.bad_tables = licences.error();
    else state.session.licences = std::move(*licences);

    if (parts->landlock || parts->seccomp) load_converters(words[3]);
    auto readable = projection_folders();
    readable.push_back(data);
    readable.insert(readable.end(), words.begin() + 4, words.end());
    if (auto closed = close_sandbox(*parts, readable, k_child_socket); !closed) return std::unexpected(closed.error());
    return state;
}

bool serve_one(WorkerState& state) {
    std::vector<std::byte> bytes;
    Descriptor passed; // the layers of an export
    if (receive_message(k_child_socket, bytes, passed, -1) != Received::message) return false;
    if (is_export_request(bytes)) return answer_export(bytes, passed);
    auto request = read_request(bytes);
    return request && answer(state, *request);
}

} // namespace tp
