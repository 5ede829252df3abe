// import/read_file.h - one file, of whatever kind its content is, to layers with role, CRS, encoding and account.
#pragma once

#include "city/feature_layer.h"
#include "import/source_file.h"
#include "wire/request.h"

#include <vector>

namespace tp {

// Never empty: what cannot be read is a layer with role none, in = 0 and a note (wire/import_client.h lists the codes).
// The kind of file is told from its bytes; where its name says another, it is left out with the note "other_kind", whose
// place is "GeoPackage -> GeoJSON": what the name says and what it is.
// Layers of role none come without features; their count stays in `in`.
std::vector<FeatureLayer> read_file(const ReadRequest& request, Session& session);

} // namespace tp
