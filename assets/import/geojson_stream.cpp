#include "import/geojson_stream.h"

#include "import/geojson_feature.h"

#include <array>

namespace tp {
namespace {

using simdjson::dom::element;

constexpr std::size_t k_step = std::size_t{1} << 20; // bytes asked for at a time
constexpr std::size_t k_member_limit = std::size_t{256} << 20;
constexpr std::size_t k_depth_limit = 128;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

enum Class : unsigned char { plain, quote, escape, open, close };
constexpr std::array<Class, 256> k_class = [] {
    std::array<Class, 256> table{};
    table['"'] = quote;
    table['\\'] = escape;
    table['{'] = table['['] = open;
    table['}'] = table[']'] = close;
    return table;
}();

// A text that is read as far as it is looked at; what lies before the cursor is given up.
class Window {
public:
    explicit Window(const ReadBytes& read) : m_read(read) {}

    // The next character that is no blank, '\0' at the end; the cursor stands on it.
    char peek() {
        for (;;) {
            while (m_at < m_size && is_space(m_text[m_at])) ++m_at;
            if (m_at < m_size) return m_text[m_at];
            if (!fill()) return '\0';
        }
    }
    bool take(char wanted) {
        if (peek() != wanted) return false;
        ++m_at;
        return true;
    }
    // The value that begins at the cursor, which moves behind it; valid until the next call. At least
    // SIMDJSON_PADDING readable bytes follow it. Empty: the text ends first, or it is too long.
    std::string_view value() {
        char first = peek();
        std::size_t end = first == '{' || first == '[' || first == '"' ? end_of_nested() : end_of_plain();
        if (end == 0) return {};
        std::string_view text(m_text.data() + m_at, end);
        m_at += end;
        return text;
    }

private:
    bool fill() {
        if (m_ended) return false;
        if (m_at > 0) {
            m_text.erase(0, m_at);
            m_size -= m_at;
            m_at = 0;
        }
        m_text.resize(m_size + k_step + simdjson::SIMDJSON_PADDING);
        std::size_t got = m_read(m_text.data() + m_size, k_step);
        m_size += got;
        m_ended = got == 0;
        return got > 0;
    }
    // Length of the object, array or string at the cursor: strings and brackets are matched, nothing else is checked.
    std::size_t end_of_nested() {
        std::size_t depth = 0, length = 0;
        bool quoted = false;
        for (;;) {
            while (m_at + length >= m_size) // an escaped character may lie behind what was read
                if (length > k_member_limit || !fill()) return 0;
            switch (k_class[static_cast<unsigned char>(m_text[m_at + length])]) {
            case quote:
                quoted = !quoted;
                if (!quoted && depth == 0) return length + 1;
                break;
            case escape:
                if (quoted) ++length;
                break;
            case open:
                if (!quoted) ++depth;
                break;
            case close:
                if (!quoted && --depth == 0) return length + 1;
                break;
            default:
                break;
            }
            ++length;
        }
    }
    std::size_t end_of_plain() { // a number, true, false, null
        std::size_t length = 0;
        for (;; ++length) {
            if (m_at + length >= m_size && (length > k_step || !fill())) return 0;
            char c = m_text[m_at + length];
            if (c == ',' || c == '}' || c == ']' || is_space(c)) return length;
        }
    }

    const ReadBytes& m_read;
    std::string m_text; // m_size bytes of the text, then room
    std::size_t m_at = 0, m_size = 0;
    bool m_ended = false;
};

// Every element of the array at the cursor; false: something in it is no JSON object.
bool read_features(Window& window, LayerBuilder& builder) {
    simdjson::dom::parser parser;
    std::uint32_t row = 0;
    if (!window.take('[')) return false;
    if (window.take(']')) return true;
    do {
        std::string_view text = window.peek() == '{' ? window.value() : std::string_view{};
        element feature;
        if (text.empty() || (text.size() > parser.capacity() &&
                             parser.allocate(text.size() * 2 + 1024, k_depth_limit) != simdjson::SUCCESS))
            return false;
        if (parser.parse(text.data(), text.size(), false).get(feature) != simdjson::SUCCESS) return false;
        add_geojson_feature(builder, feature, row++);
    } while (window.take(','));
    return window.take(']');
}

// Everything but the features, as an object of its own.
bool read_members(Window& window, LayerBuilder& builder, std::string& others, bool& found) {
    if (!window.take('{')) return false;
    do {
        if (window.peek() != '"') return false;
        std::string key(window.value());
        if (key.empty() || !window.take(':')) return false;
        if (key == "\"features\"") {
            if (found || !read_features(window, builder)) return false;
            found = true;
            continue;
        }
        char first = window.peek();
        std::string_view value = window.value();
        if (value.empty() || first == ',' || others.size() + value.size() > k_step) return false;
        others += (others.empty() ? "" : ",") + key + ':' + std::string(value);
    } while (window.take(','));
    return window.take('}') && window.peek() == '\0';
}

} // namespace

std::optional<std::vector<FeatureLayer>> read_geojson_stream(const ReadBytes& read, const std::string& stem) {
    Window window(read);
    LayerBuilder builder({});
    std::string others;
    bool found = false;
    if (!read_members(window, builder, others, found) || !found) return std::nullopt;
    simdjson::dom::parser parser;
    element head;
    if (parser.allocate(others.size() + 64, k_depth_limit) != simdjson::SUCCESS ||
        parser.parse('{' + others + '}').get(head) != simdjson::SUCCESS)
        return std::nullopt;
    std::string_view type, name, crs;
    if (head["type"].get_string().get(type) != simdjson::SUCCESS || type != "FeatureCollection") return std::nullopt;
    bool named = head["name"].get_string().get(name) == simdjson::SUCCESS && !name.empty();
    if (head["crs"]["properties"]["name"].get_string().get(crs) != simdjson::SUCCESS) crs = {};
    auto layers = builder.finish();
    for (auto& layer : layers) {
        layer.layer = named ? std::string(name) : stem;
        layer.encoding = "UTF-8";
        say_geojson_crs(layer, std::string(crs));
    }
    return layers;
}

} // namespace tp
