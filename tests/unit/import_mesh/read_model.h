// tests/unit/import_mesh/read_model.h - one file through the whole reader, as the worker does it, and over the wire.
#pragma once

#include "import/read_file.h"
#include "run_program.h"
#include "shared_data.h"
#include "wire/layers.h"

#include <fstream>

namespace tp::test {

inline std::vector<FeatureLayer> read_model(const std::filesystem::path& file, const std::filesystem::path& root) {
    static Session session;
    ReadRequest request;
    request.path = file.string();
    request.file = file.lexically_relative(root).generic_string();
    request.root = root.string();
    auto layers = read_file(request, session);
    auto back = read_layers(write_layers(layers)); // what the parent would refuse
    CAPTURE(request.file);
    REQUIRE(back);
    return *std::move(back);
}

inline const ReportNote* note_of(const FeatureLayer& layer, std::string_view code) {
    for (const auto& note : layer.notes)
        if (note.code == code) return &note;
    return nullptr;
}

inline std::size_t triangles(const FeatureLayer& layer) { return layer.models.index.size() / 3; }

inline void write_text(const std::filesystem::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

} // namespace tp::test
