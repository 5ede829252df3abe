tp_test(golden DEPENDS tp_view tp_scene tp_pass tp_vk tp_light tp_catalogue tp_proposal tp_city tp_geo tp_core PACKAGES PNG::PNG LABELS gpu TIMEOUT 600)
# What a device draws by itself where it is no software: the same tests without the processor's rasteriser.
add_test(NAME golden_device COMMAND test_golden "~[slow]~[reference]")
set_tests_properties(golden_device PROPERTIES LABELS gpu TIMEOUT 600
    ENVIRONMENT "TWINPLAN_BIN=${CMAKE_BINARY_DIR}/bin;TWINPLAN_SOURCE=${CMAKE_SOURCE_DIR};TWINPLAN_RASTER=off")
