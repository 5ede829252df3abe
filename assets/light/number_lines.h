// light/number_lines.h - lines and numbers of a photometric file, each with its place; for the .cpp files of this folder.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

// Lines without their ends (LF, CR LF or CR) and outer blanks; a byte-order mark and what follows a Ctrl-Z are dropped.
std::vector<std::string_view> lines_of(std::string_view bytes);

// A finite number that is all of `text`; '+' and, where asked for, a decimal comma are read.
std::optional<double> number_of(std::string_view text, bool decimal_comma);

// Takes numbers one after another and remembers the first fault; after it every number is 0.
class NumberLines {
public:
    enum class Form { words, one_a_line }; // words: parted by blanks, commas and ends of lines
    NumberLines(std::vector<std::string_view> lines, std::size_t first, Form form, std::string file)
        : m_lines(std::move(lines)), m_line(first), m_form(form), m_file(std::move(file)) {}

    double number();
    // A whole number in [low, high], else "light.count".
    std::int64_t count(std::int64_t low, std::int64_t high);
    std::string_view text_line(); // the whole next line
    // `count` numbers that ascend within [low, high] degrees.
    std::vector<double> angles(std::size_t count, double low, double high);
    // `count` numbers >= 0, times `scale`, added to `out`.
    void intensities(std::size_t count, double scale, std::vector<double>& out);
    // Nothing but blank lines may be left.
    void end();

    void complain(ErrorCode code, std::string key, MessageArgs args = {});
    bool ok() const { return !m_error; }
    const Error& error() const { return *m_error; }

private:
    std::optional<std::string_view> next();

    std::vector<std::string_view> m_lines;
    std::size_t m_line = 0, m_at = 0; // next line, next byte in it
    std::size_t m_seen = 0;           // line of what was taken last
    Form m_form;
    std::string m_file;
    std::optional<Error> m_error;
};

} // namespace tp
