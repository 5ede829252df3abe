// Which panels stand beside the picture.
#include "studio/panels.h"

#include <catch2/catch.hpp>

using namespace tp;

TEST_CASE("panels fold where the picture would be too narrow, and open at the user's wish") {
    auto is = [](PanelsShown shown, bool catalogue, bool side) { return shown.catalogue == catalogue && shown.side == side; };
    CHECK(is(panels_shown(1280, {}), true, true));
    CHECK(is(panels_shown(900, {}), false, true));
    CHECK(is(panels_shown(700, {}), false, false));
    CHECK(is(panels_shown(0, {}), false, false));
    float least = k_catalogue_width + k_side_width + k_least_picture;
    CHECK(panel_fit(least) == PanelFit::both);
    CHECK(panel_fit(least - 1) == PanelFit::side);

    CHECK(is(panels_shown(1280, toggled(1280, {}, true)), true, false));
    CHECK(is(panels_shown(1280, toggled(1280, toggled(1280, {}, true), true)), true, true));
    CHECK(is(panels_shown(900, toggled(900, {}, false)), true, false)); // one at a time
    CHECK(is(panels_shown(900, toggled(900, {}, true)), false, false));
    CHECK(is(panels_shown(700, toggled(700, {}, true)), false, true));
    CHECK(is(panels_shown(700, toggled(700, toggled(700, {}, true), false)), true, false));

    CHECK(is(panels_shown(1280, all_toggled(1280, {})), false, false));
    CHECK(is(panels_shown(1280, all_toggled(1280, all_toggled(1280, {}))), true, true));
    CHECK(is(panels_shown(700, all_toggled(700, {})), false, true));
}
