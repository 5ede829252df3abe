#include "import/assimp.h"

#include "import/assimp_guard.h"
#include "import/source_file.h"

#include <algorithm>
#include <array>
#include <assimp/BaseImporter.h>
#include <assimp/DefaultLogger.hpp>
#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>
#include <assimp/LogStream.hpp>
#include <assimp/importerdesc.h>
#include <assimp/scene.h>
#include <cmath>
#include <cstring>

namespace tp {
namespace {

class MemoryStream : public Assimp::IOStream {
public:
    explicit MemoryStream(std::string_view bytes) : m_bytes(bytes) {}
    explicit MemoryStream(std::string bytes) : m_own(std::move(bytes)), m_bytes(m_own) {}

    std::size_t Read(void* out, std::size_t size, std::size_t count) override {
        if (size == 0) return 0;
        std::size_t items = std::min(count, (m_bytes.size() - m_at) / size);
        std::memcpy(out, m_bytes.data() + m_at, items * size);
        m_at += items * size;
        return items;
    }
    std::size_t Write(const void*, std::size_t, std::size_t) override { return 0; }
    aiReturn Seek(std::size_t offset, aiOrigin origin) override {
        std::size_t base = origin == aiOrigin_SET ? 0 : origin == aiOrigin_CUR ? m_at : m_bytes.size();
        if (offset > m_bytes.size() - base) return aiReturn_FAILURE;
        m_at = base + offset;
        return aiReturn_SUCCESS;
    }
    std::size_t Tell() const override { return m_at; }
    std::size_t FileSize() const override { return m_bytes.size(); }
    void Flush() override {}

private:
    std::string m_own;
    std::string_view m_bytes;
    std::size_t m_at = 0;
};

// What Assimp sees of the world: the file itself and, by reference, those beside it.
class MemoryFiles : public Assimp::IOSystem {
public:
    MemoryFiles(std::string name, const MeshSource& source) : m_name(std::move(name)), m_source(source) {}

    bool Exists(const char* file) const override { return file == m_name || beside(file).has_value(); }
    char getOsSeparator() const override { return '/'; }
    Assimp::IOStream* Open(const char* file, const char* mode) override {
        if (!mode || std::strchr(mode, 'w') || std::strchr(mode, 'a') || std::strchr(mode, '+')) return nullptr;
        if (file == m_name) return new MemoryStream(m_source.bytes); // Assimp hands it back to Close
        auto bytes = beside(file);
        return bytes ? new MemoryStream(std::move(*bytes)) : nullptr;
    }
    void Close(Assimp::IOStream* stream) override { delete stream; }

private:
    Result<std::string> beside(const char* file) const { return m_source.beside ? m_source.beside(file) : refuse("uri_missing"); }
    std::string m_name;
    const MeshSource& m_source;
};

std::string first_words(const char* text) {
    std::string out = text ? text : "";
    for (char& c : out)
        if (c < ' ' || c > '~') c = ' ';
    while (out.ends_with(' ')) out.pop_back();
    return out.substr(0, 160);
}

// What Assimp grumbles about while it reads becomes a note.
class WarningNotes : public Assimp::LogStream {
public:
    explicit WarningNotes(MeshBuilder& builder) : m_builder(builder) {}
    void write(const char* message) override {
        std::string text = first_words(message); // "Warn,  T0: what it is"
        auto colon = text.find(": ");
        m_builder.note("mesh_warnings", colon == std::string::npos ? text : text.substr(colon + 2), "");
    }

private:
    MeshBuilder& m_builder;
};

class Listening {
public:
    explicit Listening(MeshBuilder& builder) : m_stream(builder) {
        Assimp::DefaultLogger::create("", Assimp::Logger::NORMAL, 0)->attachStream(&m_stream, Assimp::Logger::Warn | Assimp::Logger::Err);
    }
    ~Listening() {
        Assimp::DefaultLogger::get()->detachStream(&m_stream, Assimp::Logger::Warn | Assimp::Logger::Err);
        Assimp::DefaultLogger::kill();
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

private:
    WarningNotes m_stream;
};

constexpr std::array<const char*, 7> k_endings{"obj", "stl", "ply", "fbx", "dae", "3ds", "gltf"};

void keep_seven(Assimp::Importer& importer) {
    std::vector<Assimp::BaseImporter*> others;
    for (std::size_t i = 0; i < importer.GetImporterCount(); ++i) {
        const aiImporterDesc* about = importer.GetImporterInfo(i);
        std::string_view endings = about->mFileExtensions;
        bool wanted = std::string_view(about->mName) != "glTF Importer"; // version 1
        std::string_view first = endings.substr(0, endings.find(' '));
        if (!wanted || std::ranges::find(k_endings, first) == k_endings.end()) others.push_back(importer.GetImporter(i));
    }
    for (auto* other : others)
        if (importer.UnregisterLoader(other) == aiReturn_SUCCESS) delete other; // no longer the importer's
}

std::string ending_of_kind(FileKind kind) {
    switch (kind) {
    case FileKind::obj:
        return "obj";
    case FileKind::stl:
        return "stl";
    case FileKind::ply:
        return "ply";
    case FileKind::fbx:
        return "fbx";
    case FileKind::collada:
        return "dae";
    case FileKind::max_3ds:
        return "3ds";
    default:
        return "glb";
    }
}

Result<void> guard(const MeshSource& source) {
    if (source.kind == FileKind::collada) return check_collada(source.bytes);
    if (source.kind == FileKind::fbx) return check_fbx(source.bytes);
    if (source.kind == FileKind::ply) return check_ply(source.bytes);
    return {};
}

// From the file's units and axes to metres, z up.
aiMatrix4x4 to_metres_z_up(const aiScene& scene, FileKind kind) {
    const aiMatrix4x4 y_up(1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1), x_up(0, 0, -1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    if (kind == FileKind::collada || kind == FileKind::gltf || kind == FileKind::max_3ds) return y_up; // Assimp has turned it
    if (kind != FileKind::fbx) return {};
    int up = 1;
    float unit_cm = 1.0f;
    if (scene.mMetaData) {
        scene.mMetaData->Get("UpAxis", up);
        double wide = 0.0;
        if (scene.mMetaData->Get("UnitScaleFactor", wide)) unit_cm = static_cast<float>(wide);
        else scene.mMetaData->Get("UnitScaleFactor", unit_cm);
    }
    if (!(unit_cm > 0.0f) || !std::isfinite(unit_cm)) unit_cm = 1.0f;
    aiMatrix4x4 scale;
    aiMatrix4x4::Scaling(aiVector3D(unit_cm * 0.01f), scale);
    return scale * (up == 0 ? x_up : up == 1 ? y_up : aiMatrix4x4());
}

class SceneWalk {
public:
    SceneWalk(MeshBuilder& builder, const MeshSource& source, const aiScene& scene) : m_builder(builder), m_source(source), m_scene(scene) {}

    Result<std::size_t> walk() {
        for (unsigned i = 0; i < m_scene.mNumMaterials; ++i) add_material(*m_scene.mMaterials[i]);
        if (m_materials.empty()) m_materials.push_back({m_builder.material({})});
        visit(*m_scene.mRootNode, to_metres_z_up(m_scene, m_source.kind), 0);
        if (m_nodes > k_mesh_node_limit) return refuse("mesh_too_large");
        if (m_scene.mNumAnimations > 0) m_builder.note("mesh_animations", "", "", m_scene.mNumAnimations);
        if (m_no_surface > 0) m_builder.note("mesh_no_surface", "", "left_out", m_no_surface);
        bool unitless = m_source.kind != FileKind::collada && m_source.kind != FileKind::gltf && m_source.kind != FileKind::fbx;
        if (unitless) m_builder.note("mesh_units", "", "");
        return m_nodes;
    }

private:
    struct Material {
        std::uint32_t number = 0;
        unsigned uv = 0;
        aiVector2D scale{1, 1}, shift{0, 0}; // of the picture's coordinates
    };

    std::int32_t picture(const std::string& path) {
        const aiTexture* inside = m_scene.GetEmbeddedTexture(path.c_str());
        if (!inside)
            return m_builder.texture(m_source.place + '/' + path, [&] { return read_picture_beside(m_builder, m_source.beside, path); });
        return m_builder.texture(m_source.place + "/embedded/" + path, [&]() -> Result<std::string> {
            if (inside->mHeight != 0) return refuse("bad_picture", path); // plain pixels: none of the formats writes them
            return std::string(reinterpret_cast<const char*>(inside->pcData), inside->mWidth);
        });
    }

    void add_material(const aiMaterial& material) {
        ModelMaterial out;
        aiColor4D colour(0.8f, 0.8f, 0.8f, 1.0f);
        bool has_colour = material.Get(AI_MATKEY_COLOR_DIFFUSE, colour) == aiReturn_SUCCESS;
        float opacity = 1.0f;
        material.Get(AI_MATKEY_OPACITY, opacity);
        if (!(opacity >= 0.01f)) { // exporters disagree about which end is opaque (COLLADA 1.4.1, A_ONE and RGB_ZERO)
            m_builder.note("mesh_invisible", material.GetName().C_Str(), "repaired");
            opacity = 1.0f;
        }
        auto within = [](float v) { return std::isfinite(v) ? std::clamp(v, 0.0f, 1.0f) : 0.8f; };
        out.colour = {within(colour.r), within(colour.g), within(colour.b), within(opacity)};
        out.double_sided = m_source.kind == FileKind::gltf ? 0 : 1;
        int two_sided = 0;
        if (m_source.kind == FileKind::gltf && material.Get(AI_MATKEY_TWOSIDED, two_sided) == aiReturn_SUCCESS) out.double_sided = two_sided != 0;
        aiString path;
        unsigned uv = 0;
        if (material.GetTexture(aiTextureType_DIFFUSE, 0, &path, nullptr, &uv) == aiReturn_SUCCESS && path.length > 0) {
            out.texture = picture(path.C_Str());
            if (out.texture >= 0 && m_source.kind != FileKind::gltf) out.colour = {1, 1, 1, out.colour[3]}; // it replaces the colour
        }
        out.coloured = has_colour || out.texture >= 0 ? 1 : 0;
        aiUVTransform transform;
        bool moved = material.Get(AI_MATKEY_UVTRANSFORM(aiTextureType_DIFFUSE, 0), transform) == aiReturn_SUCCESS;
        m_materials.push_back({m_builder.material(out), uv, moved ? transform.mScaling : aiVector2D(1, 1), moved ? transform.mTranslation : aiVector2D(0, 0)});
    }

    void visit(const aiNode& node, const aiMatrix4x4& above, std::size_t depth) {
        if (++m_nodes > k_mesh_node_limit || m_builder.full()) return;
        if (depth > k_mesh_depth_limit) return m_builder.note("mesh_too_deep", node.mName.C_Str(), "left_out");
        aiMatrix4x4 here = above * node.mTransformation;
        for (unsigned i = 0; i < node.mNumMeshes; ++i) add(*m_scene.mMeshes[node.mMeshes[i]], here);
        for (unsigned i = 0; i < node.mNumChildren; ++i) visit(*node.mChildren[i], here, depth + 1);
    }

    void add(const aiMesh& mesh, const aiMatrix4x4& place) {
        if (!m_builder.reserve(mesh.mNumVertices, mesh.mNumFaces)) return;
        const Material& material = m_materials[std::min<std::size_t>(mesh.mMaterialIndex, m_materials.size() - 1)];
        const aiVector3D* uv = material.uv < AI_MAX_NUMBER_OF_TEXTURECOORDS ? mesh.mTextureCoords[material.uv] : nullptr;
        if (!uv) uv = mesh.mTextureCoords[0];
        auto first = static_cast<std::uint32_t>(m_builder.vertices());
        for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
            const aiVector3D& p = mesh.mVertices[i];
            auto row = [&](float a, float b, float c, float d) {
                return static_cast<double>(a) * static_cast<double>(p.x) + static_cast<double>(b) * static_cast<double>(p.y) +
                       static_cast<double>(c) * static_cast<double>(p.z) + static_cast<double>(d);
            };
            MeshVertex v{row(place.a1, place.a2, place.a3, place.a4), row(place.b1, place.b2, place.b3, place.b4), row(place.c1, place.c2, place.c3, place.c4)};
            if (uv) v.u = uv[i].x * material.scale.x + material.shift.x, v.v = 1.0f - (uv[i].y * material.scale.y + material.shift.y); // Assimp's v grows upwards
            m_builder.vertex(v);
        }
        bool mirrored = place.Determinant() < 0.0f;
        for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
            const aiFace& face = mesh.mFaces[i];
            std::vector<std::uint32_t> ring;
            for (unsigned k = 0; k < face.mNumIndices; ++k) ring.push_back(face.mIndices[k] < mesh.mNumVertices ? first + face.mIndices[k] : 0xFFFFFFFFU);
            if (mirrored) std::ranges::reverse(ring);
            if (ring.size() < 3) ++m_no_surface;
            else if (!m_builder.reserve(0, ring.size())) return;
            else m_builder.polygon(ring, material.number);
        }
    }

    MeshBuilder& m_builder;
    const MeshSource& m_source;
    const aiScene& m_scene;
    std::vector<Material> m_materials;
    std::size_t m_nodes = 0;
    std::int64_t m_no_surface = 0;
};

} // namespace

std::vector<std::string> assimp_importers() {
    Assimp::Importer importer;
    keep_seven(importer);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < importer.GetImporterCount(); ++i) out.emplace_back(importer.GetImporterInfo(i)->mFileExtensions);
    return out;
}

Result<std::size_t> add_with_assimp(MeshBuilder& builder, const MeshSource& source, std::uint32_t number) {
    if (auto safe = guard(source); !safe) return std::unexpected(safe.error());
    builder.geometry(number);
    try {
        Listening listening(builder);
        Assimp::Importer importer;
        keep_seven(importer);
        std::string name = "model." + ending_of_kind(source.kind);
        if (source.kind == FileKind::gltf && !source.bytes.starts_with("glTF")) name = "model.gltf";
        importer.SetIOHandler(new MemoryFiles(name, source)); // owned by the importer
        const aiScene* scene = importer.ReadFile(name, 0);
        if (!scene || !scene->mRootNode) return refuse("mesh_cannot_read", first_words(importer.GetErrorString()));
        return SceneWalk(builder, source, *scene).walk();
    } catch (const std::exception& error) {
        return refuse("mesh_cannot_read", first_words(error.what()));
    }
}

} // namespace tp
