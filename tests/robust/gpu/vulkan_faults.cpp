#include "vulkan_faults.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

namespace tp::test {
namespace {

struct State {
    std::mutex mutex;
    Fault fault;
    long seen = 0, given = 0;
    std::string last;
    State() { // TWINPLAN_VULKAN_FAULT=call:at:count:result for a program that this is preloaded to; "*" is any call
        const char* words = std::getenv("TWINPLAN_VULKAN_FAULT");
        char call[64] = "";
        int result = 0;
        if (words && std::sscanf(words, "%63[^:]:%ld:%ld:%d", call, &fault.at, &fault.count, &result) == 4) {
            fault.result = static_cast<VkResult>(result);
            if (call[0] != '*') fault.call = call;
        }
    }
};

State& state() {
    static State one;
    return one;
}

bool fails(const char* call, VkResult& result) {
    State& s = state();
    std::scoped_lock lock(s.mutex);
    if (!s.fault.call.empty() && s.fault.call != call) return false;
    ++s.seen;
    if (s.fault.at == 0 || s.seen < s.fault.at || (s.fault.count >= 0 && s.seen >= s.fault.at + s.fault.count)) return false;
    ++s.given;
    s.last = call;
    result = s.fault.result;
    return true;
}

} // namespace

void arm(const Fault& fault) {
    State& s = state();
    std::scoped_lock lock(s.mutex);
    s.fault = fault;
    s.seen = s.given = 0;
    s.last.clear();
}

void disarm() {
    State& s = state();
    std::scoped_lock lock(s.mutex);
    s.fault.at = 0;
}

long calls_seen() {
    std::scoped_lock lock(state().mutex);
    return state().seen;
}

long faults_given() {
    std::scoped_lock lock(state().mutex);
    return state().given;
}

std::string last_faulty_call() {
    std::scoped_lock lock(state().mutex);
    return state().last;
}

} // namespace tp::test

#define TP_REAL(name) static auto real = reinterpret_cast<PFN_##name>(dlsym(RTLD_NEXT, #name))
#define X(name, parameters, arguments)                          \
    extern "C" VKAPI_ATTR VkResult VKAPI_CALL name parameters { \
        TP_REAL(name);                                          \
        VkResult result = VK_SUCCESS;                           \
        if (tp::test::fails(#name, result)) return result;      \
        return real arguments;                                  \
    }
#define W(name, parameters, arguments)                          \
    extern "C" VKAPI_ATTR VkResult VKAPI_CALL name parameters { \
        TP_REAL(name);                                          \
        VkResult result = VK_SUCCESS, done = real arguments;    \
        return tp::test::fails(#name, result) ? result : done;  \
    }
#include "vulkan_calls.inc"
