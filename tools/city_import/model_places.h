// city_import/model_places.h - where models stand whose files do not say it: --place of import, and the window's question.
#pragma once

#include "city/assemble.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tp {

// --place FILE=LON,LAT[,HEIGHT[,HEADING_DEG[,SCALE[,UP]]]]. An empty part takes its default: "a.obj=127.1,37.6,,90" stands on
// the ground, turned by 90 degrees. Errors: usage "import.place_form" (no FILE=LON,LAT, or more parts), "import.place_number"
// with the part that is none, "import.place_range" (outside -180..180, -90..90, -1000..10000 m, scale 1e-6..1e6),
// "import.place_up" (not x, y or z); they name the part: LON, LAT, HEIGHT, HEADING, SCALE, UP.
Result<std::vector<ModelPlace>> places_given(const std::vector<std::string>& texts);

// The same from a form, where a map's "latitude, longitude" is recognised by a number that no latitude can be.
struct PlaceForm {
    std::string coordinates, height, heading = "0", scale = "1"; // "129.35, 36.01"
    char up = 'z';
};
Result<ModelPlace> place_of(const std::string& file, const PlaceForm& form); // errors as above

// A file whose models were left out because nothing says where they stand.
struct PlaceOffer {
    std::string file;
    std::int64_t models = 0;           // 0: not known
    std::optional<GeoPoint> city_middle; // nothing where there is no city yet
};
std::vector<PlaceOffer> place_offers(const Assembled& made);

} // namespace tp
