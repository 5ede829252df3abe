// wire/request.h - what the parent asks a worker to read: one file.
#pragma once

#include "city/feature_layer.h"
#include "core/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tp {

// A role that the user gave: a file name or the end of a path, "terrain.tif" or "sheet1/roads.shp", and a role's name.
using RoleGiven = std::pair<std::string, std::string>;

// A column that the user gave: of the file (named as in RoleGiven), what it holds ("levels", or nothing of use).
inline constexpr const char* k_no_quantity = "none";
struct ColumnGiven {
    std::string file, column, quantity;
};

struct ReadRequest {
    std::string path;     // as the worker opens it
    std::string file;     // as reports name it: relative to what the user named
    std::string encoding; // empty: found out
    std::vector<RoleGiven> roles;
    std::string root = {}; // folder that references within the file may not leave
    std::vector<ColumnGiven> columns = {};
};

std::vector<std::byte> write_request(const ReadRequest& request);
Result<ReadRequest> read_request(std::span<const std::byte> bytes); // error bad_format "wire.bad_request"

} // namespace tp
