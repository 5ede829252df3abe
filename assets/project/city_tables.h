// project/city_tables.h - which table holds which arrays of a City: one list for writing, reading and the schema.
//
// A feature table has fid (index + 1), geom and one column a field. Unknown (NaN, -1, 0 levels, Tri::unknown) is NULL;
// enumerations are words; indices of other objects are their fid. The order of rows is that of the city.
#pragma once

#include "city/city.h"
#include "project/sqlite.h"

#include <functional>
#include <string>
#include <vector>

namespace tp {

struct Field {
    const char* name;
    const char* type;  // GeoPackage's
    std::size_t count; // of the array, when writing: must be the table's
    std::function<void(Statement&, int parameter, std::size_t i)> put;
    std::function<bool(Statement&, int column)> take; // appends; false: a value that cannot be. Not for a const City
    bool optional = false; // written only where the array is not empty; its column may be missing (an empty array then)
};

enum class Shape { point, line, polygon, area_or_point }; // the last: `area` where it has a ring, else `at`

// Where a table's geometry lies; the *_out ones are null for a const City.
struct Geom {
    Shape shape = Shape::point;
    const std::vector<LocalPoint>* at = nullptr;
    const Rings* line = nullptr;
    const Polygons* area = nullptr;
    std::vector<LocalPoint>* at_out = nullptr;
    Rings* line_out = nullptr;
    Polygons* area_out = nullptr;
};

struct FeatureTable {
    std::string name; // also the key of `info --json`
    Geom geom;
    std::size_t size = 0; // rows, when writing
    std::vector<Field> fields;
    bool optional = false; // written only where it has rows; the table may be missing (no rows then)
};

std::vector<FeatureTable> feature_tables(const City& city); // to write
std::vector<FeatureTable> feature_tables(City& city);       // to read into (an empty city)

} // namespace tp
