tp_test(flow/makecity DEPENDS tp_makecity tp_project tp_eval)
