tp_test(flow/export DEPENDS tp_core PACKAGES nlohmann_json::nlohmann_json LABELS flow TIMEOUT 600)
if(TARGET test_flow_export)
    add_dependencies(test_flow_export twinplan twinplan_import_worker)
endif()
