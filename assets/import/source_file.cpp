#include "import/source_file.h"

#include "geo/crs.h"
#include "import/text_encoding.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <zlib.h>

namespace tp {
namespace {

constexpr std::size_t k_total_limit = std::size_t{4} << 30;
constexpr std::size_t k_ratio_limit = 100;
constexpr std::size_t k_ratio_from = std::size_t{1} << 20; // a ratio says nothing about small files

bool too_large(std::size_t packed, std::size_t unpacked) {
    return unpacked > k_total_limit || (unpacked > k_ratio_from && unpacked / k_ratio_limit > packed);
}

// Inflates one stream into `out`; window_bits as zlib wants them. `consumed` is what of `bytes` it took.
Result<void> inflate_into(std::string_view bytes, int window_bits, std::string& out, std::size_t& consumed) {
    z_stream stream{};
    if (::inflateInit2(&stream, window_bits) != Z_OK) return refuse("cannot_read");
    std::size_t start = out.size();
    std::size_t at = 0;
    int code = Z_OK;
    std::string chunk(std::size_t{1} << 20, '\0');
    while (code == Z_OK) {
        if (stream.avail_in == 0 && at < bytes.size()) {
            std::size_t take = std::min<std::size_t>(bytes.size() - at, std::size_t{1} << 30);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at)); // zlib reads only
            stream.avail_in = static_cast<uInt>(take);
            at += take;
        }
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        code = ::inflate(&stream, Z_NO_FLUSH);
        out.append(chunk.data(), chunk.size() - stream.avail_out);
        if (too_large(bytes.size(), out.size() - start)) {
            ::inflateEnd(&stream);
            return refuse("unpacks_too_large");
        }
        if (code == Z_BUF_ERROR) break; // the input ends too early
    }
    consumed = at - stream.avail_in;
    ::inflateEnd(&stream);
    if (code != Z_STREAM_END) return refuse("cannot_read", "byte " + std::to_string(consumed));
    return {};
}

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool bad_path(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.front() == '\\' || (name.size() > 1 && name[1] == ':')) return true;
    std::size_t start = 0;
    while (start <= name.size()) {
        std::size_t end = std::min(name.find_first_of("/\\", start), name.size());
        if (name.substr(start, end - start) == "..") return true;
        start = end + 1;
    }
    return false;
}

struct ZipEntry {
    std::string raw_name;
    std::size_t method = 0, packed = 0, unpacked = 0, offset = 0, flags = 0, mode = 0;
};

// Sizes that do not fit into 32 bits, or that a writer did not know, stand in the extra field 1 (APPNOTE 4.5.3).
void read_large_sizes(std::string_view extra, ZipEntry& entry) {
    constexpr std::size_t k_unset = 0xFFFFFFFF;
    while (extra.size() >= 4) {
        std::size_t size = number_at(extra, 2, 2);
        std::string_view field = extra.substr(4, size);
        if (number_at(extra, 0, 2) == 1)
            for (std::size_t* number : {&entry.unpacked, &entry.packed, &entry.offset})
                if (*number == k_unset && field.size() >= 8) {
                    *number = number_at(field, 0, 8);
                    field.remove_prefix(8);
                }
        extra.remove_prefix(std::min(size + 4, extra.size()));
    }
}

Result<std::vector<ZipEntry>> list_zip(std::string_view bytes) {
    constexpr std::size_t k_end_size = 22, k_entry_size = 46;
    std::size_t end = bytes.rfind(std::string_view("PK\5\6", 4));
    if (end == std::string_view::npos || end + k_end_size > bytes.size()) return refuse("cannot_read", "zip");
    std::size_t count = number_at(bytes, end + 10, 2), at = number_at(bytes, end + 16, 4);
    std::vector<ZipEntry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        if (at + k_entry_size > bytes.size() || bytes.substr(at, 4) != std::string_view("PK\1\2", 4))
            return refuse("cannot_read", "zip");
        ZipEntry entry;
        entry.flags = number_at(bytes, at + 8, 2);
        entry.method = number_at(bytes, at + 10, 2);
        entry.packed = number_at(bytes, at + 20, 4);
        entry.unpacked = number_at(bytes, at + 24, 4);
        std::size_t name = number_at(bytes, at + 28, 2), extra = number_at(bytes, at + 30, 2),
                    comment = number_at(bytes, at + 32, 2);
        entry.mode = number_at(bytes, at + 38, 4) >> 16U;
        entry.offset = number_at(bytes, at + 42, 4);
        if (at + k_entry_size + name + extra > bytes.size()) return refuse("cannot_read", "zip");
        entry.raw_name = std::string(bytes.substr(at + k_entry_size, name));
        read_large_sizes(bytes.substr(at + k_entry_size + name, extra), entry);
        entries.push_back(std::move(entry));
        at += k_entry_size + name + extra + comment;
    }
    return entries;
}

Result<std::string> unpack_entry(std::string_view bytes, const ZipEntry& entry) {
    constexpr std::size_t k_local_size = 30;
    std::size_t at = entry.offset;
    if (bytes.size() < k_local_size || at > bytes.size() - k_local_size ||
        bytes.substr(at, 4) != std::string_view("PK\3\4", 4))
        return refuse("cannot_read", entry.raw_name);
    at += k_local_size + number_at(bytes, at + 26, 2) + number_at(bytes, at + 28, 2);
    if (at > bytes.size() || entry.packed > bytes.size() - at) return refuse("cannot_read", entry.raw_name);
    std::string_view packed = bytes.substr(at, entry.packed);
    if (entry.method == 0) return std::string(packed);
    std::string out;
    std::size_t consumed = 0;
    if (auto done = inflate_into(packed, -15, out, consumed); !done) return std::unexpected(done.error());
    return out;
}

// The authority code that a WKT 1 text states of itself at its end; identification by parameters can be too strict.
int stated_epsg(std::string_view crs_text) {
    constexpr std::string_view k_key = "AUTHORITY[\"EPSG\",\"";
    auto at = crs_text.rfind(k_key);
    if (at == std::string_view::npos) return 0;
    std::string_view rest = crs_text.substr(at + k_key.size());
    int code = 0;
    auto done = std::from_chars(rest.data(), rest.data() + rest.size(), code);
    auto tail = rest.substr(static_cast<std::size_t>(done.ptr - rest.data()));
    bool last =
        std::ranges::all_of(tail, [](char c) { return c == '"' || c == ']' || c == ' ' || c == '\r' || c == '\n'; }) &&
        std::ranges::count(tail, ']') == 2; // its own bracket and the root's
    return done.ec == std::errc{} && last ? code : 0;
}

} // namespace

int Session::epsg(const std::string& crs_text) {
    if (crs_text.empty()) return 0;
    auto [entry, is_new] = epsg_of.try_emplace(crs_text, 0);
    if (is_new) entry->second = identify_epsg(crs_text);
    if (is_new && entry->second == 0) entry->second = stated_epsg(crs_text);
    return entry->second;
}

Result<std::string> read_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return refuse("cannot_read");
    auto size = in.tellg();
    if (size < 0 || static_cast<std::size_t>(size) > k_total_limit) return refuse("unpacks_too_large");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    in.seekg(0);
    in.read(bytes.data(), size);
    if (!in) return refuse("cannot_read");
    return bytes;
}

std::optional<std::string> resolve_reference(std::string_view from, std::string_view reference) {
    std::string plain;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        unsigned value = 0;
        const char* digits = reference.data() + i + 1;
        if (reference[i] == '%' && i + 2 < reference.size() &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            plain += static_cast<char>(value);
            i += 2;
        } else {
            plain += reference[i] == '\\' ? '/' : reference[i];
        }
    }
    if (plain.empty() || plain.front() == '/' || plain.find('\0') != std::string::npos) return std::nullopt;
    if (auto colon = plain.find(':'); colon != std::string::npos && colon < plain.find('/')) return std::nullopt;
    std::vector<std::string> parts;
    std::string all = from.empty() ? plain : std::string(from) + '/' + plain;
    for (std::size_t start = 0; start <= all.size();) {
        std::size_t end = std::min(all.find('/', start), all.size());
        std::string part = all.substr(start, end - start);
        start = end + 1;
        if (part.empty() || part == ".") continue;
        if (part != "..")
            parts.push_back(part);
        else if (parts.empty())
            return std::nullopt;
        else
            parts.pop_back();
    }
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : "/") + part;
    return out;
}

SourceFile source_on_disk(const std::filesystem::path& path, std::string file, std::string bytes,
                          const std::filesystem::path& root) {
    SourceFile source;
    source.file = std::move(file);
    source.name = path.filename().string();
    source.bytes = std::move(bytes);
    source.side = [path](std::string_view ending) -> std::optional<std::string> {
        std::string upper;
        for (char c : ending) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        for (const std::string& written : {std::string(ending), upper})
            if (auto found = read_bytes(std::filesystem::path(path).replace_extension(written)))
                return *std::move(found);
        return std::nullopt;
    };
    source.beside = [path, root](const std::string& reference) -> Result<std::string> {
        namespace fs = std::filesystem;
        std::error_code error;
        auto plain = [&](const fs::path& p) { return fs::absolute(p, error).lexically_normal(); };
        std::string from = plain(path).parent_path().lexically_relative(plain(root)).generic_string();
        auto inner = resolve_reference(from == "." ? "" : from, reference);
        if (!inner || from.starts_with("..")) return refuse("uri_outside", reference);
        fs::path wanted = root / *inner, real = fs::weakly_canonical(wanted, error), top = fs::weakly_canonical(root, error);
        if (error || !fs::is_regular_file(real, error)) return refuse("uri_missing", reference);
        std::string inside = real.lexically_relative(top).generic_string(); // links may lead elsewhere
        if (inside.empty() || inside.starts_with("..")) return refuse("uri_outside", reference);
        auto content = read_bytes(real);
        if (!content) return refuse("uri_missing", reference);
        return content;
    };
    return source;
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }
bool is_zip(std::string_view bytes) {
    return bytes.starts_with(std::string_view("PK\3\4", 4)) || bytes.starts_with(std::string_view("PK\5\6", 4));
}

Result<std::string> unpack_gzip(std::string_view bytes) {
    std::string out;
    // The last four bytes give the size modulo 4 GiB: a hint for the buffer, no more than that.
    if (bytes.size() > 18)
        out.reserve(std::min<std::size_t>(number_at(bytes, bytes.size() - 4, 4), bytes.size() * 20) + 64);
    while (is_gzip(bytes)) { // a file may be several streams in a row
        std::size_t consumed = 0;
        if (auto done = inflate_into(bytes, 15 + 16, out, consumed); !done) return std::unexpected(done.error());
        bytes.remove_prefix(consumed);
    }
    return out;
}

Result<std::vector<std::pair<std::string, std::string>>> unpack_zip(std::string_view bytes) {
    auto entries = list_zip(bytes);
    if (!entries) return std::unexpected(entries.error());
    std::vector<std::string_view> names;
    for (const auto& entry : *entries)
        if ((entry.flags & 0x800U) == 0) names.push_back(entry.raw_name);
    std::string encoding = find_encoding(names, "", "");
    std::vector<std::pair<std::string, std::string>> files;
    std::size_t total = 0;
    for (const auto& entry : *entries) {
        bool damaged = false;
        std::string name = to_utf8(entry.raw_name, (entry.flags & 0x800U) != 0 ? "UTF-8" : encoding, damaged);
        constexpr std::size_t k_kind = 0170000, k_link = 0120000;
        if (bad_path(name) || (entry.mode & k_kind) == k_link) return refuse("zip_path", name);
        if (name.ends_with('/')) continue;
        if ((entry.flags & 1U) != 0 || (entry.method != 0 && entry.method != 8)) return refuse("zip_method", name);
        if (too_large(entry.packed, entry.unpacked)) return refuse("unpacks_too_large", name);
        auto content = unpack_entry(bytes, entry);
        if (!content) return std::unexpected(content.error());
        total += content->size();
        if (too_large(bytes.size(), total)) return refuse("unpacks_too_large", name);
        files.emplace_back(std::move(name), std::move(*content));
    }
    std::ranges::sort(files, {}, [](const auto& f) { return f.first; });
    return files;
}

} // namespace tp
