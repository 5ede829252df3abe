tp_test(unit/report DEPENDS tp_report PACKAGES PNG::PNG nlohmann_json::nlohmann_json)
