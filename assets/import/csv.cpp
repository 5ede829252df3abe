#include "import/layer_builder.h"
#include "import/readers.h"
#include "import/table_layers.h"
#include "import/text_encoding.h"

#include <algorithm>

namespace tp {

LayersOrRefusal read_csv(SourceFile& source, const ReadOptions& options) {
    std::vector<std::string_view> lines;
    std::string_view rest = source.bytes;
    while (!rest.empty()) {
        auto end = std::min(rest.find('\n'), rest.size() - 1);
        lines.push_back(rest.substr(0, end + 1));
        rest.remove_prefix(end + 1);
    }
    std::string encoding = find_encoding(lines, "", options.encoding);
    bool damaged = false;
    CsvTable table = parse_csv(to_utf8(source.bytes, encoding, damaged));
    if (table.header.size() < 2)
        return refuse(source.name.ends_with(".txt") ? "no_reader" : "not_what_it_says", "no table");
    if (table.too_large) return refuse("table_too_large");
    auto layers = layers_of_table(table, source.name.substr(0, source.name.find_last_of('.')), options);
    for (auto& layer : layers) {
        layer.encoding = encoding;
        if (damaged) add_note(layer.notes, "bad_text", "", "replaced");
    }
    return layers;
}

} // namespace tp
