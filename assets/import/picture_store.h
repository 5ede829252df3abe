// import/picture_store.h - the pictures that the models of one file refer to: each read once, equal ones kept once.
#pragma once

#include "import/source_file.h"
#include "import/texture.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tp {

class PictureStore {
public:
    explicit PictureStore(SourceFile& source) : m_source(source) {}

    // The number of the picture at a reference relative to the file; -1: it is missing, outside of the folder or no picture
    // (a note in notes(), once per reference).
    std::int32_t find(const std::string& reference);
    // The blocks of a picture; made at the first call. nullptr: it cannot be decoded (a note).
    const Texture* texture(std::int32_t picture);
    std::vector<ReportNote>& notes() { return m_notes; }

private:
    struct Picture {
        std::string bytes, reference;
        bool tried = false;
        std::optional<Texture> texture;
    };
    SourceFile& m_source;
    std::map<std::string, std::int32_t> m_by_reference, m_by_content;
    std::vector<Picture> m_pictures;
    std::size_t m_block_bytes = 0;
    std::vector<ReportNote> m_notes;
};

} // namespace tp
