// tests/golden/compare_pictures.h - whether two pictures look the same to a person, where bits may differ.
//
// Two figures, because an average alone hides a lost lamp: the mean of the FLIP difference (Andersson, Nilsson, Akenine-Moeller,
// Oskarsson, Astroem, Fairchild: FLIP, a difference evaluator for alternating images, 2020), and the largest connected region
// that differs and is thicker than a line. Anti-aliasing moves edges by a pixel: lines. A building that is not there is a blob.
#pragma once

#include "view/view.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tp::test {

struct PictureDifference {
    double mean = 0;             // of FLIP: 0 the same, 1 as different as can be
    double most = 0;             // of any pixel
    int largest_blob_px = 0;     // pixels
    std::vector<float> flip;     // one per pixel
    // The same picture by another driver. Measured on small_city at 320 x 180: other anti-aliasing has a mean of 0.011 and
    // blobs up to 21 pixels, a house of 16 x 16 m that is lost a mean of 0.002 to 0.013 and a blob of 129 and more.
    bool same_to_a_person() const { return mean <= k_mean_most && largest_blob_px <= k_blob_most_px; }
    static constexpr double k_mean_most = 0.02;
    static constexpr int k_blob_most_px = 60;
};

// Precondition: the same size. Seen at 67 pixels a degree (0.7 m from a monitor 0.7 m wide with 3840 pixels), as in the paper.
PictureDifference compare_pictures(const Image& reference, const Image& test);

// The FLIP difference as a picture: black is none, white is all.
Image difference_picture(const PictureDifference& difference, int width, int height);

void write_picture(const std::filesystem::path& path, const Image& image); // PNG
Image read_picture(const std::filesystem::path& path);

} // namespace tp::test
