tp_test(flow/import_matrix DEPENDS tp_core tp_project PACKAGES nlohmann_json::nlohmann_json PROJ::proj LABELS flow TIMEOUT 900)
if(TARGET test_flow_import_matrix)
    add_dependencies(test_flow_import_matrix twinplan twinplan_import_worker)
endif()
