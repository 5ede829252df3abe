#include "import/gdal_memory.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

CPL_C_START
void RegisterOGRGeoPackage();
void RegisterOGRFlatGeobuf();
void RegisterOGRDXF();
void RegisterOGRGeoJSON();
CPL_C_END

namespace tp {

void prepare_gdal() {
    if (GDALGetDriverCount() > 0) return;
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
    CPLSetConfigOption("OGR_SQLITE_LOAD_EXTENSIONS", "");
    CPLSetConfigOption("SQLITE_LIST_ALL_TABLES", "NO");
    CPLSetConfigOption("GDAL_CACHEMAX", "64");
    CPLSetConfigOption("DXF_INLINE_BLOCKS", "FALSE"); // dxf.cpp expands them itself, within limits
    CPLSetConfigOption("DXF_MERGE_BLOCK_GEOMETRIES", "FALSE");
    GDALRegister_GTiff();
    GDALRegister_SRTMHGT();
    GDALRegister_AAIGrid();
    GDALRegister_JPEG();
    GDALRegister_PNG();
    GDALRegister_GIF();
    RegisterOGRGeoPackage();
    RegisterOGRFlatGeobuf();
    RegisterOGRDXF();
    RegisterOGRGeoJSON(); // for writing; files are read by geojson.cpp
}

GdalMemoryFile::GdalMemoryFile(const std::string& name, std::string& bytes) : m_path("/vsimem/import/" + name) {
    VSILFILE* file = VSIFileFromMemBuffer(m_path.c_str(), reinterpret_cast<GByte*>(bytes.data()), bytes.size(), FALSE);
    if (file) VSIFCloseL(file);
}

GdalMemoryFile::~GdalMemoryFile() { VSIUnlink(m_path.c_str()); }

} // namespace tp
