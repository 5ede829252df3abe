// geo/crs_parts.h - what a CRS text of a 3D file means: its horizontal part, its axis order and what heights are above.
#pragma once

#include <string>
#include <string_view>

namespace tp {

struct CrsParts {
    bool known = false;       // PROJ reads the text and it is tied to the Earth
    int epsg = 0;             // of the horizontal part (6697 -> 6668, 7415 -> 28992, 4979 -> 4326); 0 where it has no code
    std::string text;         // "EPSG:28992"; the text itself where there is no code
    bool north_first = false; // the CRS's own axis order: northing or latitude before easting or longitude
    bool geographic = false;  // degrees
    bool vertical = false;    // a compound CRS: heights above its vertical datum
    bool ellipsoidal = false; // a 3D geographic CRS: heights above the ellipsoid
};

// "urn:ogc:def:crs:EPSG::25832", "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", "http://www.opengis.net/def/crs/EPSG/0/6697",
// "http://www.opengis.net/gml/srs/epsg.xml#4326", "urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH" as "EPSG:25832+5783"; any other
// text as it is.
std::string crs_text_of(std::string_view name);

// Of a text as crs_text_of() gives it.
CrsParts crs_parts(const std::string& text);

// Whether a city can stand at the point (easting/longitude first): in the area that the CRS is meant for, widened by half of
// it, and between 60 S and 80 N.
bool in_area_of_use(int epsg, double x, double y);

// Whether the data are better read with x and y exchanged: a city can stand only there.
bool axes_look_swapped(int epsg, double x, double y);

} // namespace tp
