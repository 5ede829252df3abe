#include "import/gdal_memory.h"
#include "import/layer_builder.h"
#include "import/readers.h"
#include "import/texture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <gdal_priv.h>
#include <memory>
#include <ogr_spatialref.h>

namespace tp {
namespace {

constexpr int k_side_limit = 16'384;
constexpr int k_picture_side = 8192;                      // an orthophoto is read no larger
constexpr std::int64_t k_most_cells = std::int64_t{1} << 27U; // 512 MB of heights; a larger raster is thinned

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Closer>;

std::string wkt_of(const OGRSpatialReference& crs) {
    char* text = nullptr;
    std::string out = crs.exportToWkt(&text) == OGRERR_NONE && text ? text : "";
    CPLFree(text);
    return out;
}

// The horizontal part of the file's CRS, else of the .prj beside it; the vertical part says what heights are.
// Returns metres per unit of height, 1 where nothing is stated.
double read_crs(FeatureLayer& layer, const GDALDataset& dataset, const SourceFile& source, Session& session) {
    double unit_m = 1.0;
    if (const OGRSpatialReference* stated = dataset.GetSpatialRef()) {
        OGRSpatialReference crs(*stated);
        if (crs.IsCompound()) {
            layer.heights = HeightDatum::orthometric;
            unit_m = crs.GetTargetLinearUnits("VERT_CS", nullptr);
            crs.StripVertical();
        } else if (crs.GetAxesCount() == 3) {
            layer.heights = HeightDatum::ellipsoidal;
            crs.DemoteTo2D(nullptr);
        }
        layer.crs = wkt_of(crs);
    } else {
        layer.crs = source.side ? source.side(".prj").value_or(std::string{}) : std::string{};
    }
    if (!layer.crs.empty()) layer.crs_from = CrsFrom::stated;
    layer.epsg = session.epsg(layer.crs);
    return std::isfinite(unit_m) && unit_m > 0.0 ? unit_m : 1.0;
}

// A world file: six numbers, the last two the centre of the upper left cell. A decimal comma is one too.
bool read_world_file(std::string text, double* t) {
    std::ranges::replace(text, ',', '.');
    std::array<double, 6> n{};
    std::string_view rest = text;
    for (double& number : n) {
        while (!rest.empty() && (rest.front() <= ' ' || rest.front() == '+')) rest.remove_prefix(1);
        auto done = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (done.ec != std::errc{} || !std::isfinite(number)) return false;
        rest.remove_prefix(static_cast<std::size_t>(done.ptr - rest.data()));
    }
    t[1] = n[0], t[4] = n[1], t[2] = n[2], t[5] = n[3];
    t[0] = n[4] - 0.5 * (n[0] + n[2]);
    t[3] = n[5] - 0.5 * (n[1] + n[3]);
    return true;
}

bool read_place(FeatureLayer& layer, GDALDataset& dataset, const SourceFile& source) {
    double* t = layer.raster_transform;
    if (dataset.GetGeoTransform(t) != CE_None) {
        std::string_view driver = dataset.GetDriverName();
        std::array<const char*, 3> endings{".tfw", ".tifw", ".wld"};
        if (driver == "JPEG") endings = {".jgw", ".jpgw", ".wld"};
        if (driver == "PNG") endings = {".pgw", ".pngw", ".wld"};
        bool found = false;
        for (const char* ending : endings)
            if (auto text = !found && source.side ? source.side(ending) : std::nullopt) found = read_world_file(*text, t);
        if (!found) return false;
    }
    bool finite = std::all_of(t, t + 6, [](double v) { return std::isfinite(v); });
    return finite && t[1] * t[5] - t[2] * t[4] != 0.0;
}

void thin(FeatureLayer& layer, int columns, int rows) {
    for (int i : {1, 4}) layer.raster_transform[i] *= static_cast<double>(layer.raster_columns) / columns;
    for (int i : {2, 5}) layer.raster_transform[i] *= static_cast<double>(layer.raster_rows) / rows;
    layer.raster_columns = columns;
    layer.raster_rows = rows;
}

// Metres per unit of the band, where it says one; a unit of length that is not known here leaves `unit_m`.
double unit_of_band(GDALRasterBand& band, double unit_m) {
    std::string unit = normal_name(band.GetUnitType() ? band.GetUnitType() : "");
    if (unit == "ft" || unit == "feet" || unit == "foot") return 0.3048;
    if (unit == "ussurveyfoot" || unit == "us-ft" || unit == "ftus" || unit == "us_survey_foot") return 1200.0 / 3937.0;
    if (unit == "cm") return 0.01;
    if (unit == "m" || unit == "metre" || unit == "meter" || unit == "metres" || unit == "meters") return 1.0;
    return unit_m;
}

// Heights of the first band in metres; what the file calls no data becomes NaN.
bool read_heights(FeatureLayer& layer, GDALDataset& dataset, double unit_m) {
    GDALRasterBand* band = dataset.GetRasterBand(1);
    int columns = layer.raster_columns, rows = layer.raster_rows;
    if (std::int64_t{columns} * rows > k_most_cells) {
        thin(layer, (columns + 1) / 2, (rows + 1) / 2);
        add_note(layer.notes, "raster_thinned", std::to_string(columns) + " x " + std::to_string(rows), "thinned");
    }
    auto count = static_cast<std::size_t>(layer.raster_columns) * static_cast<std::size_t>(layer.raster_rows);
    layer.raster.resize(count);
    GDALRasterIOExtraArg how;
    INIT_RASTERIO_EXTRA_ARG(how);
    how.eResampleAlg = GRIORA_Average; // only where it is thinned
    if (band->RasterIO(GF_Read, 0, 0, columns, rows, layer.raster.data(), layer.raster_columns, layer.raster_rows, GDT_Float32, 0, 0, &how) != CE_None)
        return false;
    int has_none = FALSE;
    auto none = static_cast<float>(band->GetNoDataValue(&has_none));
    double scale = band->GetScale(), offset = band->GetOffset(), unit = unit_of_band(*band, unit_m);
    if (unit != 1.0) {
        std::array<char, 32> text{};
        auto done = std::to_chars(text.data(), text.data() + text.size(), unit, std::chars_format::general, 6);
        add_note(layer.notes, "height_unit", std::string(text.data(), done.ptr) + " m", "converted");
    }
    for (float& value : layer.raster) {
        if (!std::isfinite(value) || (has_none && value == none) || std::abs(value) > 1e6F)
            value = std::nanf("");
        else
            value = static_cast<float>((static_cast<double>(value) * scale + offset) * unit);
    }
    return true;
}

// Where the file marks pixels as no data (a mask or a value), they become transparent.
void apply_mask(GDALDataset& dataset, Pixels& pixels) {
    int flags = dataset.GetRasterBand(1)->GetMaskFlags();
    if ((flags & (GMF_PER_DATASET | GMF_NODATA)) == 0 || (flags & GMF_ALPHA) != 0) return;
    bool per_dataset = (flags & GMF_PER_DATASET) != 0;
    std::vector<std::uint8_t> mask(pixels.rgba.size() / 4), any(mask.size(), 0);
    for (int b = 1; b <= (per_dataset ? 1 : std::min(dataset.GetRasterCount(), 3)); ++b) {
        if (dataset.GetRasterBand(b)->GetMaskBand()->RasterIO(GF_Read, 0, 0, dataset.GetRasterXSize(), dataset.GetRasterYSize(), mask.data(), pixels.width,
                                                             pixels.height, GDT_Byte, 0, 0, nullptr) != CE_None)
            return;
        for (std::size_t i = 0; i < mask.size(); ++i) any[i] |= mask[i];
    }
    for (std::size_t i = 0; i < any.size(); ++i)
        if (any[i] == 0) pixels.rgba[4 * i + 3] = 0;
}

LayersOrRefusal orthophoto(FeatureLayer layer, GDALDataset& dataset) {
    layer.role = Role::orthophoto;
    auto pixels = read_pixels(dataset, k_picture_side);
    if (!pixels) return refuse("cannot_read");
    apply_mask(dataset, *pixels);
    if (pixels->width != layer.raster_columns || pixels->height != layer.raster_rows) {
        add_note(layer.notes, "raster_thinned", std::to_string(layer.raster_columns) + " x " + std::to_string(layer.raster_rows), "thinned");
        thin(layer, pixels->width, pixels->height);
    }
    layer.picture = std::move(pixels->rgba);
    return std::vector{std::move(layer)};
}

// The first byte of an ASCII grid's cells that belongs to no number: GDAL would read "x" as 0.
std::optional<std::size_t> stray_byte(std::string_view text) {
    constexpr std::string_view k_header[] = {"ncols", "nrows", "xll", "yll", "cellsize", "dx", "dy", "nodata_value"};
    bool in_header = true;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = in_header ? normal_name(text.substr(at, std::min<std::size_t>(end - at, 80))) : std::string{};
        in_header = in_header && std::ranges::any_of(k_header, [&](std::string_view name) { return line.starts_with(name); });
        if (!in_header)
            if (auto stray = text.substr(at, end - at).find_first_not_of("0123456789+-.,eEnNaAiIfF \t\r"); stray != std::string_view::npos) return at + stray;
        at = end + 1;
    }
    return std::nullopt;
}

// A grey picture looks like heights; its name tells.
bool is_named_photo(const SourceFile& source, const FeatureLayer& layer, const Session& session) {
    FeatureLayer probe;
    probe.file = source.file;
    probe.layer = layer.layer;
    probe.raster = {0.0F};
    give_role(probe, session.roles, {});
    return probe.role == Role::orthophoto;
}

} // namespace

LayersOrRefusal read_raster(SourceFile& source, const ReadOptions& options) {
    prepare_gdal();
    if (source.bytes.starts_with("\xEF\xBB\xBF")) source.bytes.erase(0, 3);
    GdalMemoryFile file(source.name, source.bytes);
    const char* const drivers[] = {"GTiff", "SRTMHGT", "AAIGrid", "JPEG", "PNG", nullptr};
    Dataset dataset(
        GDALDataset::Open(file.path().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset || dataset->GetRasterCount() < 1) return refuse("cannot_read");
    FeatureLayer layer;
    layer.layer = source.name.substr(0, source.name.find_last_of('.'));
    layer.in = 1;
    layer.raster_columns = dataset->GetRasterXSize();
    layer.raster_rows = dataset->GetRasterYSize();
    if (layer.raster_columns > k_side_limit || layer.raster_rows > k_side_limit) return refuse("raster_too_large");
    double unit_m = read_crs(layer, *dataset, source, *options.session);
    std::string_view driver = dataset->GetDriverName();
    if (driver == "AAIGrid")
        if (auto at = stray_byte(source.bytes)) return refuse("cannot_read", "byte " + std::to_string(*at + 1));
    bool photo = driver == "JPEG" || driver == "PNG";
    if (!read_place(layer, *dataset, source)) return refuse(photo || dataset->GetRasterCount() >= 3 ? "picture_alone" : "no_georeference");
    if (driver == "SRTMHGT") layer.crs_from = CrsFrom::format, layer.heights = HeightDatum::orthometric;
    GDALRasterBand* band = dataset->GetRasterBand(1);
    bool colours = dataset->GetRasterCount() >= 3 || (dataset->GetRasterCount() == 1 && band->GetColorTable() != nullptr);
    bool bytes = band->GetRasterDataType() == GDT_Byte;
    if (photo || (bytes && (colours || is_named_photo(source, layer, *options.session)))) return orthophoto(std::move(layer), *dataset);
    if (colours && band->GetRasterDataType() == GDT_UInt16) return refuse("picture_depth");
    if (!read_heights(layer, *dataset, unit_m)) return refuse("cannot_read");
    return std::vector{std::move(layer)};
}

} // namespace tp
