// twinplan/formulas.h - the kernels of sim/model as named formulas over the columns of a table.
//
// Titles, sources and limits are messages "formula.<id>.title", ".source" and ".limits".
#pragma once

#include "core/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tp {

struct FormulaInput {
    const char* name;
    const char* unit;
    double low = 0.0, high = 0.0;    // numbers outside are refused
    std::optional<double> otherwise; // where the column is absent; nothing: the column must be there
    const char* choices = nullptr;   // a text in place of a number: what it may be
};
struct FormulaOutput {
    const char* name;
    const char* unit;
};
struct FormulaValue {
    double number = 0.0;
    std::string text; // where the input has choices
};
using FormulaRow = std::vector<FormulaValue>; // in the order of the inputs

struct Formula {
    const char* id;
    std::vector<FormulaInput> inputs;
    std::vector<FormulaOutput> outputs;
    // One row, each by itself. Error: its key and arguments; the caller adds the place. NaN: not defined there.
    Result<void> (*run)(std::span<const FormulaValue> in, std::span<double> out) = nullptr;
    // Or all rows together (accessibility); out: rows x outputs.
    Result<void> (*run_table)(std::span<const FormulaRow> in, std::span<double> out) = nullptr;
};

const std::vector<Formula>& formulas(); // in the order of `formula list`
const Formula* find_formula(std::string_view id);

} // namespace tp
