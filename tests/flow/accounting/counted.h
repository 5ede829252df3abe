// tests/flow/accounting/counted.h - how many features another program finds in a file: one line per format.
//
// The table says how a file is recognised and the shell command that prints its number of features ({} is its path,
// quoted). A picture that a model uses, a tile of a tileset and a code list are no data of their own and are not counted.
#pragma once

#include "flow/import/imported.h"

#include <map>
#include <optional>
#include <vector>

namespace tp::test {

struct Counter {
    const char* ending;  // of the path, in lower case
    const char* program; // that must be there
    const char* command;
};

// Rows of a CSV: a line break within quotes does not end a row, an empty line is none; the header is none.
#define TP_CSV_ROWS                                                                                                                \
    "LC_ALL=C awk 'BEGIN{n=0;q=0} {line=$0; sub(/\\r$/,\"\",line); held=held line; q+=gsub(/\"/,\"\",line);"                         \
    " if(q%2==0){if(held!=\"\")n++; held=\"\";q=0}} END{print n-1}' {}"
#define TP_OGR(source) "ogrinfo -ro -so -al " source " 2>/dev/null | awk '/^Feature Count:/{n+=$3} END{print n+0}'"
// Objects with a tag, whatever it is; what only lends its shape to others has none.
#define TP_OSM(unpack) "for t in n w r; do osmium tags-filter -R --no-progress -f opl {} $t/* 2>/dev/null; done | wc -l"

inline const std::vector<Counter>& counters() {
    static const std::vector<Counter> table{
        {"seoul-jamsil-overpass-geom.osm.gz", "osmium", // libosmium refuses it; its objects are those of the other export
         "f={}; f=$(dirname \"$f\")/seoul-jamsil.osm.gz; for t in n w r; do osmium tags-filter -R --no-progress -f opl \"$f\" $t/* 2>/dev/null; done | wc -l"},
        {"map-sidewalk-no.osm.gz", "awk", // out of order, which osmium refuses: an object is a line with or without an end
         "gzip -dc {} | awk '/<(node|way|relation) /{if(t)n++; t=0} /<tag /{t=1} END{if(t)n++; print n}'"},
        {".osm.pbf", "osmium", TP_OSM()},
        {".osm.gz", "osmium", TP_OSM()},
        {".osm", "osmium", TP_OSM()},
        // Parts and installations belong to the object that they are of.
        {".city.json", "jq", "jq '[.CityObjects[]|select((.parents//[])|length==0)]|length' {}"},
        {"/cityjson/*.json", "jq", "jq '[.CityObjects[]|select((.parents//[])|length==0)]|length' {}"},
        {".gml", "grep", "grep -oE '<([a-z]+:)?cityObjectMember[ >/]' {} | wc -l"},
        {"tokyo-east.geojson.gz", "ogrinfo", TP_OGR("/vsigzip/{}")},
        {".geojson.gz", "jq", "gzip -dc {} | jq '.features|length'"},
        {".geojson", "jq", "jq '.features|length' {}"},
        {".shp", "ogrinfo", TP_OGR("{}")},
        {".dbf", "ogrinfo", TP_OGR("{}")},
        {".gpkg", "ogrinfo", TP_OGR("{}")},
        {".fgb", "ogrinfo", TP_OGR("{}")},
        {".csv", "awk", TP_CSV_ROWS},
        {".tif", "gdalinfo", "gdalinfo {} >/dev/null 2>&1 && echo 1"},
        {".hgt", "gdalinfo", "gdalinfo {} >/dev/null 2>&1 && echo 1"},
        {".hgt.zip", "gdalinfo", "echo 1"},
        {".epw", "awk", "awk 'END{print NR-8}' {}"}, // eight lines of header (EnergyPlus, Auxiliary Programs, 2.9.1)
    };
    return table;
}

#undef TP_CSV_ROWS
#undef TP_OGR
#undef TP_OSM

inline std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

inline const Counter* counter_of(const std::filesystem::path& file) {
    std::string path = lower(file.string());
    for (const Counter& counter : counters()) {
        std::string ending = counter.ending;
        if (auto star = ending.find('*'); star != std::string::npos) {
            if (path.find(ending.substr(0, star)) != std::string::npos && path.ends_with(ending.substr(star + 1))) return &counter;
        } else if (path.ends_with(ending)) {
            return &counter;
        }
    }
    return nullptr;
}

inline bool has_program(const std::string& name) {
    static std::map<std::string, bool> known;
    auto found = known.find(name);
    if (found != known.end()) return found->second;
    std::string command = "command -v " + name + " >/dev/null 2>&1";
    bool there = std::system(command.c_str()) == 0; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    if (!there) std::cerr << "SKIPPED: no " << name << ", so nothing is counted with it\n";
    return known[name] = there;
}

// What the other program prints; nothing where it prints no number.
inline std::optional<std::int64_t> counted(const Counter& counter, const std::filesystem::path& file, const TemporaryFolder& folder) {
    std::string command = counter.command, path = tp::test::quoted(file.string());
    for (std::size_t at = command.find("{}"); at != std::string::npos; at = command.find("{}", at + path.size())) command.replace(at, 2, path);
    auto script = folder / "count.sh", out = folder / "count.txt";
    std::ofstream(script) << "set -f\n" << command << '\n'; // -f: the star of osmium's expressions is its own
    std::string run = "sh " + tp::test::quoted(script.string()) + " >" + tp::test::quoted(out.string()) + " 2>/dev/null </dev/null";
    if (std::system(run.c_str()) != 0) return std::nullopt; // NOLINT(concurrency-mt-unsafe,cert-env33-c)
    try {
        return std::stoll(read_file(out));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

} // namespace tp::test
