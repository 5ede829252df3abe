tp_test(flow/formula DEPENDS tp_core tp_catalogue PACKAGES nlohmann_json::nlohmann_json LABELS flow)
if(TARGET test_flow_formula)
    add_dependencies(test_flow_formula twinplan)
endif()
