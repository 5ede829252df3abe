tp_test(unit/raster DEPENDS tp_raster tp_scene tp_core)
