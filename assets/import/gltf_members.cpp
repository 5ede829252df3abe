#include "import/gltf_members.h"

#include <algorithm>
#include <cmath>

namespace tp {
namespace {

using Element = GltfMembers::Element;

std::optional<double> number_of(Element value) {
    double number = 0.0;
    if (value.is_bool() || value.get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
}

std::optional<std::int64_t> whole(Element value) {
    auto number = number_of(value);
    constexpr double k_limit = 9e15;
    if (!number || std::abs(*number) > k_limit || *number != std::floor(*number)) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

} // namespace

GltfMembers::GltfMembers(std::vector<GltfProblem>& problems, Element value, std::string where)
    : m_problems(&problems), m_where(std::move(where)) {
    simdjson::dom::object object;
    if (value.get_object().get(object) == simdjson::SUCCESS)
        m_object = object;
    else
        problems.push_back({"gltf_type_mismatch", m_where});
}

std::string GltfMembers::where(std::string_view name) const {
    std::string out = m_where + '/';
    for (char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

void GltfMembers::problem(std::string_view code, std::string_view name) const {
    m_problems->push_back({"gltf_" + std::string(code), name.empty() ? (m_where.empty() ? "/" : m_where) : where(name)});
}

std::optional<Element> GltfMembers::find(std::string_view name) const {
    Element value;
    if (!m_object || m_object->at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

std::optional<Element> GltfMembers::wanted(std::string_view name, Need need) const {
    auto value = find(name);
    if (!value && need == Need::yes && m_object) problem("undefined_property", name);
    return value;
}

std::optional<double> GltfMembers::number(std::string_view name, Need need) const {
    auto value = wanted(name, need);
    if (!value) return std::nullopt;
    auto out = number_of(*value);
    if (!out) problem("type_mismatch", name);
    return out;
}

std::optional<std::int64_t> GltfMembers::integer(std::string_view name, Need need, std::int64_t least, std::int64_t most) const {
    auto value = wanted(name, need);
    if (!value) return std::nullopt;
    auto out = whole(*value);
    if (!out)
        problem("type_mismatch", name);
    else if (*out < least || *out > most)
        problem("value_not_in_range", name), out.reset();
    return out;
}

std::optional<std::string_view> GltfMembers::text(std::string_view name, Need need) const {
    auto value = wanted(name, need);
    if (!value) return std::nullopt;
    std::string_view out;
    if (value->get_string().get(out) == simdjson::SUCCESS) return out;
    problem("type_mismatch", name);
    return std::nullopt;
}

bool GltfMembers::flag(std::string_view name) const {
    auto value = find(name);
    bool out = false;
    if (value && value->get_bool().get(out) != simdjson::SUCCESS) problem("type_mismatch", name);
    return out;
}

int GltfMembers::index(std::string_view name, std::size_t size, Need need) const {
    auto value = wanted(name, need);
    if (!value) return -1;
    auto out = whole(*value);
    if (!out || *out < 0)
        problem(out ? "invalid_index" : "type_mismatch", name);
    else if (static_cast<std::uint64_t>(*out) >= size)
        problem("unresolved_reference", name);
    else
        return static_cast<int>(*out);
    return -1;
}

std::vector<Element> GltfMembers::array(std::string_view name, Need need) const {
    auto value = wanted(name, need);
    if (!value) return {};
    simdjson::dom::array elements;
    if (value->get_array().get(elements) != simdjson::SUCCESS) {
        problem("type_mismatch", name);
        return {};
    }
    std::vector<Element> out(elements.begin(), elements.end());
    if (out.empty()) problem("empty_entity", name);
    return out;
}

std::vector<int> GltfMembers::indices(std::string_view name, std::size_t size, Need need) const {
    std::vector<int> out;
    std::vector<bool> seen(size);
    std::size_t i = 0;
    for (Element value : array(name, need)) {
        std::string at = where(name) + '/' + std::to_string(i++);
        auto number = whole(value);
        if (!number)
            m_problems->push_back({"gltf_array_type_mismatch", at});
        else if (*number < 0 || static_cast<std::uint64_t>(*number) >= size)
            m_problems->push_back({*number < 0 ? "gltf_invalid_index" : "gltf_unresolved_reference", at});
        else if (seen[static_cast<std::size_t>(*number)])
            m_problems->push_back({"gltf_duplicate_elements", at});
        else
            seen[static_cast<std::size_t>(*number)] = true, out.push_back(static_cast<int>(*number));
    }
    return out;
}

std::vector<double> GltfMembers::numbers(std::string_view name, std::size_t count, Need need) const {
    std::vector<double> out;
    for (Element value : array(name, need)) {
        auto number = number_of(value);
        if (!number) {
            m_problems->push_back({"gltf_array_type_mismatch", where(name) + '/' + std::to_string(out.size())});
            return {};
        }
        out.push_back(*number);
    }
    if (count == 0 || out.empty() || out.size() == count) return out;
    problem("array_length_not_in_list", name);
    return {};
}

std::optional<GltfMembers> GltfMembers::object(std::string_view name, Need need) const {
    auto value = wanted(name, need);
    if (!value) return std::nullopt;
    return GltfMembers(*m_problems, *value, where(name));
}

std::optional<GltfMembers> GltfMembers::extension(std::string_view name) const {
    auto all = find("extensions");
    simdjson::dom::object object;
    Element value;
    if (!all || all->get_object().get(object) != simdjson::SUCCESS || object.at_key(name).get(value) != simdjson::SUCCESS || !value.is_object())
        return std::nullopt;
    return GltfMembers(*m_problems, value, where("extensions") + '/' + std::string(name));
}

} // namespace tp
