tp_test(flow/import_worker DEPENDS tp_wire tp_city tp_core LABELS flow)
if(TARGET test_flow_import_worker)
    add_dependencies(test_flow_import_worker twinplan_import_worker)
endif()
