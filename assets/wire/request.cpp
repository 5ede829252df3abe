#include "wire/request.h"

#include "wire/bytes.h"

namespace tp {

std::vector<std::byte> write_request(const ReadRequest& request) {
    ByteWriter out;
    for (const auto* text : {&request.path, &request.file, &request.encoding}) out.text(*text);
    out.value(static_cast<std::uint64_t>(request.roles.size()));
    for (const auto& [file, role] : request.roles) {
        out.text(file);
        out.text(role);
    }
    out.text(request.root);
    out.value(static_cast<std::uint64_t>(request.columns.size()));
    for (const auto& given : request.columns)
        for (const auto* text : {&given.file, &given.column, &given.quantity}) out.text(*text);
    return out.take();
}

Result<ReadRequest> read_request(std::span<const std::byte> bytes) {
    ByteReader in(bytes);
    ReadRequest request;
    for (auto* text : {&request.path, &request.file, &request.encoding}) *text = std::string(in.text());
    auto count = in.value<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        std::string file(in.text()), role(in.text());
        request.roles.emplace_back(std::move(file), std::move(role));
    }
    request.root = std::string(in.text());
    count = in.value<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        ColumnGiven given;
        for (auto* text : {&given.file, &given.column, &given.quantity}) *text = std::string(in.text());
        request.columns.push_back(std::move(given));
    }
    if (!in.at_end()) return fail(ErrorCode::bad_format, "wire.bad_request");
    return request;
}

} // namespace tp
