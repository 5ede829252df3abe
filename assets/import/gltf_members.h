// import/gltf_members.h - the members of a JSON object, each taken with a check of type and range that names its place.
#pragma once

#include "import/gltf_document.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

enum class Need : std::uint8_t { no, yes };

class GltfMembers {
public:
    using Element = simdjson::dom::element;

    // A value that is no object counts as an empty one, and as gltf_type_mismatch.
    GltfMembers(std::vector<GltfProblem>& problems, Element value, std::string where);

    const std::string& where() const { return m_where; }
    std::string where(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    void problem(std::string_view code, std::string_view name = {}) const;

    std::optional<Element> find(std::string_view name) const;
    std::optional<double> number(std::string_view name, Need need = Need::no) const;
    // Whole, also where written as 2.0 or 2e0. Out of [least, most]: gltf_value_not_in_range and nullopt.
    std::optional<std::int64_t> integer(std::string_view name, Need need = Need::no, std::int64_t least = 0,
                                        std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;
    std::optional<std::string_view> text(std::string_view name, Need need = Need::no) const;
    bool flag(std::string_view name) const; // false where absent
    int index(std::string_view name, std::size_t size, Need need = Need::no) const; // gltf_unresolved_reference and -1
    // Elements of an array; empty ones are gltf_empty_entity.
    std::vector<Element> array(std::string_view name, Need need = Need::no) const;
    std::vector<int> indices(std::string_view name, std::size_t size, Need need = Need::no) const; // those that are there
    // Numbers, `count` of them (0: any); else gltf_array_length_not_in_list and none.
    std::vector<double> numbers(std::string_view name, std::size_t count, Need need = Need::no) const;
    std::optional<GltfMembers> object(std::string_view name, Need need = Need::no) const;
    std::optional<GltfMembers> extension(std::string_view name) const;

private:
    std::optional<Element> wanted(std::string_view name, Need need) const;
    std::vector<GltfProblem>* m_problems;
    std::optional<simdjson::dom::object> m_object;
    std::string m_where;
};

} // namespace tp
