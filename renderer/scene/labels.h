// scene/labels.h - names on the picture: what could be named, and which names are shown where. CPU only; knows no font.
//
// A layout is a pure function of what could be named, where it lies in the picture, and what was shown before. What was shown
// stays, in its order, while it fits and may be seen; new names come by their score, where nothing else is written. A name
// that had to go rests until the camera stands still, so that nothing goes on and off while it moves. At most k_labels_most.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "core/messages.h"
#include "proposal/proposal.h"
#include "scene/ground.h"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tp {

constexpr std::size_t k_labels_most = 40;

enum class LabelKind : std::uint8_t { street, stop, area, building, facility, zone, solution };

struct Label {
    std::string text;
    LabelKind kind = LabelKind::street;
    std::uint32_t key = 0;      // kind and index of the thing: the same in every list of the same city
    std::array<double, 3> at{}; // local metres; a name on the ground is written over it, others stand above
    float size_m = 0;           // of the thing: it is named where this is long enough in the picture
    float importance = 0;       // larger first
};

// Streets (by name, one place every 250 m of them), stops, named areas, buildings with a name that is a name and not a number
// of a file, facilities, protection zones. Rings and heights are those of the picture.
std::vector<Label> city_labels(const City& city, const Ground& ground);
// What is proposed, by the name of its kind.
std::vector<Label> solution_labels(const Ground& ground, const std::vector<Solution>& solutions, const Catalogue& catalogue, Language language);
// False for ids of files: "noid-58229-25806-67", "gml_17", a UUID; names have a letter beyond ASCII or read like words.
bool reads_like_a_name(const std::string& text);

// One name as it would stand in the picture; pixels, y down.
struct LabelBox {
    std::uint32_t key = 0;
    std::uint32_t text = 0; // equal for equal texts
    double x = 0, y = 0, width = 0, height = 0; // middle and size
    double score = 0;
    bool may_come = true; // seen, long enough in the picture
    bool may_stay = true; // the same with some leeway
};

struct LabelMemory {
    std::vector<std::uint32_t> shown;   // keys, in the order in which they are drawn
    std::vector<std::uint32_t> resting; // had to go while the camera moved
};

struct LabelSpace {
    double width = 0, height = 0;                // of the picture
    std::vector<std::array<double, 4>> reserved; // x, y, width, height of what is written already: title, legend
    bool moving = false;                         // false: what rests may come back
    std::size_t most = k_labels_most;
};

// Indices into `boxes` of what is shown, in the order of drawing: first what was shown before. `memory` is what was shown
// before, and becomes what to give the next time.
// Equal texts keep 0.4 of the picture's height apart (what is shown already: 0.2).
std::vector<std::size_t> lay_out(std::span<const LabelBox> boxes, const LabelSpace& space, LabelMemory& memory);

} // namespace tp
