// wire/layers.h - feature layers as one flat block of bytes: written by the worker, checked by the parent.
//
// Layout: magic, version, number of layers, then per layer its texts, numbers and arrays in the order of FeatureLayer
// (wire/bytes.h). The reader accepts a block only if every count fits, every begin array starts at 0, never falls and
// ends at the size of what it points into, every coordinate is finite and below 1e9 in size, every column is as long as
// the layer, every text is UTF-8, every enumeration is known, every vertex, material, texture and feature that a model
// names is there, every texture is as large as its size says, and the accounting adds up.
#pragma once

#include "city/feature_layer.h"
#include "core/result.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tp {

std::vector<std::byte> write_layers(std::span<const FeatureLayer> layers);

// Error bad_format "wire.bad_answer" with what was wrong.
Result<std::vector<FeatureLayer>> read_layers(std::span<const std::byte> bytes);

bool is_utf8(std::string_view text); // no overlong forms, no surrogates, no NUL

} // namespace tp
