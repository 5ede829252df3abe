tp_test(robust/malformed DEPENDS tp_wire tp_city tp_core PACKAGES nlohmann_json::nlohmann_json ZLIB::ZLIB LABELS robust TIMEOUT 900)
if(TARGET test_robust_malformed)
    add_dependencies(test_robust_malformed twinplan_import_worker)
    # Its own vocabulary: what a file of a set must come to.
    target_compile_definitions(test_robust_malformed PRIVATE TP_VERDICTS="${CMAKE_CURRENT_LIST_DIR}/verdicts.csv")
endif()
