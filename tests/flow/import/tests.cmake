tp_test(flow/import DEPENDS tp_core PACKAGES nlohmann_json::nlohmann_json LABELS flow TIMEOUT 900)
if(TARGET test_flow_import)
    add_dependencies(test_flow_import twinplan twinplan_import_worker)
endif()
