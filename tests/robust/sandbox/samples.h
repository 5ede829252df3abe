// robust/sandbox/samples.h - one small file for each kind that the worker reads, made from bytes that are written out here
// or by another program. A new reader adds one line to the table in samples.cpp.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tp::test {

struct Sample {
    const char* kind; // kind_name() of import/file_kind.h
    const char* name; // of the file
    bool (*make)(const std::filesystem::path& file); // false: the program that makes it is not there (said on stderr)
};

const std::vector<Sample>& samples();

} // namespace tp::test
