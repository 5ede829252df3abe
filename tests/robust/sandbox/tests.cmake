# The worker's sandbox: escape_worker is the worker's own code and then an attempt; it is never shipped.
file(GLOB escape_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/robust/sandbox/escape/attempts*.cpp)
add_library(tp_escape_attempts STATIC ${escape_sources})
target_include_directories(tp_escape_attempts PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(tp_escape_attempts PRIVATE $<BUILD_INTERFACE:tp_warnings>)
add_executable(escape_worker ${CMAKE_SOURCE_DIR}/tests/robust/sandbox/escape/escape_worker.cpp)
target_link_libraries(escape_worker PRIVATE $<BUILD_INTERFACE:tp_warnings> tp_escape_attempts tp_import_worker)
tp_test(robust/sandbox DEPENDS tp_escape_attempts tp_import tp_wire tp_city tp_core PACKAGES SQLite::SQLite3 ZLIB::ZLIB LABELS robust)
add_dependencies(test_robust_sandbox escape_worker twinplan_import_worker)
