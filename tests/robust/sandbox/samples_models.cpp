// The 3D kinds and weather, as their specifications write them down; binary meshes by Assimp's own exporter.
#include "robust/sandbox/samples.h"
#include "robust/sandbox/samples_made.h"

namespace tp::test {
namespace {

namespace fs = std::filesystem;

const std::string k_citygml = R"(<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml">
<core:cityObjectMember><bldg:Building gml:id="b1"><bldg:lod1Solid><gml:Solid srsName="EPSG:25832" srsDimension="3"><gml:exterior><gml:CompositeSurface>
<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>450000 5400000 0 450000 5400010 0 450010 5400010 0 450010 5400000 0 450000 5400000 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>
<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>450000 5400000 9 450010 5400000 9 450010 5400010 9 450000 5400010 9 450000 5400000 9</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>
</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid></bldg:Building></core:cityObjectMember></core:CityModel>)";

const std::string k_cityjson =
    R"({"type":"CityJSON","version":"1.1","transform":{"scale":[1,1,1],"translate":[450000,5400000,0]},"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/25832"},"CityObjects":{"b1":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2,3]],[[4,5,6,7]]]}]}},"vertices":[[0,0,0],[0,10,0],[10,10,0],[10,0,0],[0,0,9],[10,0,9],[10,10,9],[0,10,9]]})";

// One triangle; its three vertices are the data URI.
const std::string k_gltf =
    R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}]})";
const std::string k_tileset =
    R"({"asset":{"version":"1.1"},"geometricError":10,"root":{"boundingVolume":{"region":[2.2,0.65,2.21,0.66,0,100]},"geometricError":0,"refine":"REPLACE","transform":[1,0,0,0,0,1,0,0,0,0,1,0,-3041000,4053000,3861000,1],"content":{"uri":"tile.gltf"}}})";

const std::string k_obj = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 3 4\n";
const std::string k_stl = "solid s\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid s\n";
const std::string k_ply =
    "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";

std::string weather() {
    std::string text = "LOCATION,Somewhere,-,KOR,x,0,37.5,127.0,9.0,50.0\nDESIGN CONDITIONS,0\nDATA PERIODS,1,1,Data,Sunday,1/1,1/1\n";
    for (int hour = 1; hour <= 24; ++hour)
        text += "2013,1,1," + std::to_string(hour) + ",0,?,20.0,10.0,50,100000,0,0,300,100,50,60,0,0,0,0,180,2.0\n";
    return text;
}

bool by_assimp(const fs::path& file) { return make_by("assimp", file, "from.obj", k_obj, "export {in} {out}"); }
bool by_assimp_as_text(const fs::path& file) { return make_by("assimp", file, "from.obj", k_obj, "export {in} {out} -ffbxa"); }

bool make_tileset(const fs::path& file) { return write_bytes(file.parent_path() / "tile.gltf", k_gltf) && write_bytes(file, k_tileset); }

} // namespace

std::vector<Sample> model_samples() {
    return {
        {"CityGML", "town.gml", [](const fs::path& file) { return write_bytes(file, k_citygml); }},
        {"CityJSON", "town.city.json", [](const fs::path& file) { return write_bytes(file, k_cityjson); }},
        {"glTF", "mesh.gltf", [](const fs::path& file) { return write_bytes(file, k_gltf); }},
        {"OBJ", "mesh.obj", [](const fs::path& file) { return write_bytes(file, k_obj); }},
        {"STL", "mesh.stl", [](const fs::path& file) { return write_bytes(file, k_stl); }},
        {"PLY", "mesh.ply", [](const fs::path& file) { return write_bytes(file, k_ply); }},
        {"Collada", "mesh.dae", by_assimp},
        {"3DS", "mesh.3ds", by_assimp},
        {"FBX", "mesh.fbx", by_assimp_as_text},
        {"3D Tiles", "tileset.json", make_tileset},
        {"EPW", "weather.epw", [](const fs::path& file) { return write_bytes(file, weather()); }},
    };
}

} // namespace tp::test
