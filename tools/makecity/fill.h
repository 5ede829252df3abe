// makecity/fill.h - buildings inside the blocks of a superblock.
#pragma once

#include "makecity/blocks.h"
#include "makecity/lists.h"

#include <string>
#include <vector>

namespace tp::makecity {

enum class Shape : std::uint8_t { rectangle, ell, you, court };

// A rectangle on the ground, and what was cut out of it to make the footprint.
struct MadeBuilding {
    LocalPoint centre;
    double tx = 1, ty = 0;          // unit vector along its width
    double half_w = 0, half_d = 0;  // half width along (tx, ty), half depth along (-ty, tx), metres
    Shape shape = Shape::rectangle;
    std::uint8_t turn = 0;          // which corner is cut, 0..3
    std::int16_t type = 0;          // of Lists::types
    std::uint16_t levels = 1;
    std::uint64_t rank = 0;         // sheds: the least ranks are built
    double area_m2() const;         // of the footprint
    // Footprint: outer ring counter-clockwise, then a hole (clockwise) where shape is court; coordinates quantised.
    void rings(std::vector<LocalPoint>& outer, std::vector<LocalPoint>& hole) const;
};

struct MadePlace { // something with a name that is not a building: facility, park, water
    std::string kind; // "school", "market", ...
    LocalPoint at;
    std::vector<LocalPoint> ground; // its area, counter-clockwise; empty: only a point
};

struct Superblock {
    int i = 0, j = 0;
    Quarter quarter = Quarter::residential;
    std::vector<PlanLine> lines;
    std::vector<MadeBuilding> built; // always there
    std::vector<MadeBuilding> sheds; // as many as the wanted number asks for
    std::vector<MadePlace> places;
};

Superblock make_superblock(const Plan& plan, const Lists& lists, int i, int j);

// What the fillers of one block share.
class Filler {
public:
    Filler(const Plan& plan, const Lists& lists, const Block& block, Superblock& out, Draws draws);
    void fill();

private:
    struct Quad { // world corners of a plan rectangle: near side along the front first
        LocalPoint p00, p10, p11, p01;
    };
    struct Box { // the largest rectangle inside a quad with one side along its front
        LocalPoint centre;
        double tx = 1, ty = 0, nx = 0, ny = 1; // along the front; away from it
        double half_w = 0, half_d = 0;
        bool fits(double w_m, double d_m) const { return 2 * half_w >= w_m && 2 * half_d >= d_m; }
    };
    struct Lot {
        double a0, a1, front, back; // plan: along the block, across it
        bool major;
    };

    LocalPoint at(double along, double across) const;
    Quad quad(double a0, double a1, double c0, double c1) const;
    static Box inscribed(const Quad& q);
    double scale_across(double a, double c) const; // metres of normal distance per plan unit
    double scale_along(double a, double c) const;
    void inset(double extra_m);
    void lots();
    void row_of_lots(bool high_side, double front, double back);
    void lot(const Lot& lot);
    void backyard(const Lot& lot, double from);
    MadeBuilding made(const Box& box, const BuildingType& type, double w, double d);
    void shape_of(MadeBuilding& b, const BuildingType& type);
    void facility_of(const MadeBuilding& b, const BuildingType& type);
    std::vector<LocalPoint> outline() const; // of the inset block
    bool free_at(const MadeBuilding& b, double gap_m) const;
    bool inside_outline(const MadeBuilding& b, double margin_m) const;
    bool put(MadeBuilding b, double gap_m, bool shed);
    void clear_away(std::size_t first_built, std::size_t first_shed);
    void scatter(const char* type, int count, bool shed);
    void apartments(bool towers);
    void school();
    void market();
    void big_one(const char* type, double w_m, double d_m, const char* kind);
    void park();

    const Plan& m_plan;
    const Lists& m_lists;
    const Block& m_block;
    Superblock& m_out;
    Draws m_draws;
    bool m_along_u;
    double m_a0 = 0, m_a1 = 0, m_c0 = 0, m_c1 = 0; // inset block: along, across
    std::vector<LocalPoint> m_outline;
    std::vector<MadeBuilding> m_here; // placed freely in this block, to keep clear of
};

bool overlap(const MadeBuilding& a, const MadeBuilding& b, double gap_m); // of the rectangles, grown by gap in all

} // namespace tp::makecity
