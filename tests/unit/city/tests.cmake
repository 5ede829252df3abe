tp_test(unit/city DEPENDS tp_city PACKAGES PROJ::proj)
