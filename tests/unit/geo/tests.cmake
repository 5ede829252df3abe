tp_test(unit/geo DEPENDS tp_geo PACKAGES PkgConfig::geos)
