tp_test(flow/main_job DEPENDS tp_core tp_geo PACKAGES nlohmann_json::nlohmann_json LABELS flow TIMEOUT 600)
if(TARGET test_flow_main_job)
    add_dependencies(test_flow_main_job twinplan twinplan_import_worker)
endif()
