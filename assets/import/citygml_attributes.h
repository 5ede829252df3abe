// import/citygml_attributes.h - what a CityGML object says of itself, as columns.
//
// An element with text is a column of its name; nested ones are joined by points ("buildingDetailAttribute.surveyYear"; the
// names of types, which begin with a capital letter, are left out); generic attributes are named as the file names them;
// key-value pairs of i-UR by their key's word. A code with a codeSpace is the word of its list, the code stays in a second
// column NAME_code. What comes several times is joined by "; ". Bounded: eight levels, 4,096 bytes a value, 400 values.
#pragma once

#include "import/city_layers.h"
#include "import/code_lists.h"
#include "import/xml_tree.h"

namespace tp {

// Elements of an object that lead to its parts, surfaces and geometry instead of saying something.
bool is_structure(std::string_view element);

// Fills name, attributes and measured_height_m of `out` from the children of `object`.
void read_attributes(const XmlTree& tree, std::uint32_t object, CodeLists& lists, CityObject& out);

} // namespace tp
