// model/sun_tables.h - the periodic terms of NREL's solar position algorithm, for sun.cpp only.
//
// Source: Reda and Andreas, NREL/TP-560-34302, tables A4.2 (earth, a cos(b + c t)) and A4.3 (nutation).
#pragma once

#include <array>

namespace tp::sun_tables {

struct EarthTerm {
    double a, b, c;
};
struct NutationTerm {
    int y[5];          // multiples of the five arguments
    double a, b, c, d; // longitude a + b t, obliquity c + d t, in 0.0001 arc seconds
};

constexpr std::array k_l0{
    EarthTerm{175347046, 0, 0}, EarthTerm{3341656, 4.6692568, 6283.07585}, EarthTerm{34894, 4.6261, 12566.1517},
    EarthTerm{3497, 2.7441, 5753.3849}, EarthTerm{3418, 2.8289, 3.5231}, EarthTerm{3136, 3.6277, 77713.7715},
    EarthTerm{2676, 4.4181, 7860.4194}, EarthTerm{2343, 6.1352, 3930.2097}, EarthTerm{1324, 0.7425, 11506.7698},
    EarthTerm{1273, 2.0371, 529.691}, EarthTerm{1199, 1.1096, 1577.3435}, EarthTerm{990, 5.233, 5884.927},
    EarthTerm{902, 2.045, 26.298}, EarthTerm{857, 3.508, 398.149}, EarthTerm{780, 1.179, 5223.694},
    EarthTerm{753, 2.533, 5507.553}, EarthTerm{505, 4.583, 18849.228}, EarthTerm{492, 4.205, 775.523},
    EarthTerm{357, 2.92, 0.067}, EarthTerm{317, 5.849, 11790.629}, EarthTerm{284, 1.899, 796.298},
    EarthTerm{271, 0.315, 10977.079}, EarthTerm{243, 0.345, 5486.778}, EarthTerm{206, 4.806, 2544.314},
    EarthTerm{205, 1.869, 5573.143}, EarthTerm{202, 2.458, 6069.777}, EarthTerm{156, 0.833, 213.299},
    EarthTerm{132, 3.411, 2942.463}, EarthTerm{126, 1.083, 20.775}, EarthTerm{115, 0.645, 0.98},
    EarthTerm{103, 0.636, 4694.003}, EarthTerm{102, 0.976, 15720.839}, EarthTerm{102, 4.267, 7.114},
    EarthTerm{99, 6.21, 2146.17}, EarthTerm{98, 0.68, 155.42}, EarthTerm{86, 5.98, 161000.69},
    EarthTerm{85, 1.3, 6275.96}, EarthTerm{85, 3.67, 71430.7}, EarthTerm{80, 1.81, 17260.15},
    EarthTerm{79, 3.04, 12036.46}, EarthTerm{75, 1.76, 5088.63}, EarthTerm{74, 3.5, 3154.69},
    EarthTerm{74, 4.68, 801.82}, EarthTerm{70, 0.83, 9437.76}, EarthTerm{62, 3.98, 8827.39},
    EarthTerm{61, 1.82, 7084.9}, EarthTerm{57, 2.78, 6286.6}, EarthTerm{56, 4.39, 14143.5},
    EarthTerm{56, 3.47, 6279.55}, EarthTerm{52, 0.19, 12139.55}, EarthTerm{52, 1.33, 1748.02},
    EarthTerm{51, 0.28, 5856.48}, EarthTerm{49, 0.49, 1194.45}, EarthTerm{41, 5.37, 8429.24},
    EarthTerm{41, 2.4, 19651.05}, EarthTerm{39, 6.17, 10447.39}, EarthTerm{37, 6.04, 10213.29},
    EarthTerm{37, 2.57, 1059.38}, EarthTerm{36, 1.71, 2352.87}, EarthTerm{36, 1.78, 6812.77},
    EarthTerm{33, 0.59, 17789.85}, EarthTerm{30, 0.44, 83996.85}, EarthTerm{30, 2.74, 1349.87},
    EarthTerm{25, 3.16, 4690.48}};
constexpr std::array k_l1{
    EarthTerm{628331966747, 0, 0}, EarthTerm{206059, 2.678235, 6283.07585}, EarthTerm{4303, 2.6351, 12566.1517},
    EarthTerm{425, 1.59, 3.523}, EarthTerm{119, 5.796, 26.298}, EarthTerm{109, 2.966, 1577.344},
    EarthTerm{93, 2.59, 18849.23}, EarthTerm{72, 1.14, 529.69}, EarthTerm{68, 1.87, 398.15},
    EarthTerm{67, 4.41, 5507.55}, EarthTerm{59, 2.89, 5223.69}, EarthTerm{56, 2.17, 155.42},
    EarthTerm{45, 0.4, 796.3}, EarthTerm{36, 0.47, 775.52}, EarthTerm{29, 2.65, 7.11}, EarthTerm{21, 5.34, 0.98},
    EarthTerm{19, 1.85, 5486.78}, EarthTerm{19, 4.97, 213.3}, EarthTerm{17, 2.99, 6275.96},
    EarthTerm{16, 0.03, 2544.31}, EarthTerm{16, 1.43, 2146.17}, EarthTerm{15, 1.21, 10977.08},
    EarthTerm{12, 2.83, 1748.02}, EarthTerm{12, 3.26, 5088.63}, EarthTerm{12, 5.27, 1194.45},
    EarthTerm{12, 2.08, 4694}, EarthTerm{11, 0.77, 553.57}, EarthTerm{10, 1.3, 6286.6}, EarthTerm{10, 4.24, 1349.87},
    EarthTerm{9, 2.7, 242.73}, EarthTerm{9, 5.64, 951.72}, EarthTerm{8, 5.3, 2352.87}, EarthTerm{6, 2.65, 9437.76},
    EarthTerm{6, 4.67, 4690.48}};
constexpr std::array k_l2{
    EarthTerm{52919, 0, 0}, EarthTerm{8720, 1.0721, 6283.0758}, EarthTerm{309, 0.867, 12566.152},
    EarthTerm{27, 0.05, 3.52}, EarthTerm{16, 5.19, 26.3}, EarthTerm{16, 3.68, 155.42}, EarthTerm{10, 0.76, 18849.23},
    EarthTerm{9, 2.06, 77713.77}, EarthTerm{7, 0.83, 775.52}, EarthTerm{5, 4.66, 1577.34}, EarthTerm{4, 1.03, 7.11},
    EarthTerm{4, 3.44, 5573.14}, EarthTerm{3, 5.14, 796.3}, EarthTerm{3, 6.05, 5507.55}, EarthTerm{3, 1.19, 242.73},
    EarthTerm{3, 6.12, 529.69}, EarthTerm{3, 0.31, 398.15}, EarthTerm{3, 2.28, 553.57}, EarthTerm{2, 4.38, 5223.69},
    EarthTerm{2, 3.75, 0.98}};
constexpr std::array k_l3{
    EarthTerm{289, 5.844, 6283.076}, EarthTerm{35, 0, 0}, EarthTerm{17, 5.49, 12566.15}, EarthTerm{3, 5.2, 155.42},
    EarthTerm{1, 4.72, 3.52}, EarthTerm{1, 5.3, 18849.23}, EarthTerm{1, 5.97, 242.73}};
constexpr std::array k_l4{
    EarthTerm{114, 3.142, 0}, EarthTerm{8, 4.13, 6283.08}, EarthTerm{1, 3.84, 12566.15}};
constexpr std::array k_l5{
    EarthTerm{1, 3.14, 0}};
constexpr std::array k_b0{
    EarthTerm{280, 3.199, 84334.662}, EarthTerm{102, 5.422, 5507.553}, EarthTerm{80, 3.88, 5223.69},
    EarthTerm{44, 3.7, 2352.87}, EarthTerm{32, 4, 1577.34}};
constexpr std::array k_b1{
    EarthTerm{9, 3.9, 5507.55}, EarthTerm{6, 1.73, 5223.69}};
constexpr std::array k_r0{
    EarthTerm{100013989, 0, 0}, EarthTerm{1670700, 3.0984635, 6283.07585}, EarthTerm{13956, 3.05525, 12566.1517},
    EarthTerm{3084, 5.1985, 77713.7715}, EarthTerm{1628, 1.1739, 5753.3849}, EarthTerm{1576, 2.8469, 7860.4194},
    EarthTerm{925, 5.453, 11506.77}, EarthTerm{542, 4.564, 3930.21}, EarthTerm{472, 3.661, 5884.927},
    EarthTerm{346, 0.964, 5507.553}, EarthTerm{329, 5.9, 5223.694}, EarthTerm{307, 0.299, 5573.143},
    EarthTerm{243, 4.273, 11790.629}, EarthTerm{212, 5.847, 1577.344}, EarthTerm{186, 5.022, 10977.079},
    EarthTerm{175, 3.012, 18849.228}, EarthTerm{110, 5.055, 5486.778}, EarthTerm{98, 0.89, 6069.78},
    EarthTerm{86, 5.69, 15720.84}, EarthTerm{86, 1.27, 161000.69}, EarthTerm{65, 0.27, 17260.15},
    EarthTerm{63, 0.92, 529.69}, EarthTerm{57, 2.01, 83996.85}, EarthTerm{56, 5.24, 71430.7},
    EarthTerm{49, 3.25, 2544.31}, EarthTerm{47, 2.58, 775.52}, EarthTerm{45, 5.54, 9437.76},
    EarthTerm{43, 6.01, 6275.96}, EarthTerm{39, 5.36, 4694}, EarthTerm{38, 2.39, 8827.39},
    EarthTerm{37, 0.83, 19651.05}, EarthTerm{37, 4.9, 12139.55}, EarthTerm{36, 1.67, 12036.46},
    EarthTerm{35, 1.84, 2942.46}, EarthTerm{33, 0.24, 7084.9}, EarthTerm{32, 0.18, 5088.63},
    EarthTerm{32, 1.78, 398.15}, EarthTerm{28, 1.21, 6286.6}, EarthTerm{28, 1.9, 6279.55},
    EarthTerm{26, 4.59, 10447.39}};
constexpr std::array k_r1{
    EarthTerm{103019, 1.10749, 6283.07585}, EarthTerm{1721, 1.0644, 12566.1517}, EarthTerm{702, 3.142, 0},
    EarthTerm{32, 1.02, 18849.23}, EarthTerm{31, 2.84, 5507.55}, EarthTerm{25, 1.32, 5223.69},
    EarthTerm{18, 1.42, 1577.34}, EarthTerm{10, 5.91, 10977.08}, EarthTerm{9, 1.42, 6275.96},
    EarthTerm{9, 0.27, 5486.78}};
constexpr std::array k_r2{
    EarthTerm{4359, 5.7846, 6283.0758}, EarthTerm{124, 5.579, 12566.152}, EarthTerm{12, 3.14, 0},
    EarthTerm{9, 3.63, 77713.77}, EarthTerm{6, 1.87, 5573.14}, EarthTerm{3, 5.47, 18849.23}};
constexpr std::array k_r3{
    EarthTerm{145, 4.273, 6283.076}, EarthTerm{7, 3.92, 12566.15}};
constexpr std::array k_r4{
    EarthTerm{4, 2.56, 6283.08}};
constexpr std::array k_nutation{
    NutationTerm{{0, 0, 0, 0, 1}, -171996, -174.2, 92025, 8.9},
    NutationTerm{{-2, 0, 0, 2, 2}, -13187, -1.6, 5736, -3.1}, NutationTerm{{0, 0, 0, 2, 2}, -2274, -0.2, 977, -0.5},
    NutationTerm{{0, 0, 0, 0, 2}, 2062, 0.2, -895, 0.5}, NutationTerm{{0, 1, 0, 0, 0}, 1426, -3.4, 54, -0.1},
    NutationTerm{{0, 0, 1, 0, 0}, 712, 0.1, -7, 0}, NutationTerm{{-2, 1, 0, 2, 2}, -517, 1.2, 224, -0.6},
    NutationTerm{{0, 0, 0, 2, 1}, -386, -0.4, 200, 0}, NutationTerm{{0, 0, 1, 2, 2}, -301, 0, 129, -0.1},
    NutationTerm{{-2, -1, 0, 2, 2}, 217, -0.5, -95, 0.3}, NutationTerm{{-2, 0, 1, 0, 0}, -158, 0, 0, 0},
    NutationTerm{{-2, 0, 0, 2, 1}, 129, 0.1, -70, 0}, NutationTerm{{0, 0, -1, 2, 2}, 123, 0, -53, 0},
    NutationTerm{{2, 0, 0, 0, 0}, 63, 0, 0, 0}, NutationTerm{{0, 0, 1, 0, 1}, 63, 0.1, -33, 0},
    NutationTerm{{2, 0, -1, 2, 2}, -59, 0, 26, 0}, NutationTerm{{0, 0, -1, 0, 1}, -58, -0.1, 32, 0},
    NutationTerm{{0, 0, 1, 2, 1}, -51, 0, 27, 0}, NutationTerm{{-2, 0, 2, 0, 0}, 48, 0, 0, 0},
    NutationTerm{{0, 0, -2, 2, 1}, 46, 0, -24, 0}, NutationTerm{{2, 0, 0, 2, 2}, -38, 0, 16, 0},
    NutationTerm{{0, 0, 2, 2, 2}, -31, 0, 13, 0}, NutationTerm{{0, 0, 2, 0, 0}, 29, 0, 0, 0},
    NutationTerm{{-2, 0, 1, 2, 2}, 29, 0, -12, 0}, NutationTerm{{0, 0, 0, 2, 0}, 26, 0, 0, 0},
    NutationTerm{{-2, 0, 0, 2, 0}, -22, 0, 0, 0}, NutationTerm{{0, 0, -1, 2, 1}, 21, 0, -10, 0},
    NutationTerm{{0, 2, 0, 0, 0}, 17, -0.1, 0, 0}, NutationTerm{{2, 0, -1, 0, 1}, 16, 0, -8, 0},
    NutationTerm{{-2, 2, 0, 2, 2}, -16, 0.1, 7, 0}, NutationTerm{{0, 1, 0, 0, 1}, -15, 0, 9, 0},
    NutationTerm{{-2, 0, 1, 0, 1}, -13, 0, 7, 0}, NutationTerm{{0, -1, 0, 0, 1}, -12, 0, 6, 0},
    NutationTerm{{0, 0, 2, -2, 0}, 11, 0, 0, 0}, NutationTerm{{2, 0, -1, 2, 1}, -10, 0, 5, 0},
    NutationTerm{{2, 0, 1, 2, 2}, -8, 0, 3, 0}, NutationTerm{{0, 1, 0, 2, 2}, 7, 0, -3, 0},
    NutationTerm{{-2, 1, 1, 0, 0}, -7, 0, 0, 0}, NutationTerm{{0, -1, 0, 2, 2}, -7, 0, 3, 0},
    NutationTerm{{2, 0, 0, 2, 1}, -7, 0, 3, 0}, NutationTerm{{2, 0, 1, 0, 0}, 6, 0, 0, 0},
    NutationTerm{{-2, 0, 2, 2, 2}, 6, 0, -3, 0}, NutationTerm{{-2, 0, 1, 2, 1}, 6, 0, -3, 0},
    NutationTerm{{2, 0, -2, 0, 1}, -6, 0, 3, 0}, NutationTerm{{2, 0, 0, 0, 1}, -6, 0, 3, 0},
    NutationTerm{{0, -1, 1, 0, 0}, 5, 0, 0, 0}, NutationTerm{{-2, -1, 0, 2, 1}, -5, 0, 3, 0},
    NutationTerm{{-2, 0, 0, 0, 1}, -5, 0, 3, 0}, NutationTerm{{0, 0, 2, 2, 1}, -5, 0, 3, 0},
    NutationTerm{{-2, 0, 2, 0, 1}, 4, 0, 0, 0}, NutationTerm{{-2, 1, 0, 2, 1}, 4, 0, 0, 0},
    NutationTerm{{0, 0, 1, -2, 0}, 4, 0, 0, 0}, NutationTerm{{-1, 0, 1, 0, 0}, -4, 0, 0, 0},
    NutationTerm{{-2, 1, 0, 0, 0}, -4, 0, 0, 0}, NutationTerm{{1, 0, 0, 0, 0}, -4, 0, 0, 0},
    NutationTerm{{0, 0, 1, 2, 0}, 3, 0, 0, 0}, NutationTerm{{0, 0, -2, 2, 2}, -3, 0, 0, 0},
    NutationTerm{{-1, -1, 1, 0, 0}, -3, 0, 0, 0}, NutationTerm{{0, 1, 1, 0, 0}, -3, 0, 0, 0},
    NutationTerm{{0, -1, 1, 2, 2}, -3, 0, 0, 0}, NutationTerm{{2, -1, -1, 2, 2}, -3, 0, 0, 0},
    NutationTerm{{0, 0, 3, 2, 2}, -3, 0, 0, 0}, NutationTerm{{2, -1, 0, 2, 2}, -3, 0, 0, 0}};

} // namespace tp::sun_tables
