tp_test(oracle/sun DEPENDS tp_core tp_catalogue tp_model PACKAGES nlohmann_json::nlohmann_json LABELS oracle)
