// twinplan/bench.h - what a user waits for, measured; one function per part. Results on standard output.
#pragma once

#include "eval/evaluation.h"
#include "twinplan/commands.h"
#include "view/view.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tp {

int bench_edit(Context& context, std::span<const std::string> words);
int bench_evaluate(Context& context, std::span<const std::string> words);
int bench_import(Context& context, std::span<const std::string> words); // bench_import.cpp
int bench_recolour(Context& context, std::span<const std::string> words); // bench_recolour.cpp
int bench_render(Context& context, std::span<const std::string> words); // bench_render.cpp

// A city with proposals to measure on: the document named, or the made city of `buildings` with its demo proposals.
struct BenchCity {
    std::shared_ptr<const City> city;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<std::vector<Solution>> proposals;
};
Result<BenchCity> bench_city(const Context& context, const std::string& document, std::int64_t buildings, int threads);

// `count` solutions of all kinds in turn, each where its kind belongs (crossings, stops, streets), spread over the city.
std::vector<Solution> spread_solutions(const City& city, const Catalogue& catalogue, std::size_t count);

// How complete a picture is against one of full detail (ids of the same view, one a pixel).
struct Completeness {
    std::size_t building_pixels = 0, missing_pixels = 0; // missing: no building within a pixel
    std::size_t largest_missing = 0;                     // connected pixels
    std::size_t tall = 0, tall_missing = 0;              // buildings more than 8 px high, and those that nowhere show their id
};
Completeness completeness_of(const Image& full, const Image& picture);

double quantile_of(std::vector<double> values, double q); // nearest rank

} // namespace tp
