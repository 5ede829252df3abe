// twinplan/device_list.h - `info --devices`: the graphics devices of this machine, for people and as JSON.
#pragma once

#include "twinplan/commands.h"

namespace tp {

// Prints them, the one that pictures are drawn on first named as such. Exit status 0 with and without a device: having none is
// an answer, not a failure.
int print_devices(const Context& context, bool json);

} // namespace tp
