# The program. A command is a file cmd_NAME.cpp that is there: command_list.inc is made of those files.
file(GLOB twinplan_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/twinplan/*.cpp)
set(command_list "")
foreach(source ${twinplan_sources})
    cmake_path(GET source STEM stem)
    if(stem MATCHES "^cmd_([a-z]+)$")
        string(APPEND command_list "TP_COMMAND(${CMAKE_MATCH_1})\n")
    endif()
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/twinplan/command_list.inc CONTENT "${command_list}")
add_executable(twinplan ${twinplan_sources})
target_include_directories(twinplan PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(twinplan PRIVATE $<BUILD_INTERFACE:tp_warnings> tp_core tp_geo tp_city tp_wire tp_catalogue tp_proposal tp_light tp_project tp_city_import
    tp_network tp_model tp_uncertainty tp_eval tp_vk tp_scene tp_pass tp_view tp_makecity tp_report tp_studio
    CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json PNG::PNG)
tp_precompile(twinplan <CLI/CLI.hpp> <nlohmann/json.hpp>)
