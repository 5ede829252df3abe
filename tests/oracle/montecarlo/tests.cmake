tp_test(oracle/montecarlo DEPENDS tp_uncertainty PACKAGES nlohmann_json::nlohmann_json LABELS oracle)
