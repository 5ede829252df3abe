// light/luminaires.h - the luminaires that lamps have: how they shine, how high they hang, what brings them.
#pragma once

#include "catalogue/catalogue.h"
#include "core/result.h"
#include "light/photometry.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tp {

enum class Stands : std::uint8_t { street, path, crossing }; // beside a street, at a footpath, two at a crossing

struct Luminaire {
    std::string id;
    Names name;
    Photometry photometry;
    Stands stands = Stands::street;
    double mounting_m = 8.0; // above the ground
    double outreach_m = 0.0; // from the pole into the street
    std::vector<std::string> kinds, components; // of the catalogue that bring one
    std::string source;      // key of sources.csv, or the user's file
};

// Reads data/light/luminaires.toml. Each `stands` is there once. Errors: not_found, bad_format "core.bad_toml",
// "light.bad_luminaire" with file and line, out_of_range "light.lobes".
Result<std::vector<Luminaire>> load_luminaires(const std::filesystem::path& data);

// The same with the user's photometric file (.ies, .ldt) for lamps beside streets. Errors of read_photometry.
Result<std::vector<Luminaire>> load_luminaires(const std::filesystem::path& data, const std::filesystem::path& own);

} // namespace tp
