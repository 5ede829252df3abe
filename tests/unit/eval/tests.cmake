tp_test(unit/eval DEPENDS tp_eval)
