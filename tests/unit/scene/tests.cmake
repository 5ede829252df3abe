tp_test(unit/scene DEPENDS tp_scene tp_light tp_catalogue tp_proposal tp_city tp_geo tp_core)
target_sources(test_unit_scene PRIVATE ${CMAKE_SOURCE_DIR}/tests/golden/small_city.cpp)
