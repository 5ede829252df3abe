tp_test(unit/proposal DEPENDS tp_proposal)
