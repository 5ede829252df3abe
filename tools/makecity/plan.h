// makecity/plan.h - the plan of a made city: a lattice of main streets, what lies between them, and the map to the ground.
//
// Plan coordinates (u, v) are metres too, but straight: every street of the plan runs along u or along v. Plan::at
// carries a plan point to the local frame; it is smooth and one-to-one, and close to a rotation everywhere.
// A lattice cell is called a superblock; sixteen by sixteen of them are a district with its own centre, old quarter,
// river and hill, so that a larger city has more districts, not larger ones.
#pragma once

#include "city/city.h"
#include "makecity/random.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tp::makecity {

enum class Street : std::uint8_t { primary8, primary6, secondary4, tertiary3, tertiary2, local2, local1, alley, service, path };

struct StreetNorm { // cross-section of a kind of street
    RoadClass road_class;
    int lanes, speed_kmh;
    double carriage_m, sidewalk_m; // sidewalk on each side, 0 none
    double half_m() const { return 0.5 * carriage_m + sidewalk_m; }
};
const StreetNorm& norm(Street kind);

enum class Quarter : std::uint8_t { residential, old_town, apartments, commercial, industrial, village, hill, river };
inline constexpr int k_quarters = 8;

struct Rect { // in the plan
    double u0 = 0, u1 = 0, v0 = 0, v1 = 0;
    double width() const { return u1 - u0; }
    double height() const { return v1 - v0; }
};

struct PlanPoint {
    double u = 0, v = 0;
    friend auto operator<=>(const PlanPoint&, const PlanPoint&) = default;
};

constexpr int k_district = 16; // superblocks along a district's side

struct Plan {
    std::uint64_t seed = 1;
    double radius_m = 0;             // nominal, of a round city with this many buildings
    int middle = 0;                  // index of the lattice lines through (0, 0)
    std::vector<double> column, row; // u of lattice lines along v, v of lattice lines along u; ascending

    int columns() const { return static_cast<int>(column.size()) - 1; } // of superblocks
    int rows() const { return static_cast<int>(row.size()) - 1; }
    Rect rect(int i, int j) const;
    Quarter quarter(int i, int j) const;
    Street column_kind(int i) const; // of a lattice line
    Street row_kind(int j) const;
    bool is_hill(int i, int j) const;
    bool is_river_row(int j) const; // the superblocks between row lines j and j + 1
    // Distance from the middle that decides which superblocks a city of a given size has, metres.
    double remoteness(int i, int j) const;

    LocalPoint at(PlanPoint p) const;    // not yet quantised
    // Inverse by iteration from `guess`, until a step is below `within_m`.
    PlanPoint back(LocalPoint p, PlanPoint guess, double within_m) const;
    double ground_m(LocalPoint p, PlanPoint q) const; // height of the terrain at p, whose plan point is q

    struct Hill {
        PlanPoint top;
        double height_m = 0, radius_m = 0;
    };
    std::vector<Hill> hills;

private:
    PlanPoint shifted(PlanPoint p) const;
    double old_town_share(PlanPoint p) const; // 1 in an old quarter, 0 away from it
};

Plan make_plan(std::int64_t buildings, std::uint64_t seed);

double quantised(double x_m); // to a multiple of 2^-12 m, so that files hold it exactly
inline LocalPoint quantised(LocalPoint p) { return {quantised(p.x_m), quantised(p.y_m)}; }

} // namespace tp::makecity
