tp_test(flow/studio DEPENDS tp_core PACKAGES SQLite::SQLite3 LABELS flow TIMEOUT 600)
if(TARGET test_flow_studio)
    add_dependencies(test_flow_studio twinplan twinplan_import_worker tp_vulkan_faults)
endif()
