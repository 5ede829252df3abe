# Warnings are errors; floating point is the same on every compiler and level.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release)
endif()
if(TWINPLAN_ASSERTIONS)
    string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
endif()
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
add_compile_options(-ffp-contract=off -fno-fast-math)

add_library(tp_warnings INTERFACE)
target_compile_options(tp_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 reports inlined std::string appends (GCC bugs 105329 and 105651); later versions do not.
    target_compile_options(tp_warnings INTERFACE -Wno-array-bounds -Wno-restrict)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # libstdc++'s own std::stable_sort calls its deprecated get_temporary_buffer, which clang reports at our line.
    target_compile_options(tp_warnings INTERFACE -Wno-deprecated-declarations)
endif()

set(TWINPLAN_SANITIZE "" CACHE STRING "address,undefined or thread")
if(TWINPLAN_SANITIZE)
    add_compile_options(-fsanitize=${TWINPLAN_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${TWINPLAN_SANITIZE})
endif()
