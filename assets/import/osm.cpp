#include "import/layer_builder.h"
#include "import/osm_clean.h"
#include "import/osm_tags.h"
#include "import/readers.h"

#include <algorithm>
#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/handler/node_locations_for_ways.hpp>
#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/visitor.hpp>
#include <set>

namespace tp {
namespace {

enum class OsmType : std::uint64_t { node = 1, way = 2, relation = 3 };
std::uint64_t key_of(std::int64_t id, OsmType type) {
    return static_cast<std::uint64_t>(id) << 2U | static_cast<std::uint64_t>(type);
}

using Line = std::vector<osmium::Location>;

TagOf tag_of(const osmium::OSMObject& object) {
    return [&object](const char* key) { return object.tags()[key]; };
}

// One LayerBuilder per role, fed object by object.
class OsmLayers {
public:
    OsmLayers() {
        for (std::size_t i = 0; i < static_cast<std::size_t>(OsmLayer::count); ++i) {
            const auto& kind = osm_layer_kind(static_cast<OsmLayer>(i));
            m_builders.emplace_back(kind.name);
            for (const char* tag : kind.tags) m_builders.back().column(tag);
        }
    }

    LayerBuilder& begin(OsmLayer layer, std::uint64_t key, const TagOf& tag) {
        LayerBuilder& builder = m_builders[static_cast<std::size_t>(layer)];
        builder.begin(static_cast<std::uint32_t>(builder.count()), key);
        for (const char* name : osm_layer_kind(layer).tags)
            if (const char* value = tag(name)) builder.text(builder.column(name), value);
        for (const auto& [column, value] : osm_values(layer, tag)) builder.text(builder.column(column), value);
        return builder;
    }

    std::vector<FeatureLayer> finish(std::int64_t others) {
        std::vector<FeatureLayer> out;
        for (std::size_t i = 1; i < m_builders.size(); ++i) {
            const auto& kind = osm_layer_kind(static_cast<OsmLayer>(i));
            if (m_builders[i].count() == 0) continue;
            for (auto& layer : m_builders[i].finish()) {
                layer.role = kind.role;
                layer.subtype = kind.subtype;
                out.push_back(std::move(layer));
            }
        }
        if (others > 0 || out.empty()) { // objects with tags that no role takes
            FeatureLayer other;
            other.layer = osm_layer_kind(OsmLayer::none).name;
            other.subtype = "other";
            other.in = others;
            out.push_back(std::move(other));
        }
        return out;
    }

private:
    std::vector<LayerBuilder> m_builders;
};

void add_ring(LayerBuilder& builder, const osmium::NodeRefList& ring) {
    builder.ring();
    for (const auto& node : ring)
        if (node.location().valid())
            builder.point(node.location().lon(), node.location().lat());
        else
            builder.note("missing_node", "dropped");
}

// A relation of type building (wiki: Relation:building) is no multipolygon: its outline, or what has no role, is the
// footprint.
struct BuildingRelation {
    std::int64_t id = 0;
    bool typed = true; // a relation with a tag building and another type, or none, is taken for one
    std::vector<std::pair<std::string, std::string>> tags;
    std::vector<std::int64_t> outline, holes, parts; // ways
};

// What has to be known before ways come: relations of type building, and multipolygons that a role takes.
class FirstPass : public osmium::handler::Handler {
public:
    void relation(const osmium::Relation& relation) {
        const char* type = relation.tags()["type"];
        OsmLayer layer = layer_of_area(tag_of(relation));
        if (type && (std::string_view(type) == "multipolygon" || std::string_view(type) == "boundary")) {
            if (layer != OsmLayer::none)
                wanted.emplace(relation.id(), Wanted{layer, says_no_building(tag_of(relation))});
            else
                ++others;
            return;
        }
        if (layer != OsmLayer::buildings) {
            others += relation.tags().empty() ? 0 : 1;
            return;
        }
        BuildingRelation building;
        building.id = relation.id();
        building.typed = type && std::string_view(type) == "building";
        for (const auto& tag : relation.tags()) building.tags.emplace_back(tag.key(), tag.value());
        for (const auto& member : relation.members()) {
            if (member.type() != osmium::item_type::way) continue;
            std::string_view role = member.role();
            (role == "part" ? building.parts : role == "inner" ? building.holes : building.outline).push_back(member.ref());
            member_ways.emplace(member.ref(), Line{});
        }
        buildings.push_back(std::move(building));
    }
    std::vector<BuildingRelation> buildings;
    std::map<std::int64_t, Line> member_ways;
    struct Wanted {
        OsmLayer layer = OsmLayer::none;
        bool no_building = false;
    };
    std::map<std::int64_t, Wanted> wanted;
    std::int64_t others = 0; // relations with tags that no role takes
};

class SecondPass : public osmium::handler::Handler {
public:
    SecondPass(OsmLayers& layers, FirstPass& first) : m_layers(layers), m_first(first) {}

    void node(const osmium::Node& node) {
        if (node.tags().empty()) return;
        TagOf tag = tag_of(node);
        OsmLayer layer = layer_of_node(tag);
        if (layer == OsmLayer::none) {
            ++others;
            return;
        }
        LayerBuilder& builder = m_layers.begin(layer, key_of(node.id(), OsmType::node), tag);
        if (layer == OsmLayer::building_points && says_no_building(tag)) return builder.leave_out("not_a_building");
        if (!node.location().valid()) return builder.leave_out("no_coordinates");
        builder.part();
        builder.ring();
        builder.point(node.location().lon(), node.location().lat());
        builder.end(GeometryKind::point);
    }

    void way(const osmium::Way& way) {
        if (auto member = m_first.member_ways.find(way.id()); member != m_first.member_ways.end())
            for (const auto& node : way.nodes())
                if (node.location().valid()) member->second.push_back(node.location());
        if (way.tags().empty()) return;
        TagOf tag = tag_of(way);
        bool closed = way.nodes().size() > 3 && way.is_closed();
        OsmLayer layer = layer_of_way(tag, closed);
        if (layer == OsmLayer::none) {
            ++others;
            return;
        }
        bool line = is_line(layer);
        LayerBuilder& builder = m_layers.begin(layer, key_of(way.id(), OsmType::way), tag);
        if (layer == OsmLayer::buildings && says_no_building(tag)) return builder.leave_out("not_a_building");
        if (!line && !closed) return builder.leave_out("not_closed");
        builder.part();
        add_ring(builder, way.nodes());
        builder.end(line ? GeometryKind::line : GeometryKind::polygon);
    }

    void area(const osmium::Area& area) {
        if (area.from_way()) return; // closed ways have come as ways
        TagOf tag = tag_of(area);
        auto wanted = m_first.wanted.find(area.orig_id());
        if (wanted == m_first.wanted.end()) return;
        LayerBuilder& builder = m_layers.begin(wanted->second.layer, key_of(area.orig_id(), OsmType::relation), tag);
        if (wanted->second.layer == OsmLayer::buildings && wanted->second.no_building) {
            builder.leave_out("not_a_building");
            m_first.wanted.erase(wanted);
            return;
        }
        for (const auto& outer : area.outer_rings()) {
            builder.part();
            add_ring(builder, outer);
            for (const auto& inner : area.inner_rings(outer)) add_ring(builder, inner);
        }
        builder.end(GeometryKind::polygon);
        m_first.wanted.erase(wanted);
    }

    std::int64_t others = 0;

private:
    OsmLayers& m_layers;
    FirstPass& m_first;
};

// Joins ways end to end into closed rings; what stays open is dropped.
std::vector<Line> rings_of(const std::vector<std::int64_t>& ways, const std::map<std::int64_t, Line>& lines) {
    std::vector<Line> open, rings;
    for (std::int64_t id : ways)
        if (auto found = lines.find(id); found != lines.end() && found->second.size() > 1)
            open.push_back(found->second);
    while (!open.empty()) {
        Line ring = std::move(open.back());
        open.pop_back();
        while (ring.front() != ring.back()) {
            auto next = std::ranges::find_if(
                open, [&](const Line& l) { return l.front() == ring.back() || l.back() == ring.back(); });
            if (next == open.end()) break;
            if (next->back() == ring.back()) std::ranges::reverse(*next);
            ring.insert(ring.end(), next->begin() + 1, next->end());
            open.erase(next);
        }
        if (ring.size() > 3 && ring.front() == ring.back()) rings.push_back(std::move(ring));
    }
    return rings;
}

bool lies_in(const Line& ring, osmium::Location p) {
    bool in = false;
    for (std::size_t i = 0, k = ring.size() - 1; i < ring.size(); k = i++)
        if ((ring[i].lat() > p.lat()) != (ring[k].lat() > p.lat()) &&
            p.lon() < (ring[k].lon() - ring[i].lon()) * (p.lat() - ring[i].lat()) / (ring[k].lat() - ring[i].lat()) + ring[i].lon())
            in = !in;
    return in;
}

void add_building_relations(OsmLayers& layers, const FirstPass& first) {
    for (const auto& building : first.buildings) {
        TagOf tag = [&](const char* key) -> const char* {
            auto found = std::ranges::find(building.tags, key, [](const auto& t) { return t.first; });
            return found == building.tags.end() ? nullptr : found->second.c_str();
        };
        auto rings = rings_of(building.outline, first.member_ways);
        bool from_parts = rings.empty();
        if (from_parts) rings = rings_of(building.parts, first.member_ways);
        LayerBuilder& builder = layers.begin(OsmLayer::buildings, key_of(building.id, OsmType::relation), tag);
        if (rings.empty() || says_no_building(tag)) {
            builder.leave_out(rings.empty() ? "relation_incomplete" : "not_a_building");
            continue;
        }
        if (from_parts) builder.note("outline_from_parts", "joined");
        if (!building.typed) builder.note("relation_untyped", "joined");
        auto holes = rings_of(building.holes, first.member_ways);
        auto add = [&](const Line& ring) {
            builder.ring();
            for (const auto& at : ring) builder.point(at.lon(), at.lat());
        };
        for (const auto& ring : rings) {
            builder.part();
            add(ring);
            for (const auto& hole : holes)
                if (lies_in(ring, hole.front())) add(hole);
        }
        builder.end(GeometryKind::polygon);
    }
}

// `incomplete`: relations whose members are not all in the file; the others have all and still make no area.
void leave_out_broken(OsmLayers& layers, const FirstPass& first, const std::set<std::int64_t>& incomplete) {
    for (const auto& [id, wanted] : first.wanted)
        layers.begin(wanted.layer, key_of(id, OsmType::relation), [](const char*) -> const char* { return nullptr; })
            .leave_out(incomplete.contains(id) ? "relation_incomplete" : "relation_broken");
}

LayersOrRefusal read_passes(const std::string& bytes, const char* format) {
    osmium::io::File file(bytes.data(), bytes.size(), format);
    osmium::area::Assembler::config_type assembler;
    osmium::area::MultipolygonManager<osmium::area::Assembler> manager(assembler);
    FirstPass first;
    {
        osmium::io::Reader reader(file, osmium::osm_entity_bits::relation);
        osmium::apply(reader, manager, first);
        reader.close();
    }
    manager.prepare_for_lookup();
    OsmLayers layers;
    SecondPass second(layers, first);
    using Index = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;
    Index index;
    osmium::handler::NodeLocationsForWays<Index> locations(index);
    locations.ignore_errors();
    osmium::io::Reader reader(file, osmium::osm_entity_bits::nwr);
    osmium::apply(reader, locations, second,
                  manager.handler([&](osmium::memory::Buffer&& buffer) { osmium::apply(buffer, second); }));
    reader.close();
    add_building_relations(layers, first);
    std::set<std::int64_t> incomplete;
    manager.for_each_incomplete_relation([&](const osmium::relations::RelationHandle& handle) { incomplete.insert(handle->id()); });
    leave_out_broken(layers, first, incomplete);
    return layers.finish(first.others + second.others);
}

LayersOrRefusal read_guarded(const std::string& bytes, const char* format) {
    try {
        return read_passes(bytes, format);
    } catch (const std::exception& e) {
        return refuse("cannot_read", e.what());
    }
}

} // namespace

LayersOrRefusal read_osm(SourceFile& source, const ReadOptions&) {
    auto first = source.bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    bool xml = first != std::string::npos && source.bytes[first] == '<';
    auto layers = read_guarded(source.bytes, xml ? "osm" : "pbf");
    bool cleaned = false;
    if (!layers && xml)
        if (auto proper = clean_osm_xml(source.bytes)) {
            layers = read_guarded(*proper, "osm");
            cleaned = layers.has_value();
        }
    if (!layers) return layers;
    for (auto& layer : *layers) {
        layer.encoding = "UTF-8";
        layer.crs = "EPSG:4326";
        layer.epsg = 4326;
        layer.crs_from = CrsFrom::format;
        layer.licence = "ODbL 1.0, © OpenStreetMap contributors";
    }
    if (cleaned) add_note(layers->front().notes, "osm_cleaned", "", "dropped");
    return layers;
}

} // namespace tp
