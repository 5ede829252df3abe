#include "import/tiles3d_table.h"

#include "import/gltf_document.h"

#include <cmath>
#include <simdjson.h>
#include <utility>

namespace tp {
namespace {

using simdjson::dom::element;

int component_of(std::string_view name, int otherwise) {
    static constexpr std::pair<std::string_view, int> k_names[] = {{"BYTE", k_gltf_byte},   {"UNSIGNED_BYTE", k_gltf_ubyte}, {"SHORT", k_gltf_short},
                                                                   {"UNSIGNED_SHORT", k_gltf_ushort}, {"INT", k_gltf_int}, {"UNSIGNED_INT", k_gltf_uint},
                                                                   {"FLOAT", k_gltf_float}, {"DOUBLE", k_gltf_double}};
    for (const auto& [text, number] : k_names)
        if (text == name) return number;
    return otherwise;
}

std::size_t size_of(int component) { return component == k_gltf_double ? 8 : component == k_gltf_int ? 4 : static_cast<std::size_t>(gltf_component_size(component)); }

} // namespace

struct TileTable::State {
    simdjson::dom::parser parser;
    simdjson::padded_string text;
    simdjson::dom::object object;
    bool has = false;
    std::string_view binary;

    bool find(std::string_view name, element& out) const { return has && object.at_key(name).get(out) == simdjson::SUCCESS; }

    std::vector<double> read(element reference, int component, std::size_t count) const {
        std::uint64_t offset = 0;
        std::size_t size = size_of(component);
        if (reference["byteOffset"].get_uint64().get(offset) != simdjson::SUCCESS || size == 0 || offset > binary.size() || count > (binary.size() - offset) / size) return {};
        std::vector<double> out(count);
        for (std::size_t i = 0; i < count; ++i) out[i] = gltf_number_at(binary.data() + offset + i * size, component);
        return out;
    }
};

TileTable::TileTable() : m_state(std::make_unique<State>()) {}
TileTable::~TileTable() = default;
TileTable::TileTable(TileTable&&) noexcept = default;
TileTable& TileTable::operator=(TileTable&&) noexcept = default;

bool TileTable::read(std::string_view json, std::string_view binary) {
    while (!json.empty() && (json.back() == '\0' || json.back() == ' ')) json.remove_suffix(1); // padding
    m_state->binary = binary;
    if (json.empty()) return true;
    m_state->text = simdjson::padded_string(json);
    element root;
    constexpr std::size_t k_depth = 128;
    m_state->has = m_state->parser.allocate(json.size() + 1, k_depth) == simdjson::SUCCESS && m_state->parser.parse(m_state->text).get(root) == simdjson::SUCCESS &&
                   root.get_object().get(m_state->object) == simdjson::SUCCESS;
    return m_state->has;
}

std::vector<double> TileTable::numbers(const char* name, int component, std::size_t count) const {
    element value;
    if (!m_state->find(name, value) || !value.is_object()) return {};
    return m_state->read(value, component, count);
}

std::vector<double> TileTable::global(const char* name, std::size_t count) const {
    element value;
    if (!m_state->find(name, value)) return {};
    if (value.is_object()) return m_state->read(value, count == 1 ? k_gltf_uint : k_gltf_float, count);
    std::vector<double> out;
    double number = 0.0;
    if (simdjson::dom::array array; value.get_array().get(array) == simdjson::SUCCESS) {
        for (element item : array)
            if (item.get_double().get(number) == simdjson::SUCCESS && std::isfinite(number)) out.push_back(number);
    } else if (value.get_double().get(number) == simdjson::SUCCESS && std::isfinite(number)) {
        out.push_back(number);
    }
    return out.size() == count ? out : std::vector<double>{};
}

bool TileTable::flag(const char* name) const {
    element value;
    bool out = false;
    return m_state->find(name, value) && value.get_bool().get(out) == simdjson::SUCCESS && out;
}

int TileTable::component(const char* name, int otherwise) const {
    element value;
    std::string_view text;
    if (!m_state->find(name, value) || !value.is_object() || value["componentType"].get_string().get(text) != simdjson::SUCCESS) return otherwise;
    return component_of(text, otherwise);
}

std::map<std::string, TileValue> TileTable::row(std::size_t i, std::size_t count) const {
    std::map<std::string, TileValue> out;
    if (!m_state->has) return out;
    for (auto [key, value] : m_state->object) {
        std::string name(key);
        if (name == "extensions" || name == "extras" || name == "HIERARCHY") continue;
        std::string_view text;
        double number = 0.0;
        if (simdjson::dom::array array; value.get_array().get(array) == simdjson::SUCCESS) {
            element item;
            if (array.at(i).get(item) != simdjson::SUCCESS || item.is_null()) continue;
            if (item.get_string().get(text) == simdjson::SUCCESS) out[name] = std::string(text);
            else if (item.get_double().get(number) == simdjson::SUCCESS) out[name] = number;
            else out[name] = std::string(simdjson::minify(item));
        } else if (value.is_object() && value["type"].get_string().get(text) == simdjson::SUCCESS && text == "SCALAR") {
            if (auto all = m_state->read(value, component(name.c_str(), k_gltf_float), count); i < all.size()) out[name] = all[i];
        }
    }
    return out;
}

} // namespace tp
