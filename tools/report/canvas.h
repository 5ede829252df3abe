// report/canvas.h - text and simple shapes on an Image, by Cairo and Pango; knows no city.
//
// Coordinates and sizes in pixels, y down. The canvas copies the image's pixels in, and writes them back when it is
// destroyed. One canvas per image and thread.
#pragma once

#include "city/colour_map.h"
#include "view/view.h"

#include <array>
#include <memory>
#include <string>

namespace tp {

constexpr Rgb k_ink{0x2b, 0x2b, 0x2b};      // dark grey of all text
constexpr Rgb k_soft_ink{0x6a, 0x68, 0x64}; // second-rank text
constexpr Rgb k_paper{0xf7, 0xf6, 0xf3};    // behind panels of a comparison
constexpr Rgb k_white{0xff, 0xff, 0xff};
constexpr Rgb k_night{0x14, 0x17, 0x1f};    // halo on a dark picture

enum class Align { left, centre, right };

struct TextStyle {
    double size_px = 14.0;
    bool bold = false;
    Rgb colour = k_ink;
    double halo_px = 0.0; // white, around the letters; on a dark picture such text is light with a dark halo
    Align align = Align::left;
    double wrap_px = 0.0; // 0: one line
};

struct TextExtent {
    double width_px = 0, height_px = 0;
};

class Canvas {
public:
    explicit Canvas(Image& image);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    bool is_dark() const; // the picture, on the whole, as it came
    TextExtent measure(const std::string& text, const TextStyle& style) const;
    // x is the left, middle or right of the text as `align` says; y its top. Gives what measure() gives.
    TextExtent text(double x, double y, const std::string& text, const TextStyle& style);
    void fill(double x, double y, double width, double height, Rgb colour, double alpha = 1.0, double radius = 0.0);
    void ramp(double x, double y, double width, double height, Rgb from, Rgb to, bool upright); // from left or top
    void hatch(double x, double y, double width, double height, double step); // missing values: rising grey lines on white
    void hatch_small(double x, double y, double width, double height, double step, Rgb colour); // small samples: falling white lines
    void frame(double x, double y, double width, double height, Rgb colour, double line_px);
    void line(double x0, double y0, double x1, double y1, Rgb colour, double line_px);
    void triangle(double x0, double y0, double x1, double y1, double x2, double y2, Rgb colour);
    void image(double x, double y, const Image& picture); // at its own size

private:
    void lines(const std::array<double, 4>& box, double step, Rgb back, Rgb line, bool rising);

    struct State;
    std::unique_ptr<State> m_state;
};

Image blank_image(int width, int height, Rgb colour);

} // namespace tp
