// studio/worker.h - one thread that does jobs in order, and the inbox through which results come back to the window.
//
// The window's thread never computes and never waits: it posts jobs that own copies of what they need, and runs what
// comes back between two frames. Only the newest of the jobs posted under one key is kept.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tp {

class Worker {
public:
    Worker();
    ~Worker(); // waits for the job under way; those that have not begun are dropped
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void post(std::function<void()> job);
    // Replaces a job of the same `key` (not 0) that has not begun; it keeps that one's place in the queue.
    void post_latest(int key, std::function<void()> job);
    bool busy() const; // a job is under way or waits

private:
    struct Job {
        int key = 0;
        std::function<void()> run;
    };
    void loop();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Job> m_jobs;
    bool m_running = false, m_stop = false;
    std::thread m_thread; // last: it uses all of the above
};

// Messages to the window's thread; post() from any thread.
class Inbox {
public:
    explicit Inbox(std::function<void()> wake) : m_wake(std::move(wake)) {}
    void post(std::function<void()> message);
    std::size_t run_all(); // by the window's thread; gives how many there were

private:
    std::function<void()> m_wake;
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_messages;
};

} // namespace tp
