// project/extra_tables.h - tables of what not every city has: models with their textures, pictures of the ground,
// weather, and how the terrain is known. A document without them holds none of it; each is made only where it is needed.
//
//   models          one row an instance; the geometry lies in city_arrays as "model_..."
//   textures        size and form; the blocks lie once per content in texture_blobs
//   pictures        orthophotos: texture and place
//   weather, weather_steps
//   city_arrays     plain arrays, little endian, in chunks of 4 MiB: model_position, model_uv, model_index, model_parts,
//                   model_geometry_begin, model_colour, model_texture, model_flags, terrain_known
#pragma once

#include "city/city.h"
#include "core/result.h"
#include "project/sqlite.h"

#include <string>
#include <vector>

namespace tp {

const std::vector<std::string>& extra_table_names();

// Inside the transaction that writes the city. Error io.
Result<void> write_extras(Database& database, const City& city);

// Into a city whose other tables were read; everything is checked. Error bad_format "project.corrupt".
Result<void> read_extras(Database& database, City& city);

} // namespace tp
