#include "report/canvas.h"

#include <algorithm>
#include <numbers>
#include <pango/pangocairo.h>

namespace tp {
namespace {

constexpr const char* k_family = "Noto Sans CJK KR, Noto Sans KR, Noto Sans, Sans";

// RGBA bytes to Cairo's native words and back; pictures are opaque.
void to_surface(const Image& image, cairo_surface_t* surface) {
    cairo_surface_flush(surface);
    unsigned char* rows = cairo_image_surface_get_data(surface);
    auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    auto width = static_cast<std::size_t>(image.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
        auto* out = reinterpret_cast<std::uint32_t*>(rows + y * stride);
        const std::uint8_t* in = image.rgba.data() + y * width * 4;
        for (std::size_t x = 0; x < width; ++x, in += 4)
            out[x] = (std::uint32_t{in[0]} << 16) | (std::uint32_t{in[1]} << 8) | in[2];
    }
    cairo_surface_mark_dirty(surface);
}

void from_surface(cairo_surface_t* surface, Image& image) {
    cairo_surface_flush(surface);
    const unsigned char* rows = cairo_image_surface_get_data(surface);
    auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    auto width = static_cast<std::size_t>(image.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
        const auto* in = reinterpret_cast<const std::uint32_t*>(rows + y * stride);
        std::uint8_t* out = image.rgba.data() + y * width * 4;
        for (std::size_t x = 0; x < width; ++x, out += 4) {
            out[0] = static_cast<std::uint8_t>(in[x] >> 16);
            out[1] = static_cast<std::uint8_t>(in[x] >> 8);
            out[2] = static_cast<std::uint8_t>(in[x]);
            out[3] = 255;
        }
    }
}

bool is_dark_picture(const Image& image) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i + 2 < image.rgba.size(); i += 4 * 61, ++count) sum += 0.3 * image.rgba[i] + 0.59 * image.rgba[i + 1] + 0.11 * image.rgba[i + 2];
    return sum < 90 * count; // of 255
}

} // namespace

struct Canvas::State {
    Image* target;
    cairo_surface_t* surface;
    cairo_t* cairo;
    bool dark = false;

    void colour(Rgb c, double alpha = 1.0) const {
        cairo_set_source_rgba(cairo, c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, alpha);
    }
    PangoLayout* layout(const std::string& text, const TextStyle& style) const {
        PangoLayout* made = pango_cairo_create_layout(cairo);
        PangoFontDescription* font = pango_font_description_new();
        pango_font_description_set_family(font, k_family);
        pango_font_description_set_absolute_size(font, style.size_px * PANGO_SCALE);
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_layout_set_font_description(made, font);
        pango_font_description_free(font);
        pango_layout_set_text(made, text.data(), static_cast<int>(text.size()));
        if (style.wrap_px > 0) {
            pango_layout_set_width(made, static_cast<int>(style.wrap_px * PANGO_SCALE));
            pango_layout_set_wrap(made, PANGO_WRAP_WORD_CHAR);
        }
        pango_layout_set_alignment(made, style.align == Align::right    ? PANGO_ALIGN_RIGHT
                                         : style.align == Align::centre ? PANGO_ALIGN_CENTER
                                                                        : PANGO_ALIGN_LEFT);
        return made;
    }
    static TextExtent extent(PangoLayout* layout) {
        PangoRectangle logical;
        pango_layout_get_extents(layout, nullptr, &logical);
        return {static_cast<double>(logical.width) / PANGO_SCALE, static_cast<double>(logical.height) / PANGO_SCALE};
    }
};

Canvas::Canvas(Image& image) : m_state(std::make_unique<State>()) {
    m_state->target = &image;
    m_state->dark = is_dark_picture(image);
    m_state->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width, image.height);
    if (cairo_surface_status(m_state->surface) == CAIRO_STATUS_SUCCESS) to_surface(image, m_state->surface);
    m_state->cairo = cairo_create(m_state->surface);
    cairo_set_line_join(m_state->cairo, CAIRO_LINE_JOIN_ROUND);
}

Canvas::~Canvas() {
    if (cairo_surface_status(m_state->surface) == CAIRO_STATUS_SUCCESS) from_surface(m_state->surface, *m_state->target);
    cairo_destroy(m_state->cairo);
    cairo_surface_destroy(m_state->surface);
}

bool Canvas::is_dark() const { return m_state->dark; }

TextExtent Canvas::measure(const std::string& text, const TextStyle& style) const {
    PangoLayout* layout = m_state->layout(text, style);
    TextExtent size = State::extent(layout);
    g_object_unref(layout);
    return size;
}

TextExtent Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
    PangoLayout* layout = m_state->layout(text, style);
    TextExtent size = State::extent(layout);
    // A wrapped layout is as wide as its wrap, and aligns inside it.
    double width = style.wrap_px > 0 ? style.wrap_px : size.width_px;
    double left = style.align == Align::right ? x - width : style.align == Align::centre ? x - width / 2 : x;
    cairo_move_to(m_state->cairo, left, y);
    if (style.halo_px > 0) {
        pango_cairo_layout_path(m_state->cairo, layout);
        if (m_state->dark) m_state->colour(k_night, 0.8);
        else m_state->colour(k_white, 0.9);
        cairo_set_line_width(m_state->cairo, 2 * style.halo_px);
        cairo_stroke(m_state->cairo);
        cairo_move_to(m_state->cairo, left, y);
    }
    m_state->colour(style.halo_px > 0 && m_state->dark ? k_paper : style.colour);
    pango_cairo_show_layout(m_state->cairo, layout);
    cairo_new_path(m_state->cairo);
    g_object_unref(layout);
    return size;
}

void Canvas::fill(double x, double y, double width, double height, Rgb colour, double alpha, double radius) {
    cairo_t* c = m_state->cairo;
    m_state->colour(colour, alpha);
    double r = std::min(radius, std::min(width, height) / 2), quarter = std::numbers::pi / 2;
    if (r > 0) {
        cairo_new_sub_path(c);
        cairo_arc(c, x + width - r, y + r, r, -quarter, 0);
        cairo_arc(c, x + width - r, y + height - r, r, 0, quarter);
        cairo_arc(c, x + r, y + height - r, r, quarter, 2 * quarter);
        cairo_arc(c, x + r, y + r, r, 2 * quarter, 3 * quarter);
        cairo_close_path(c);
    } else
        cairo_rectangle(c, x, y, width, height);
    cairo_fill(c);
}

void Canvas::ramp(double x, double y, double width, double height, Rgb from, Rgb to, bool upright) {
    if (from == to) return fill(x, y, width, height, from);
    cairo_pattern_t* pattern = cairo_pattern_create_linear(x, y, upright ? x : x + width, upright ? y + height : y);
    cairo_pattern_add_color_stop_rgb(pattern, 0, from[0] / 255.0, from[1] / 255.0, from[2] / 255.0);
    cairo_pattern_add_color_stop_rgb(pattern, 1, to[0] / 255.0, to[1] / 255.0, to[2] / 255.0);
    cairo_set_source(m_state->cairo, pattern);
    cairo_rectangle(m_state->cairo, x, y, width, height);
    cairo_fill(m_state->cairo);
    cairo_pattern_destroy(pattern);
}

void Canvas::hatch(double x, double y, double width, double height, double step) { lines({x, y, width, height}, step, k_white, k_soft_ink, true); }

void Canvas::hatch_small(double x, double y, double width, double height, double step, Rgb colour) {
    lines({x, y, width, height}, step, colour, k_white, false);
}

void Canvas::lines(const std::array<double, 4>& box, double step, Rgb back, Rgb line, bool rising) {
    cairo_t* c = m_state->cairo;
    auto [x, y, width, height] = box;
    cairo_save(c);
    cairo_rectangle(c, x, y, width, height);
    cairo_clip(c);
    m_state->colour(back);
    cairo_paint(c);
    m_state->colour(line);
    cairo_set_line_width(c, std::max(1.0, step / (rising ? 5 : 3.5)));
    for (double at = -height; at < width; at += step) {
        cairo_move_to(c, x + at, rising ? y + height : y);
        cairo_line_to(c, x + at + height, rising ? y : y + height);
    }
    cairo_stroke(c);
    cairo_restore(c);
}

void Canvas::frame(double x, double y, double width, double height, Rgb colour, double line_px) {
    m_state->colour(colour);
    cairo_set_line_width(m_state->cairo, line_px);
    cairo_rectangle(m_state->cairo, x, y, width, height);
    cairo_stroke(m_state->cairo);
}

void Canvas::line(double x0, double y0, double x1, double y1, Rgb colour, double line_px) {
    m_state->colour(colour);
    cairo_set_line_width(m_state->cairo, line_px);
    cairo_move_to(m_state->cairo, x0, y0);
    cairo_line_to(m_state->cairo, x1, y1);
    cairo_stroke(m_state->cairo);
}

void Canvas::triangle(double x0, double y0, double x1, double y1, double x2, double y2, Rgb colour) {
    m_state->colour(colour);
    cairo_move_to(m_state->cairo, x0, y0);
    cairo_line_to(m_state->cairo, x1, y1);
    cairo_line_to(m_state->cairo, x2, y2);
    cairo_close_path(m_state->cairo);
    cairo_fill(m_state->cairo);
}

void Canvas::image(double x, double y, const Image& picture) {
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        to_surface(picture, surface);
        cairo_set_source_surface(m_state->cairo, surface, x, y);
        cairo_paint(m_state->cairo);
    }
    cairo_surface_destroy(surface);
}

Image blank_image(int width, int height, Rgb colour) {
    Image image;
    image.width = width;
    image.height = height;
    image.rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 255);
    for (std::size_t i = 0; i < image.rgba.size(); i += 4)
        for (std::size_t c = 0; c < 3; ++c) image.rgba[i + c] = colour[c];
    return image;
}

} // namespace tp
