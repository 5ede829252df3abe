// import/tiles3d_table.h - a feature or batch table of 3D Tiles 1.0: JSON with arrays in itself or in the bytes behind it.
#pragma once

#include "import/tiles3d_content.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

class TileTable {
public:
    TileTable();
    ~TileTable();
    TileTable(TileTable&&) noexcept;
    TileTable& operator=(TileTable&&) noexcept;

    bool read(std::string_view json, std::string_view binary); // false: no JSON object
    // A semantic's `count` numbers: in the binary part at {"byteOffset"}; empty where absent or too short.
    std::vector<double> numbers(const char* name, int component, std::size_t count) const;
    std::vector<double> global(const char* name, std::size_t count) const; // a number, an array, or in the binary part (floats)
    bool flag(const char* name) const;
    int component(const char* name, int otherwise) const; // of {"componentType": "UNSIGNED_INT"}
    // The values of one of `count` rows: arrays of the JSON and scalars of the binary part.
    std::map<std::string, TileValue> row(std::size_t i, std::size_t count) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// Unit vectors at a place on the earth, geocentric.
void east_north_up(double longitude_deg, double latitude_deg, std::array<double, 3>& east, std::array<double, 3>& north, std::array<double, 3>& up);

} // namespace tp
