// import/gdal_memory.h - bytes as a GDAL file in memory, and GDAL itself set up once: few drivers, nothing written.
#pragma once

#include <string>

namespace tp {

// Registers the GeoTIFF, SRTM, ASCII grid, picture, GeoPackage, FlatGeobuf, DXF and GeoJSON drivers (all would cost 80 ms) and
// forbids side files.
void prepare_gdal();

// The bytes must live as long as this.
class GdalMemoryFile {
public:
    GdalMemoryFile(const std::string& name, std::string& bytes);
    ~GdalMemoryFile();
    GdalMemoryFile(const GdalMemoryFile&) = delete;
    GdalMemoryFile& operator=(const GdalMemoryFile&) = delete;
    const std::string& path() const { return m_path; } // "/vsimem/import/<name>"

private:
    std::string m_path;
};

} // namespace tp
