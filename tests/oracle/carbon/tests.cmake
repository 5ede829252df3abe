tp_test(oracle/carbon DEPENDS tp_core tp_catalogue tp_model PACKAGES nlohmann_json::nlohmann_json LABELS oracle)
