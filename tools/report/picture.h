// report/picture.h - what is written on a picture: names, legend, scale, date, sources; and pictures side by side.
//
// Text is set by Pango in the system's sans with Hangul (Noto Sans CJK KR), dark grey with a white halo. Every sentence
// comes from messages "report.*"; sizes follow the picture's height, so that 720 and 2160 rows look the same.
#pragma once

#include "catalogue/catalogue.h"
#include "city/city.h"
#include "city/layer.h"
#include "core/messages.h"
#include "core/result.h"
#include "light/lamps.h"
#include "proposal/proposal.h"
#include "report/picture_names.h"
#include "view/view.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tp {

// What one picture says about itself. Empty or missing = not drawn.
struct PictureNotes {
    std::string title;                 // top left: the proposal's name, the city
    std::optional<std::array<float, 3>> accent; // a bar beside the title in the proposal's colour
    std::string date;                  // bottom left: date and time of the sun
    std::string attribution;           // bottom right
    bool synthetic = false;            // "synthetic city" under the title
    std::optional<double> metres_per_pixel; // a scale bar (orthographic cameras only)
    std::optional<double> north_deg;   // where north points, clockwise from the picture's up: a north arrow
    std::string remark;                // under the title: what kind of view it is
    double text_scale = 1.0;           // larger where the picture is shown small
    const Layer* layer = nullptr;      // its legend: name, unit, 5-7 classes, "no data" hatched
    const PictureNames* names = nullptr; // of streets, places, solutions (report/picture_names.h)
};
void annotate(Image& image, const Messages& messages, const PictureNotes& notes);

// "2026-06-21 15:00 · sun 45° high, azimuth 215°"; `time_iso` empty: the sun alone, said to be schematic.
std::string sun_text(const Messages& messages, const Sun& sun, const std::string& time_iso);
// The licences that the city's sources ask to be named: "© OpenStreetMap contributors (ODbL 1.0)", "Project PLATEAU /
// MLIT Japan (CC BY 4.0)", "KOGL type 1", ...; each once, joined by " · ". Empty for a synthetic city.
// A licence that is none of the known ones is named as the file states it; where no source states one, that is said.
std::string attribution_text(const Messages& messages, const City& city);
// Notes of a picture of `city` made with `camera` and `options`, but title and layer.
PictureNotes notes_of(const Messages& messages, const City& city, const Camera& camera, const FrameOptions& options,
                      const std::string& time_iso);

// One panel of a comparison.
struct ProposalView {
    std::string name;
    std::vector<Solution> solutions;
    std::optional<Layer> layer; // e.g. Evaluation::reach
};

struct ComparisonOptions {
    int width = 1920, height = 1080; // of the whole picture; the panels share it
    CameraPreset camera = CameraPreset::oblique;
    ShadowMode shadow = ShadowMode::soft;
    Sun sun;
    std::string time_iso; // printed beside the sun
    std::string made_on;  // ISO date of making, printed in the heading; empty: not printed
    double margin_m = 120.0; // around the solutions
    std::vector<Lamps> lamps; // at night: those of each proposal
};

// The box that holds every placed solution of every proposal, with a margin; the whole city where there is none.
LocalBox comparison_box(const City& city, std::span<const ProposalView> proposals, double margin_m);
// A preset's camera on that box; oblique, as near as all that was placed allows.
Camera comparison_camera(const City& city, std::span<const ProposalView> proposals, CameraPreset preset, double margin_m, double aspect);

struct ComparisonPictures {
    Camera camera;
    std::vector<Image> panels; // one per proposal, same camera and size, without text; with depth, for the names
    PictureNames names = {};   // of the city, at most 14
};
// Renders every proposal through the same camera. The renderer must have had set_city(city). The first proposal takes
// the first accent (#E4572E), the second the other (#2E6FE4), further ones the first again: never more than two.
Result<ComparisonPictures> render_proposals(Renderer& renderer, const City& city, const Catalogue& catalogue,
                                            std::span<const ProposalView> proposals, const ComparisonOptions& options);

// Panels side by side under one heading, with names, the legend once (all layers share low and high), scale or north,
// date and sources. Panels keep their pixels.
Image compose_comparison(const Messages& messages, const City& city, std::span<const ProposalView> proposals,
                         const ComparisonPictures& pictures, const ComparisonOptions& options);

// Renders, composes, writes: what `compare --picture` does. Gives the panels, for the report.
// Errors: renderer.*, io "report.cannot_write".
Result<ComparisonPictures> write_comparison_picture(const std::filesystem::path& target, Renderer& renderer,
                                                    const Messages& messages, const City& city, const Catalogue& catalogue,
                                                    std::span<const ProposalView> proposals, const ComparisonOptions& options);

// PNG: 8 bits RGB (pictures have no transparency). write_png goes through a temporary file, so that nothing half-written
// is left. Error io "report.cannot_write".
std::vector<std::uint8_t> encode_png(const Image& image);
Result<void> write_png(const std::filesystem::path& target, const Image& image);
std::string base64(std::span<const std::uint8_t> bytes);

} // namespace tp
