# The worker's sandbox. The programs of escape/ are never shipped: the worker's own code and then an attempt, a worker that
# lies, a kernel that lacks a part.
file(GLOB escape_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/robust/sandbox/escape/attempts*.cpp)
add_library(tp_escape_attempts STATIC ${escape_sources})
target_include_directories(tp_escape_attempts PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(tp_escape_attempts PRIVATE $<BUILD_INTERFACE:tp_warnings>)
foreach(program escape_worker lying_worker old_kernel)
    add_executable(${program} ${CMAKE_SOURCE_DIR}/tests/robust/sandbox/escape/${program}.cpp)
    target_link_libraries(${program} PRIVATE $<BUILD_INTERFACE:tp_warnings>)
endforeach()
target_link_libraries(escape_worker PRIVATE tp_escape_attempts tp_import_worker)
target_link_libraries(lying_worker PRIVATE tp_wire tp_city tp_core)
tp_test(robust/sandbox DEPENDS tp_escape_attempts tp_import tp_wire tp_city tp_core PACKAGES SQLite::SQLite3 ZLIB::ZLIB LABELS robust TIMEOUT 600)
add_dependencies(test_robust_sandbox escape_worker lying_worker old_kernel twinplan_import_worker twinplan)
