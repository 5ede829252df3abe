tp_test(flow/project DEPENDS tp_project PACKAGES nlohmann_json::nlohmann_json LABELS flow)
if(TARGET test_flow_project AND TARGET twinplan)
    add_dependencies(test_flow_project twinplan)
endif()
