tp_test(oracle/utci DEPENDS tp_core tp_catalogue tp_model LABELS oracle)
