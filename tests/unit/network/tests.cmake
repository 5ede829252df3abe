tp_test(unit/network DEPENDS tp_network)
