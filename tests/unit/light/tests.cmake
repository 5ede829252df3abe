tp_test(unit/light DEPENDS tp_light tp_catalogue tp_proposal tp_city tp_geo tp_core)
target_sources(test_unit_light PRIVATE ${CMAKE_SOURCE_DIR}/tests/golden/small_city.cpp)
