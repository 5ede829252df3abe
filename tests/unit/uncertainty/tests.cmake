tp_test(unit/uncertainty DEPENDS tp_uncertainty)
