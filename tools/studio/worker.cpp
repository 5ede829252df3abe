#include "studio/worker.h"

#include <algorithm>
#include <utility>

namespace tp {

Worker::Worker() : m_thread([this] { loop(); }) {}

Worker::~Worker() {
    {
        std::scoped_lock lock(m_mutex);
        m_stop = true;
        m_jobs.clear();
    }
    m_changed.notify_all();
    m_thread.join();
}

void Worker::post(std::function<void()> job) { post_latest(0, std::move(job)); }

void Worker::post_latest(int key, std::function<void()> job) {
    {
        std::scoped_lock lock(m_mutex);
        auto same = key == 0 ? m_jobs.end() : std::ranges::find(m_jobs, key, &Job::key);
        if (same != m_jobs.end()) same->run = std::move(job);
        else m_jobs.push_back({key, std::move(job)});
    }
    m_changed.notify_all();
}

bool Worker::busy() const {
    std::scoped_lock lock(m_mutex);
    return m_running || !m_jobs.empty();
}

void Worker::loop() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_stop || !m_jobs.empty(); });
        if (m_stop) return;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        m_running = true;
        lock.unlock();
        job.run();
        job.run = nullptr; // what the job holds may be large: dropped before the next one
        lock.lock();
        m_running = false;
    }
}

void Inbox::post(std::function<void()> message) {
    {
        std::scoped_lock lock(m_mutex);
        m_messages.push_back(std::move(message));
    }
    if (m_wake) m_wake();
}

std::size_t Inbox::run_all() {
    std::vector<std::function<void()>> messages;
    {
        std::scoped_lock lock(m_mutex);
        messages.swap(m_messages);
    }
    for (auto& message : messages) message();
    return messages.size();
}

} // namespace tp
