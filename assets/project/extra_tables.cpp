#include "project/extra_tables.h"

#include "core/hash.h"
#include "project/geopackage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <type_traits>

namespace tp {
namespace {

constexpr std::size_t k_chunk_bytes = 4U << 20U;
constexpr std::array k_roles{"building", "road", "vegetation", "furniture", "water", "bridge", "other"};
static_assert(k_roles.size() == static_cast<std::size_t>(ModelRole::count));
constexpr std::array k_values{&Weather::air_temperature_c, &Weather::relative_humidity_pct, &Weather::wind_speed_m_s,
                              &Weather::wind_direction_deg, &Weather::pressure_pa, &Weather::precipitation_mm,
                              &Weather::global_w_m2, &Weather::direct_normal_w_m2, &Weather::diffuse_w_m2};

std::unexpected<Error> corrupt(const Database& database, const std::string& reason) {
    return fail(ErrorCode::bad_format, "project.corrupt", {{"file", database.name()}, {"reason", reason}});
}

Result<bool> has_table(Database& database, const char* name) {
    auto count = database.integer(fmt::format("SELECT count(*) FROM sqlite_schema WHERE type='table' AND rootpage>0 AND name='{}'", name));
    if (!count) return std::unexpected(std::move(count.error()));
    return *count == 1;
}

// Runs take(row) for every row.
template <class Take>
Result<void> each_row(Database& database, const std::string& sql, Take take) {
    auto select = database.prepare(sql);
    if (!select) return std::unexpected(std::move(select.error()));
    for (std::int64_t number = 1;; ++number) {
        auto row = select->step();
        if (!row) return std::unexpected(std::move(row.error()));
        if (!*row) return {};
        TP_TRY(take(*select, number));
    }
}

void bind_number(Statement& s, int parameter, double value) {
    if (std::isnan(value)) s.bind_null(parameter);
    else s.bind(parameter, value);
}
double number_or_nan(const Statement& s, int column) { return s.is_null(column) ? std::nan("") : s.number(column); }

template <class T>
Result<void> write_array(Database& database, const char* name, std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    auto insert = database.prepare("INSERT INTO city_arrays VALUES(?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    auto bytes = std::as_bytes(values);
    for (std::size_t at = 0, chunk = 0; at < bytes.size(); at += k_chunk_bytes, ++chunk) {
        insert->bind(1, std::string_view(name));
        insert->bind(2, static_cast<std::int64_t>(chunk));
        insert->bind(3, bytes.subspan(at, std::min(k_chunk_bytes, bytes.size() - at)));
        TP_TRY(insert->run());
    }
    return {};
}

template <class T>
Result<void> read_array(Database& database, const char* name, std::vector<T>& out) {
    std::vector<std::byte> bytes;
    TP_TRY(each_row(database, fmt::format("SELECT data FROM city_arrays WHERE name='{}' ORDER BY chunk", name),
                    [&](Statement& s, std::int64_t) -> Result<void> {
                        auto blob = s.blob(0);
                        bytes.insert(bytes.end(), blob.begin(), blob.end());
                        return {};
                    }));
    if (bytes.size() % sizeof(T) != 0) return corrupt(database, name);
    out.resize(bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
    return {};
}

// Textures under the hash of what they hold.
class Blobs {
public:
    explicit Blobs(Database& database) : m_database(database) {}

    Result<std::string> put(const Texture& texture) {
        Hash hash;
        hash.add(std::as_bytes(std::span(texture.blocks)));
        std::string key = hash.hex();
        while (m_known.contains(key) && m_known[key]->blocks != texture.blocks) key += 'x'; // another picture with this hash
        if (m_known.contains(key)) return key;
        m_known[key] = &texture;
        auto insert = m_database.prepare("INSERT INTO texture_blobs VALUES(?,?)");
        if (!insert) return std::unexpected(std::move(insert.error()));
        insert->bind(1, std::string_view(key));
        insert->bind(2, std::as_bytes(std::span(texture.blocks)));
        TP_TRY(insert->run());
        return key;
    }
    // Columns `first`.. : width, height, levels, alpha, hash.
    Result<void> bind(Statement& insert, int first, const Texture& texture) {
        auto key = put(texture);
        if (!key) return std::unexpected(std::move(key.error()));
        for (std::uint32_t v : {texture.width, texture.height, texture.levels, static_cast<std::uint32_t>(texture.alpha)})
            insert.bind(first++, static_cast<std::int64_t>(v));
        m_key = *std::move(key);
        insert.bind(first, std::string_view(m_key));
        return {};
    }
    Result<Texture> take(const Statement& row, int first, const std::string& where) {
        auto whole = [&](int column) {
            std::int64_t v = row.integer(column);
            return v < 0 || v > k_texture_side_limit ? 0U : static_cast<std::uint32_t>(v);
        };
        Texture texture{whole(first), whole(first + 1), whole(first + 2), row.integer(first + 3) == 1, {}};
        std::size_t bytes = texture_bytes(texture.width, texture.height, texture.levels, texture.alpha);
        auto select = m_database.prepare("SELECT blocks FROM texture_blobs WHERE hash=?");
        if (!select) return std::unexpected(std::move(select.error()));
        select->bind(1, row.text(first + 4));
        auto found = select->step();
        if (!found) return std::unexpected(std::move(found.error()));
        if (!*found || bytes == 0 || select->blob(0).size() != bytes) return corrupt(m_database, where);
        const auto* data = reinterpret_cast<const std::uint8_t*>(select->blob(0).data());
        texture.blocks.assign(data, data + bytes);
        return texture;
    }

private:
    Database& m_database;
    std::map<std::string, const Texture*> m_known;
    std::string m_key; // lives until the statement has run
};

Result<void> write_instances(Database& database, const Models& m) {
    TP_TRY(make_own_table(database, "models",
                          "(id INTEGER PRIMARY KEY, geometry INTEGER NOT NULL, x_m REAL NOT NULL, y_m REAL NOT NULL, z_m REAL NOT NULL, "
                          "turn BLOB NOT NULL, role TEXT NOT NULL, building_fid INTEGER, name TEXT, source INTEGER, feature INTEGER)"));
    auto insert = database.prepare("INSERT INTO models VALUES(?,?,?,?,?,?,?,?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (std::size_t i = 0; i < m.size(); ++i) {
        insert->bind(1, static_cast<std::int64_t>(i + 1));
        insert->bind(2, static_cast<std::int64_t>(m.geometry[i]));
        insert->bind(3, m.at[i].x_m);
        insert->bind(4, m.at[i].y_m);
        insert->bind(5, m.z_m[i]);
        insert->bind(6, std::as_bytes(std::span(m.turn[i])));
        insert->bind(7, std::string_view(k_roles[static_cast<std::size_t>(m.role[i])]));
        if (m.building[i] < 0) insert->bind_null(8);
        else insert->bind(8, std::int64_t{m.building[i]} + 1);
        insert->bind(9, std::string_view(m.name[i]));
        insert->bind(10, static_cast<std::int64_t>(m.origin[i].source) + 1);
        insert->bind(11, static_cast<std::int64_t>(m.origin[i].feature));
        TP_TRY(insert->run());
    }
    return {};
}

Result<void> write_models(Database& database, const Models& m, Blobs& blobs) {
    TP_TRY(write_instances(database, m));
    std::vector<std::array<float, 4>> colour;
    std::vector<std::int32_t> texture;
    std::vector<std::array<std::uint8_t, 2>> flags;
    for (const ModelMaterial& material : m.materials) {
        colour.push_back(material.colour);
        texture.push_back(material.texture);
        flags.push_back({material.double_sided, material.coloured});
    }
    TP_TRY(write_array(database, "model_position", std::span(m.position)));
    TP_TRY(write_array(database, "model_uv", std::span(m.uv)));
    TP_TRY(write_array(database, "model_index", std::span(m.index)));
    TP_TRY(write_array(database, "model_parts", std::span(m.parts)));
    TP_TRY(write_array(database, "model_geometry_begin", std::span(m.geometry_begin)));
    TP_TRY(write_array(database, "model_colour", std::span<const std::array<float, 4>>(colour)));
    TP_TRY(write_array(database, "model_texture", std::span<const std::int32_t>(texture)));
    TP_TRY(write_array(database, "model_flags", std::span<const std::array<std::uint8_t, 2>>(flags)));
    auto insert = database.prepare("INSERT INTO textures VALUES(?,?,?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (std::size_t i = 0; i < m.textures.size(); ++i) {
        insert->bind(1, static_cast<std::int64_t>(i + 1));
        TP_TRY(blobs.bind(*insert, 2, m.textures[i]));
        TP_TRY(insert->run());
    }
    return {};
}

Result<void> write_pictures(Database& database, const std::vector<GroundPicture>& pictures, Blobs& blobs) {
    TP_TRY(make_own_table(database, "pictures",
                          "(id INTEGER PRIMARY KEY, x_m REAL NOT NULL, y_m REAL NOT NULL, width_m REAL NOT NULL, height_m REAL NOT NULL, "
                          "source INTEGER NOT NULL, width INTEGER, height INTEGER, levels INTEGER, alpha INTEGER, hash TEXT)"));
    auto insert = database.prepare("INSERT INTO pictures VALUES(?,?,?,?,?,?,?,?,?,?,?)");
    if (!insert) return std::unexpected(std::move(insert.error()));
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const GroundPicture& p = pictures[i];
        insert->bind(1, static_cast<std::int64_t>(i + 1));
        int parameter = 2;
        for (double v : {p.south_west.x_m, p.south_west.y_m, p.width_m, p.height_m}) insert->bind(parameter++, v);
        insert->bind(6, static_cast<std::int64_t>(p.source) + 1);
        TP_TRY(blobs.bind(*insert, 7, p.texture));
        TP_TRY(insert->run());
    }
    return {};
}

Result<void> write_weather(Database& database, const std::vector<Weather>& weather) {
    TP_TRY(make_own_table(database, "weather",
                          "(id INTEGER PRIMARY KEY, place TEXT, longitude_deg REAL, latitude_deg REAL, elevation_m REAL, "
                          "step_h INTEGER NOT NULL, source INTEGER NOT NULL)"));
    TP_TRY(make_own_table(database, "weather_steps",
                          "(weather INTEGER NOT NULL, step INTEGER NOT NULL, time_s INTEGER NOT NULL, air_temperature_c REAL, "
                          "relative_humidity_pct REAL, wind_speed_m_s REAL, wind_direction_deg REAL, pressure_pa REAL, precipitation_mm REAL, "
                          "global_w_m2 REAL, direct_normal_w_m2 REAL, diffuse_w_m2 REAL, PRIMARY KEY(weather, step)) WITHOUT ROWID"));
    auto station = database.prepare("INSERT INTO weather VALUES(?,?,?,?,?,?,?)");
    auto step = database.prepare("INSERT INTO weather_steps VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!station) return std::unexpected(std::move(station.error()));
    if (!step) return std::unexpected(std::move(step.error()));
    for (std::size_t i = 0; i < weather.size(); ++i) {
        const Weather& w = weather[i];
        auto id = static_cast<std::int64_t>(i + 1);
        station->bind(1, id);
        station->bind(2, std::string_view(w.place));
        bind_number(*station, 3, w.at.longitude_deg);
        bind_number(*station, 4, w.at.latitude_deg);
        bind_number(*station, 5, static_cast<double>(w.elevation_m));
        station->bind(6, std::int64_t{w.step_h});
        station->bind(7, static_cast<std::int64_t>(w.source) + 1);
        TP_TRY(station->run());
        for (std::size_t k = 0; k < w.size(); ++k) {
            step->bind(1, id);
            step->bind(2, static_cast<std::int64_t>(k));
            step->bind(3, w.time_s[k]);
            int parameter = 4;
            for (auto values : k_values) {
                const auto& v = w.*values;
                bind_number(*step, parameter++, k < v.size() ? static_cast<double>(v[k]) : std::nan(""));
            }
            TP_TRY(step->run());
        }
    }
    return {};
}

template <class T>
bool all_finite(const std::vector<T>& values) {
    return std::ranges::all_of(values, [](const T& item) { return std::ranges::all_of(item, [](float v) { return std::isfinite(v); }); });
}

// What indices of a file of somebody else may point at; the reason it is refused for, or nothing.
const char* problem_of(const Models& m) {
    if (!all_finite(m.position)) return "model_position";
    if (!(m.uv.empty() || m.uv.size() == m.position.size()) || !all_finite(m.uv)) return "model_uv";
    if (std::ranges::any_of(m.index, [&](std::uint32_t i) { return i >= m.position.size(); })) return "model_index";
    for (const ModelPart& p : m.parts)
        if (p.begin > p.end || p.end > m.index.size() || (p.end - p.begin) % 3 != 0 || p.material >= m.materials.size()) return "model_parts";
    const auto& begin = m.geometry_begin;
    if (begin.empty() || begin.front() != 0 || begin.back() != m.parts.size() || !std::ranges::is_sorted(begin)) return "model_geometry_begin";
    for (const ModelMaterial& material : m.materials) {
        if (!std::ranges::all_of(material.colour, [](float v) { return v >= 0.0f && v <= 1.0f; })) return "model_colour";
        if (material.texture < -1 || material.texture >= static_cast<std::int64_t>(m.textures.size())) return "model_texture";
        if (material.double_sided > 1 || material.coloured > 1) return "model_flags";
    }
    return nullptr;
}

Result<void> read_instances(Database& database, City& city) {
    Models& m = city.models;
    return each_row(database,
                    "SELECT id,geometry,x_m,y_m,z_m,turn,role,building_fid,name,source,feature FROM models ORDER BY id",
                    [&](Statement& s, std::int64_t number) -> Result<void> {
                        std::int64_t geometry = s.integer(1), building = s.is_null(7) ? -1 : s.integer(7) - 1, source = s.integer(9) - 1,
                                     feature = s.integer(10);
                        const auto* role = std::ranges::find(k_roles, s.text(6), [](const char* word) { return std::string_view(word); });
                        std::array<float, 9> turn{};
                        bool good = s.integer(0) == number && geometry >= 0 && geometry < static_cast<std::int64_t>(m.geometries()) && building >= -1 &&
                                    building < static_cast<std::int64_t>(city.buildings.size()) && source >= 0 && source <= 0xffff && feature >= 0 &&
                                    feature <= 0xffffffffLL && role != k_roles.end() && s.blob(5).size() == sizeof turn;
                        for (int column = 2; column <= 4; ++column) good = good && !s.is_null(column) && std::isfinite(s.number(column));
                        if (good) std::memcpy(turn.data(), s.blob(5).data(), sizeof turn);
                        if (!good || !std::ranges::all_of(turn, [](float v) { return std::isfinite(v); }))
                            return corrupt(database, fmt::format("models {}", number));
                        m.geometry.push_back(static_cast<std::uint32_t>(geometry));
                        m.at.push_back({s.number(2), s.number(3)});
                        m.z_m.push_back(s.number(4));
                        m.turn.push_back(turn);
                        m.role.push_back(static_cast<ModelRole>(role - k_roles.begin()));
                        m.building.push_back(static_cast<std::int32_t>(building));
                        m.name.emplace_back(s.text(8));
                        m.origin.push_back({static_cast<std::uint16_t>(source), static_cast<std::uint32_t>(feature)});
                        return {};
                    });
}

Result<void> read_models(Database& database, City& city, Blobs& blobs) {
    Models& m = city.models;
    std::vector<std::array<float, 4>> colour;
    std::vector<std::int32_t> texture;
    std::vector<std::array<std::uint8_t, 2>> flags;
    TP_TRY(read_array(database, "model_position", m.position));
    TP_TRY(read_array(database, "model_uv", m.uv));
    TP_TRY(read_array(database, "model_index", m.index));
    TP_TRY(read_array(database, "model_parts", m.parts));
    TP_TRY(read_array(database, "model_geometry_begin", m.geometry_begin));
    TP_TRY(read_array(database, "model_colour", colour));
    TP_TRY(read_array(database, "model_texture", texture));
    TP_TRY(read_array(database, "model_flags", flags));
    if (texture.size() != colour.size() || flags.size() != colour.size()) return corrupt(database, "model_colour");
    for (std::size_t i = 0; i < colour.size(); ++i) m.materials.push_back({colour[i], texture[i], flags[i][0], flags[i][1]});
    TP_TRY(each_row(database, "SELECT width,height,levels,alpha,hash,id FROM textures ORDER BY id",
                    [&](Statement& s, std::int64_t number) -> Result<void> {
                        std::string where = fmt::format("textures {}", number);
                        if (s.integer(5) != number) return corrupt(database, where);
                        auto taken = blobs.take(s, 0, where);
                        if (!taken) return std::unexpected(std::move(taken.error()));
                        m.textures.push_back(*std::move(taken));
                        return {};
                    }));
    if (const char* problem = problem_of(m)) return corrupt(database, problem);
    return read_instances(database, city);
}

Result<void> read_pictures(Database& database, std::vector<GroundPicture>& pictures, Blobs& blobs) {
    return each_row(database, "SELECT x_m,y_m,width_m,height_m,source,width,height,levels,alpha,hash FROM pictures ORDER BY id",
                    [&](Statement& s, std::int64_t number) -> Result<void> {
                        std::string where = fmt::format("pictures {}", number);
                        std::int64_t source = s.integer(4) - 1;
                        bool good = source >= 0 && source <= 0xffff && s.number(2) > 0 && s.number(3) > 0;
                        for (int column = 0; column < 4; ++column) good = good && !s.is_null(column) && std::isfinite(s.number(column));
                        if (!good) return corrupt(database, where);
                        auto taken = blobs.take(s, 5, where);
                        if (!taken) return std::unexpected(std::move(taken.error()));
                        pictures.push_back({*std::move(taken), {s.number(0), s.number(1)}, s.number(2), s.number(3), static_cast<std::uint16_t>(source)});
                        return {};
                    });
}

Result<void> read_weather(Database& database, std::vector<Weather>& weather) {
    TP_TRY(each_row(database, "SELECT id,place,longitude_deg,latitude_deg,elevation_m,step_h,source FROM weather ORDER BY id",
                    [&](Statement& s, std::int64_t number) -> Result<void> {
                        Weather w;
                        std::int64_t step_h = s.integer(5), source = s.integer(6) - 1;
                        w.place = s.text(1);
                        w.at = {number_or_nan(s, 2), number_or_nan(s, 3)};
                        w.elevation_m = static_cast<float>(number_or_nan(s, 4));
                        if (s.integer(0) != number || (step_h != 1 && step_h != 24) || source < 0 || source > 0xffff || std::isinf(w.at.longitude_deg) ||
                            std::isinf(w.at.latitude_deg) || std::isinf(w.elevation_m))
                            return corrupt(database, fmt::format("weather {}", number));
                        w.step_h = static_cast<int>(step_h);
                        w.source = static_cast<std::uint16_t>(source);
                        weather.push_back(std::move(w));
                        return {};
                    }));
    return each_row(database,
                    "SELECT weather,step,time_s,air_temperature_c,relative_humidity_pct,wind_speed_m_s,wind_direction_deg,pressure_pa,"
                    "precipitation_mm,global_w_m2,direct_normal_w_m2,diffuse_w_m2 FROM weather_steps ORDER BY weather,step",
                    [&](Statement& s, std::int64_t number) -> Result<void> {
                        std::int64_t station = s.integer(0) - 1;
                        auto bad = [&] { return corrupt(database, fmt::format("weather_steps {}", number)); };
                        if (station < 0 || station >= static_cast<std::int64_t>(weather.size())) return bad();
                        Weather& w = weather[static_cast<std::size_t>(station)];
                        if (s.integer(1) != static_cast<std::int64_t>(w.size()) || !s.is_integer(2)) return bad();
                        w.time_s.push_back(s.integer(2));
                        int column = 3;
                        for (auto values : k_values) {
                            auto v = static_cast<float>(number_or_nan(s, column++));
                            if (std::isinf(v)) return bad();
                            (w.*values).push_back(v);
                        }
                        return {};
                    });
}

Result<void> read_known(Database& database, HeightGrid& terrain) {
    TP_TRY(read_array(database, "terrain_known", terrain.known));
    bool good = terrain.known.empty() || terrain.known.size() == terrain.height_m.size();
    if (!good || std::ranges::any_of(terrain.known, [](std::uint8_t v) { return v > HeightGrid::interpolated; }))
        return corrupt(database, "terrain_known");
    return {};
}

} // namespace

const std::vector<std::string>& extra_table_names() {
    static const std::vector<std::string> names{"models", "textures", "texture_blobs", "pictures", "weather", "weather_steps", "city_arrays"};
    return names;
}

Result<void> write_extras(Database& database, const City& city) {
    const Models& m = city.models;
    if (m.size() > 0 || !city.terrain.known.empty())
        TP_TRY(make_own_table(database, "city_arrays",
                              "(name TEXT NOT NULL, chunk INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(name, chunk))"));
    if (!city.terrain.known.empty()) TP_TRY(write_array(database, "terrain_known", std::span(city.terrain.known)));
    Blobs blobs(database);
    if (m.size() > 0 || !city.pictures.empty()) TP_TRY(make_own_table(database, "texture_blobs", "(hash TEXT PRIMARY KEY NOT NULL, blocks BLOB NOT NULL)"));
    if (m.size() > 0) {
        TP_TRY(make_own_table(database, "textures", "(id INTEGER PRIMARY KEY, width INTEGER, height INTEGER, levels INTEGER, alpha INTEGER, hash TEXT)"));
        TP_TRY(write_models(database, m, blobs));
    }
    if (!city.pictures.empty()) TP_TRY(write_pictures(database, city.pictures, blobs));
    return city.weather.empty() ? Result<void>{} : write_weather(database, city.weather);
}

Result<void> read_extras(Database& database, City& city) {
    Blobs blobs(database);
    for (const char* table : {"city_arrays", "models", "pictures", "weather"}) {
        auto there = has_table(database, table);
        if (!there) return std::unexpected(std::move(there.error()));
        if (!*there) continue;
        std::string_view name = table;
        if (name == "city_arrays") TP_TRY(read_known(database, city.terrain));
        if (name == "models") TP_TRY(read_models(database, city, blobs));
        if (name == "pictures") TP_TRY(read_pictures(database, city.pictures, blobs));
        if (name == "weather") TP_TRY(read_weather(database, city.weather));
    }
    return {};
}

} // namespace tp
