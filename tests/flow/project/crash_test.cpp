// kill -9 at any moment loses no edit that was acknowledged and damages no document.
//
// A child edits, undoes, redoes and saves in an order that its seed decides, and writes one byte to a pipe after each
// step that the project acknowledged. It is killed at a random moment. Then the document must be whole, and the project
// must be in the state after the last acknowledged step, or after the one that was under way.
#include "project/project.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace tp;
using namespace tp::test;

namespace {

// The same steps for the child that does them on a project and for the parent that follows on a plain Proposal.
class Steps {
public:
    Steps(unsigned seed, std::uint32_t number) : m_random(seed * 7919 + number) {}

    enum class Verb { edit, undo, redo, save };
    struct Step {
        Verb verb = Verb::save;
        Edit edit;
    };
    Step next(const Proposal& now) {
        unsigned drawn = static_cast<unsigned>(m_random() % 12);
        if (drawn == 0) return {Verb::save, {}};
        if (drawn == 1 && now.done() > 0) return {Verb::undo, {}};
        if (drawn == 2 && now.done() < now.edits().size()) return {Verb::redo, {}};
        const auto& all = now.solutions();
        if (drawn < 7 && !all.empty()) {
            Solution before = all[m_random() % all.size()], after = before;
            after.at = LocalPoint{static_cast<double>(m_random() % 1000) / 3.0, 0.1};
            if (drawn == 6) return {Verb::edit, Remove{before}};
            return {Verb::edit, Replace{before, after}};
        }
        return {Verb::edit,
                Place{solution(static_cast<std::uint32_t>(now.next_id()), static_cast<double>(m_random() % 99))}};
    }

private:
    std::mt19937 m_random;
};

bool done_by(Project& project, const Steps::Step& step) {
    switch (step.verb) {
    case Steps::Verb::edit:
        return project.perform("A", step.edit).has_value();
    case Steps::Verb::undo:
        return project.undo("A").has_value();
    case Steps::Verb::redo:
        return project.redo("A").has_value();
    case Steps::Verb::save:
        break;
    }
    return project.save().has_value();
}

void follow(Proposal& proposal, const Steps::Step& step) {
    if (step.verb == Steps::Verb::edit) proposal.perform(step.edit);
    if (step.verb == Steps::Verb::undo) proposal.undo();
    if (step.verb == Steps::Verb::redo) proposal.redo();
}

[[noreturn]] void edit_until_killed(const std::filesystem::path& file, Steps steps, int acknowledge) {
    auto* project = new Result<Project>(Project::open(file, OpenMode::edit)); // NOLINT: never destroyed
    if (!*project) _exit(2);
    for (;;) {
        if (!done_by(**project, steps.next((*project)->proposal("A")->proposal))) _exit(3);
        if (write(acknowledge, "+", 1) != 1) _exit(4);
    }
}

// Starts the child and kills it some microseconds after it acknowledged `wanted` steps (a slow machine kills at the
// same moments as a fast one); gives the number of steps acknowledged until it was dead.
std::size_t kill_after(const std::filesystem::path& file, const Steps& steps, std::size_t wanted,
                       unsigned microseconds) {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        edit_until_killed(file, steps, ends[1]);
    }
    close(ends[1]);
    std::size_t count = 0;
    char bytes[4096];
    auto more = [&](std::size_t at_most) {
        ssize_t got = read(ends[0], bytes, std::min(at_most, sizeof bytes));
        count += got > 0 ? static_cast<std::size_t>(got) : 0;
        return got > 0;
    };
    while (count < wanted && more(wanted - count)) {
    }
    usleep(microseconds);
    REQUIRE(kill(child, SIGKILL) == 0);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status)); // it had not failed by itself
    while (more(sizeof bytes)) {
    }
    close(ends[0]);
    return count;
}

bool same(const Proposal& a, const Proposal& b) {
    return a.solutions() == b.solutions() && a.edits() == b.edits() && a.done() == b.done() &&
           a.next_id() == b.next_id();
}

void kill_many_times(unsigned seed, std::uint32_t kills) {
    Folder folder;
    auto file = folder / "a.twin";
    City city = random_city(seed, 30);
    REQUIRE(write_document(file, city, {}, {{"A", {}}}));
    std::mt19937 random(seed);
    Proposal expected;
    std::size_t acknowledged = 0, recovered = 0;
    for (std::uint32_t number = 0; number < kills; ++number) {
        Steps steps(seed, number);
        std::size_t count = kill_after(file, steps, random() % 30, static_cast<unsigned>(random() % 5000));
        acknowledged += count;
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        recovered += project->recovered() ? 1 : 0;
        REQUIRE_FALSE(project->notice());
        const Proposal& found = project->proposal("A")->proposal;
        for (std::size_t i = 0; i < count; ++i) follow(expected, steps.next(expected));
        bool as_acknowledged = same(found, expected);
        if (!as_acknowledged) follow(expected, steps.next(expected)); // the one under way was kept too
        INFO("kill " << number << " after " << count << " steps");
        REQUIRE(same(found, expected));
        if (random() % 2) REQUIRE(project->save()); // else the next child takes the recovered edits over
    }
    auto project = Project::open(file, OpenMode::read_only);
    REQUIRE(project);
    auto read = project->city();
    REQUIRE(read);
    CHECK(city_hash(**read) == city_hash(city));
    CHECK(acknowledged > kills * 5);
    CHECK(recovered > 0);
}

} // namespace

TEST_CASE("50 kills lose no acknowledged edit") { kill_many_times(1, 50); }

TEST_CASE("1,000 kills lose no acknowledged edit", "[slow]") {
    for (unsigned seed = 2; seed < 12; ++seed) kill_many_times(seed, 100);
}
