// tests/robust/gpu/vulkan_faults.h - makes the N-th Vulkan call that can fail return an error, without touching the product.
//
// vulkan_faults.cpp defines the calls of vulkan_calls.inc under their own names, so that a program that it is linked into
// (or that it is preloaded to) calls them in place of the loader's; each asks here, then goes on to the loader. Nothing
// else is changed, and code written later is covered as soon as its call stands in the list.
#pragma once

#include <vulkan/vulkan.h>

#include <string>

namespace tp::test {

struct Fault {
    std::string call;    // name; empty: any
    long at = 0;         // which call of that name fails, from 1; 0: none
    long count = 1;      // how many fail from there on; -1: all
    VkResult result = VK_ERROR_DEVICE_LOST;
};

void arm(const Fault& fault); // counts from 0 again
void disarm();
long calls_seen();   // since arm() or the start: calls with the fault's name
long faults_given(); // since arm()
std::string last_faulty_call();

} // namespace tp::test
