// core/platform/paths.h - where the program, its data and the user's state lie on this system, and what may be read.
#pragma once

#include <filesystem>

namespace tp {

std::filesystem::path executable_folder(); // of the running program
std::filesystem::path data_folder();       // $TWINPLAN_DATA, or ../share/twinplan beside the executable's folder
std::filesystem::path state_folder();      // $TWINPLAN_STATE, $XDG_STATE_HOME/twinplan or ~/.local/state/twinplan
std::filesystem::path user_data_folder();  // $XDG_DATA_HOME/twinplan or ~/.local/share/twinplan: own programmes, kinds

bool may_read(const std::filesystem::path& path); // as this user, a file; a folder: list it and reach what lies in it

} // namespace tp
