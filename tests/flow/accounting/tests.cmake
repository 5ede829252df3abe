tp_test(flow/accounting DEPENDS tp_core PACKAGES nlohmann_json::nlohmann_json LABELS flow TIMEOUT 900)
if(TARGET test_flow_accounting)
    add_dependencies(test_flow_accounting twinplan twinplan_import_worker)
endif()
