// lying_worker LIE ... - never shipped. A worker that was taken over and answers its parent with lies, by number:
//   0 a count of 2^60 in an answer of 64 bytes   1 four gigabytes of holes         2 two descriptors in one message
//   3 a descriptor of a file                      4 none at all                     5 memory that it keeps writable
//   6 sixteen million layers that are not there   7 an answer, then another one for a file that was not asked for
#include "core/platform/process.h"
#include "wire/bytes.h"
#include "wire/layers.h"
#include "wire/worker.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

const std::byte k_word = tp::k_goes_on;

void send(int passed) { tp::send_message(tp::k_child_socket, {&k_word, 1}, passed); }

int memory_of(std::size_t size) {
    int memory = ::memfd_create("lie", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return ::ftruncate(memory, static_cast<off_t>(size)) == 0 ? memory : -1;
}

// The start of a true answer, with another number where the number of layers stands.
tp::Descriptor answer_with_layers(std::uint64_t count) {
    auto bytes = tp::write_layers({});
    tp::ByteWriter number;
    number.value(count);
    std::memcpy(bytes.data() + bytes.size() - 8, number.bytes().data(), 8);
    return std::move(*tp::shared_memory_of(bytes));
}

void send_two() {
    char byte = 1;
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    const std::array<int, 2> passed{memory_of(4096), memory_of(4096)};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof passed)> control{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof passed);
    std::memcpy(CMSG_DATA(head), passed.data(), sizeof passed);
    ::sendmsg(tp::k_child_socket, &message, 0);
}

void keep_writable() {
    int memory = memory_of(4096);
    ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    send(memory);
}

void answer_twice() {
    tp::FeatureLayer layer;
    layer.file = "somebody.else";
    layer.notes.push_back({"lie", "", 1, "left_out"});
    for (int i = 0; i < 2; ++i) send(tp::shared_memory_of(tp::write_layers(std::vector{layer}))->number());
}

void lie(int which) {
    switch (which) {
    case 0: return send(answer_with_layers(std::uint64_t{1} << 60).number());
    case 1: return send(memory_of(std::size_t{4} << 30));
    case 2: return send_two();
    case 3: return send(::open("/dev/zero", O_RDWR | O_CLOEXEC));
    case 4: return send(-1);
    case 5: return keep_writable();
    case 6: return send(answer_with_layers(16'000'000).number());
    default: return answer_twice();
    }
}

} // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    std::vector<std::byte> bytes;
    tp::Descriptor none;
    while (tp::receive_message(tp::k_child_socket, bytes, none, -1) == tp::Received::message) lie(std::atoi(words[1])); // NOLINT
}
