#include "import/picture_store.h"

#include "core/hash.h"
#include "import/layer_builder.h"

#include <span>

namespace tp {
namespace {

constexpr std::size_t k_block_budget = std::size_t{256} << 20; // from here on pictures are thinned
constexpr int k_side = 2048, k_thin_side = 512;

} // namespace

std::int32_t PictureStore::find(const std::string& reference) {
    auto [known, is_new] = m_by_reference.try_emplace(reference, -1);
    if (!is_new) return known->second;
    auto bytes = m_source.beside ? m_source.beside(reference) : Result<std::string>(refuse("uri_missing", reference));
    if (!bytes) {
        add_note(m_notes, bytes.error().key == "uri_outside" ? "uri_outside" : "texture_missing", reference, "");
        return -1;
    }
    Hash hash;
    hash.add(std::as_bytes(std::span(*bytes)));
    auto [same, is_first] = m_by_content.try_emplace(hash.hex(), static_cast<std::int32_t>(m_pictures.size()));
    if (is_first) m_pictures.push_back({std::move(*bytes), reference, false, std::nullopt});
    return known->second = same->second;
}

const Texture* PictureStore::texture(std::int32_t picture) {
    Picture& wanted = m_pictures[static_cast<std::size_t>(picture)];
    if (!wanted.tried) {
        wanted.tried = true;
        bool thin = m_block_bytes > k_block_budget;
        if (auto pixels = decode_picture(std::move(wanted.bytes), thin ? k_thin_side : k_side)) {
            wanted.texture = make_texture(*pixels);
            m_block_bytes += wanted.texture->blocks.size();
            if (thin) add_note(m_notes, "textures_thinned", wanted.reference, "");
        } else {
            add_note(m_notes, "texture_unreadable", wanted.reference, "");
        }
        wanted.bytes = {};
    }
    return wanted.texture ? &*wanted.texture : nullptr;
}

} // namespace tp
