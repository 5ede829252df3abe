# The only shipped program that links import/ and the parsers. It answers requests on one socket and reads nothing else.
add_library(tp_import_worker STATIC ${CMAKE_CURRENT_SOURCE_DIR}/import_worker/serve.cpp)
target_include_directories(tp_import_worker PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(tp_import_worker PUBLIC tp_core tp_city tp_wire tp_import PRIVATE $<BUILD_INTERFACE:tp_warnings> PROJ::proj)
add_executable(twinplan_import_worker ${CMAKE_CURRENT_SOURCE_DIR}/import_worker/main.cpp)
target_link_libraries(twinplan_import_worker PRIVATE $<BUILD_INTERFACE:tp_warnings> tp_import_worker)
add_custom_target(import_worker DEPENDS twinplan_import_worker)
