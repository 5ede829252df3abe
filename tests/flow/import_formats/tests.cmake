tp_test(flow/import_formats DEPENDS tp_core PACKAGES nlohmann_json::nlohmann_json LABELS flow TIMEOUT 600)
if(TARGET test_flow_import_formats)
    add_dependencies(test_flow_import_formats twinplan twinplan_import_worker)
endif()
