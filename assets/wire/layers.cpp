#include "wire/layers.h"

#include "wire/bytes.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tp {
namespace {

constexpr std::uint64_t k_magic = 0x31'45'52'49'57'50'54ULL; // "TPWIRE1"
constexpr std::uint32_t k_version = 2;
constexpr double k_coordinate_limit = 1e9;

void write_texts(ByteWriter& out, std::span<const std::string> texts) {
    std::vector<std::uint32_t> size(texts.size());
    std::string all;
    std::size_t total = 0;
    for (const auto& text : texts) total += text.size();
    all.reserve(total);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        size[i] = static_cast<std::uint32_t>(texts[i].size());
        all += texts[i];
    }
    out.array<std::uint32_t>(size);
    out.text(all);
}

void write_models(ByteWriter& out, const LayerModels& models) {
    for (const auto* numbers : {&models.x, &models.y, &models.z}) out.array<double>(*numbers);
    for (const auto* numbers : {&models.u, &models.v}) out.array<float>(*numbers);
    out.array<std::uint32_t>(models.index);
    out.array<ModelPart>(models.parts);
    out.array<std::uint32_t>(models.geometry_begin);
    out.array<ModelMaterial>(models.materials);
    out.array<LayerModels::Instance>(models.instances);
    out.value(static_cast<std::uint64_t>(models.textures.size()));
    for (const Texture& texture : models.textures) {
        for (std::uint32_t number : {texture.width, texture.height, texture.levels}) out.value(number);
        out.value(static_cast<std::uint32_t>(texture.alpha));
        out.array<std::uint8_t>(texture.blocks);
    }
}

void write_layer(ByteWriter& out, const FeatureLayer& layer) {
    for (const auto* text :
         {&layer.file, &layer.layer, &layer.subtype, &layer.encoding, &layer.crs, &layer.licence, &layer.hash})
        out.text(*text);
    out.value(static_cast<std::uint32_t>(layer.role));
    out.value(static_cast<std::uint32_t>(layer.guessed));
    out.value(static_cast<std::uint32_t>(layer.geometry));
    out.value(static_cast<std::int64_t>(layer.epsg));
    out.value(static_cast<std::uint32_t>(layer.crs_from));
    out.value(static_cast<std::uint32_t>(layer.heights));
    out.array<std::uint32_t>(layer.feature_begin);
    out.array<std::uint32_t>(layer.part_begin);
    out.array<std::uint32_t>(layer.ring_begin);
    out.array<double>(layer.x);
    out.array<double>(layer.y);
    out.array<float>(layer.z);
    out.array<std::uint32_t>(layer.row);
    out.array<std::uint64_t>(layer.key);
    out.value(static_cast<std::uint64_t>(layer.columns.size()));
    for (const auto& column : layer.columns) {
        out.text(column.name);
        out.value(static_cast<std::uint32_t>(column.numeric));
        if (column.numeric)
            out.array<double>(column.number);
        else
            write_texts(out, column.text);
    }
    out.value(static_cast<std::uint64_t>(layer.canonical.size()));
    for (const auto& [quantity, name] : layer.canonical) {
        out.text(quantity);
        out.text(name);
    }
    out.value(static_cast<std::int64_t>(layer.raster_columns));
    out.value(static_cast<std::int64_t>(layer.raster_rows));
    for (double number : layer.raster_transform) out.value(number);
    out.array<float>(layer.raster);
    out.array<std::uint8_t>(layer.picture);
    out.value(static_cast<std::uint32_t>(layer.needs_place));
    write_models(out, layer.models);
    for (std::int64_t number : {layer.in, layer.left_out, layer.repaired}) out.value(number);
    out.value(static_cast<std::uint64_t>(layer.notes.size()));
    for (const auto& note : layer.notes) {
        out.text(note.code);
        out.text(note.where);
        out.value(note.count);
        out.text(note.done);
        out.array<std::uint32_t>(note.rows);
    }
}

// The checks; each names what is wrong once, in `problem`.
class LayerReader {
public:
    explicit LayerReader(ByteReader& in) : m_in(in) {}

    FeatureLayer read() {
        FeatureLayer layer;
        for (auto* text :
             {&layer.file, &layer.layer, &layer.subtype, &layer.encoding, &layer.crs, &layer.licence, &layer.hash})
            *text = checked_text();
        auto role = m_in.value<std::uint32_t>();
        expect(role <= static_cast<std::uint32_t>(Role::building_table), "role");
        layer.role = static_cast<Role>(role);
        layer.guessed = m_in.value<std::uint32_t>() != 0;
        auto geometry = m_in.value<std::uint32_t>();
        expect(geometry <= static_cast<std::uint32_t>(GeometryKind::polygon), "geometry kind");
        layer.geometry = static_cast<GeometryKind>(geometry);
        auto epsg = m_in.value<std::int64_t>();
        expect(epsg >= 0 && epsg <= 1'000'000, "epsg");
        layer.epsg = static_cast<int>(epsg);
        auto from = m_in.value<std::uint32_t>(), heights = m_in.value<std::uint32_t>();
        expect(from <= static_cast<std::uint32_t>(CrsFrom::values), "crs origin");
        expect(heights <= static_cast<std::uint32_t>(HeightDatum::ground), "height datum");
        layer.crs_from = static_cast<CrsFrom>(from);
        layer.heights = static_cast<HeightDatum>(heights);
        read_geometry(layer);
        if (ok()) read_columns(layer);
        if (ok()) read_raster(layer);
        if (ok()) read_models(layer);
        if (ok()) read_account(layer);
        return layer;
    }
    bool ok() const { return m_problem.empty() && !m_in.failed(); }
    std::string problem() const { return m_problem.empty() ? "size" : m_problem; }

private:
    void expect(bool condition, const char* what) {
        if (!condition && m_problem.empty()) m_problem = what;
    }
    std::string checked_text() {
        std::string_view text = m_in.text();
        expect(is_utf8(text), "text that is not UTF-8");
        return std::string(text);
    }
    void expect_begin(const std::vector<std::uint32_t>& begin, std::size_t end, const char* what) {
        expect(!begin.empty() && begin.front() == 0 && begin.back() == end && std::ranges::is_sorted(begin), what);
    }
    void read_geometry(FeatureLayer& layer) {
        layer.feature_begin = m_in.array<std::uint32_t>();
        layer.part_begin = m_in.array<std::uint32_t>();
        layer.ring_begin = m_in.array<std::uint32_t>();
        layer.x = m_in.array<double>();
        layer.y = m_in.array<double>();
        layer.z = m_in.array<float>();
        layer.row = m_in.array<std::uint32_t>();
        layer.key = m_in.array<std::uint64_t>();
        if (m_in.failed()) return;
        expect_begin(layer.ring_begin, layer.x.size(), "ring index");
        expect_begin(layer.part_begin, layer.ring_begin.empty() ? 0 : layer.ring_begin.size() - 1, "part index");
        expect_begin(layer.feature_begin, layer.part_begin.empty() ? 0 : layer.part_begin.size() - 1, "feature index");
        bool table = layer.geometry == GeometryKind::none;
        expect(table ? layer.x.empty() : layer.feature_begin.size() == layer.row.size() + 1, "feature count");
        expect(layer.y.size() == layer.x.size() && (layer.z.empty() || layer.z.size() == layer.x.size()),
               "coordinate count");
        expect(layer.key.empty() || layer.key.size() == layer.row.size(), "key count");
        auto usable = [](double v) { return std::isfinite(v) && std::abs(v) <= k_coordinate_limit; };
        expect(std::ranges::all_of(layer.x, usable) && std::ranges::all_of(layer.y, usable), "coordinate");
        expect(std::ranges::none_of(layer.z, [](float v) { return std::isinf(v); }), "height");
        std::uint32_t least = layer.geometry == GeometryKind::polygon ? 3
                              : layer.geometry == GeometryKind::line  ? 2
                                                                      : 1;
        for (std::size_t i = 0; ok() && i + 1 < layer.ring_begin.size(); ++i)
            expect(layer.ring_begin[i + 1] - layer.ring_begin[i] >= least, "ring size");
    }
    void read_columns(FeatureLayer& layer) {
        auto count = m_in.value<std::uint64_t>();
        expect(count <= 10'000, "column count");
        for (std::uint64_t i = 0; ok() && i < count; ++i) {
            Column column;
            column.name = checked_text();
            column.numeric = m_in.value<std::uint32_t>() != 0;
            if (column.numeric) {
                column.number = m_in.array<double>();
                expect(std::ranges::none_of(column.number, [](double v) { return std::isinf(v); }), "number");
                expect(column.number.size() == layer.row.size(), "column size");
            } else {
                read_texts(column.text);
                expect(column.text.size() == layer.row.size(), "column size");
            }
            layer.columns.push_back(std::move(column));
        }
        auto named = m_in.value<std::uint64_t>();
        expect(named <= 1'000, "canonical count");
        for (std::uint64_t i = 0; ok() && i < named; ++i) {
            std::string quantity = checked_text(), name = checked_text();
            expect(layer.column(name) != nullptr, "canonical column");
            layer.canonical.emplace(std::move(quantity), std::move(name));
        }
    }
    void read_texts(std::vector<std::string>& texts) {
        auto size = m_in.array<std::uint32_t>();
        std::string_view all = m_in.text();
        expect(is_utf8(all), "text that is not UTF-8");
        std::uint64_t total = 0;
        for (std::uint32_t s : size) total += s;
        expect(total == all.size(), "text size");
        if (!ok()) return;
        texts.reserve(size.size());
        for (std::size_t i = 0, at = 0; i < size.size(); at += size[i], ++i) {
            // A cut inside a character would make two bad texts out of good bytes.
            expect(at == all.size() || (static_cast<unsigned char>(all[at]) & 0xC0U) != 0x80U,
                   "text that is not UTF-8");
            texts.emplace_back(all.substr(at, size[i]));
        }
    }
    void read_raster(FeatureLayer& layer) {
        auto columns = m_in.value<std::int64_t>(), rows = m_in.value<std::int64_t>();
        expect(columns >= 0 && rows >= 0 && columns <= 65'536 && rows <= 65'536, "raster size");
        for (double& number : layer.raster_transform) {
            number = m_in.value<double>();
            expect(std::isfinite(number), "raster transform");
        }
        layer.raster = m_in.array<float>();
        layer.picture = m_in.array<std::uint8_t>();
        if (!ok()) return;
        layer.raster_columns = static_cast<int>(columns);
        layer.raster_rows = static_cast<int>(rows);
        auto cells = static_cast<std::size_t>(columns * rows);
        if (layer.picture.empty())
            expect(layer.raster.size() == cells, "raster size");
        else
            expect(layer.raster.empty() && layer.picture.size() == cells * 4, "picture size");
        expect(std::ranges::none_of(layer.raster, [](float v) { return std::isinf(v); }), "raster value");
    }
    void read_models(FeatureLayer& layer) {
        layer.needs_place = m_in.value<std::uint32_t>() != 0;
        LayerModels& models = layer.models;
        for (auto* numbers : {&models.x, &models.y, &models.z}) *numbers = m_in.array<double>();
        for (auto* numbers : {&models.u, &models.v}) *numbers = m_in.array<float>();
        models.index = m_in.array<std::uint32_t>();
        models.parts = m_in.array<ModelPart>();
        models.geometry_begin = m_in.array<std::uint32_t>();
        models.materials = m_in.array<ModelMaterial>();
        models.instances = m_in.array<LayerModels::Instance>();
        auto textures = m_in.value<std::uint64_t>();
        expect(textures <= 100'000, "texture count");
        for (std::uint64_t i = 0; ok() && i < textures; ++i) read_texture(models);
        if (ok()) check_models(layer);
    }
    void read_texture(LayerModels& models) {
        Texture texture;
        for (std::uint32_t* number : {&texture.width, &texture.height, &texture.levels})
            *number = m_in.value<std::uint32_t>();
        texture.alpha = m_in.value<std::uint32_t>() != 0;
        texture.blocks = m_in.array<std::uint8_t>();
        std::size_t bytes = texture_bytes(texture.width, texture.height, texture.levels, texture.alpha);
        expect(bytes > 0 && texture.blocks.size() == bytes, "texture size");
        models.textures.push_back(std::move(texture));
    }
    void check_models(const FeatureLayer& layer) {
        const LayerModels& models = layer.models;
        std::size_t vertices = models.x.size();
        auto usable = [](double v) { return std::isfinite(v) && std::abs(v) <= k_coordinate_limit; };
        expect(models.y.size() == vertices && models.z.size() == vertices, "vertex count");
        for (const auto* numbers : {&models.x, &models.y, &models.z})
            expect(std::ranges::all_of(*numbers, usable), "vertex");
        expect(models.u.size() == models.v.size() && (models.u.empty() || models.u.size() == vertices), "uv count");
        for (const auto* numbers : {&models.u, &models.v})
            expect(std::ranges::all_of(*numbers, [](float v) { return std::isfinite(v); }), "uv");
        expect(std::ranges::all_of(models.index, [&](std::uint32_t i) { return i < vertices; }), "vertex index");
        expect_begin(models.geometry_begin, models.parts.size(), "geometry index");
        for (const ModelPart& part : models.parts)
            expect(part.begin <= part.end && part.end <= models.index.size() && (part.end - part.begin) % 3 == 0 &&
                       part.material < models.materials.size(),
                   "model part");
        for (const ModelMaterial& material : models.materials) {
            expect(std::ranges::all_of(material.colour, [](float v) { return v >= 0.0f && v <= 1.0f; }), "colour");
            expect(material.texture >= -1 && material.texture < static_cast<std::int64_t>(models.textures.size()),
                   "texture index");
        }
        for (const auto& instance : models.instances) {
            expect(instance.geometry < models.geometries() && instance.feature < layer.row.size(), "model instance");
            expect(instance.in_place <= 1 && instance.role < ModelRole::count, "model instance");
            expect(std::ranges::all_of(instance.at, usable), "model place");
            expect(std::ranges::all_of(instance.turn, [](float v) { return std::abs(v) <= 1e6f; }), "model turn");
        }
    }
    void read_account(FeatureLayer& layer) {
        for (std::int64_t* number : {&layer.in, &layer.left_out, &layer.repaired}) *number = m_in.value<std::int64_t>();
        expect(layer.left_out >= 0 && layer.repaired >= 0 && layer.in >= layer.left_out, "account");
        expect(layer.in - layer.left_out >= static_cast<std::int64_t>(layer.row.size()), "account");
        auto count = m_in.value<std::uint64_t>();
        expect(count <= 10'000, "note count");
        for (std::uint64_t i = 0; ok() && i < count; ++i) {
            ReportNote note;
            note.code = checked_text();
            note.where = checked_text();
            note.count = m_in.value<std::int64_t>();
            note.done = checked_text();
            note.rows = m_in.array<std::uint32_t>();
            expect(note.rows.size() <= k_note_rows, "note rows");
            layer.notes.push_back(std::move(note));
        }
    }

    ByteReader& m_in;
    std::string m_problem;
};

std::unexpected<Error> bad_answer(std::string what) {
    return fail(ErrorCode::bad_format, "wire.bad_answer", {{"what", std::move(what)}});
}

} // namespace

bool is_utf8(std::string_view text) {
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = p + text.size();
    while (p < end) {
        unsigned char first = *p++;
        if (first < 0x80) {
            if (first == 0) return false;
            continue;
        }
        int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        if (first < 0xC2 || first > 0xF4 || end - p < more) return false;
        unsigned char second = *p;
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
            (first == 0xF4 && second > 0x8F))
            return false;
        for (; more > 0; --more)
            if ((*p++ & 0xC0U) != 0x80U) return false;
    }
    return true;
}

std::vector<std::byte> write_layers(std::span<const FeatureLayer> layers) {
    ByteWriter out;
    std::size_t guess = 4096;
    for (const auto& layer : layers)
        guess += layer.x.size() * 20 + layer.size() * (16 + layer.columns.size() * 16) + layer.raster.size() * 4 +
                 layer.picture.size() + layer.models.x.size() * 40 + layer.models.index.size() * 4;
    out.reserve(guess);
    out.value(k_magic);
    out.value(k_version);
    out.value(static_cast<std::uint64_t>(layers.size()));
    for (const auto& layer : layers) write_layer(out, layer);
    return out.take();
}

Result<std::vector<FeatureLayer>> read_layers(std::span<const std::byte> bytes) {
    ByteReader in(bytes);
    if (in.value<std::uint64_t>() != k_magic) return bad_answer("magic");
    if (in.value<std::uint32_t>() != k_version) return bad_answer("version");
    auto count = in.value<std::uint64_t>();
    if (count > 100'000) return bad_answer("layer count");
    std::vector<FeatureLayer> layers;
    for (std::uint64_t i = 0; i < count; ++i) {
        LayerReader reader(in);
        layers.push_back(reader.read());
        if (!reader.ok()) return bad_answer(reader.problem());
    }
    if (!in.at_end()) return bad_answer("size");
    return layers;
}

} // namespace tp
