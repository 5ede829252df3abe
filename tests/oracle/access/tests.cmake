tp_test(oracle/access DEPENDS tp_network PACKAGES nlohmann_json::nlohmann_json LABELS oracle)
