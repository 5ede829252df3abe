// robust/sandbox/samples_made.h - what the tables of samples share.
#pragma once

#include "robust/sandbox/samples.h"

namespace tp::test {

bool write_bytes(const std::filesystem::path& file, const std::string& bytes);

// With a program that other people wrote: `words` with {in} (a file FROM_NAME with the bytes `from`) and {out}.
bool make_by(const char* program, const std::filesystem::path& file, const char* from_name, const std::string& from,
             const std::string& words);

std::vector<Sample> model_samples();

} // namespace tp::test
