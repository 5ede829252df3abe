#include "proposal/proposal.h"

#include <catch2/catch.hpp>

#include <map>
#include <random>

using namespace tp;

namespace {

Solution made(std::uint32_t id, double x_m = 0.0) {
    Solution s;
    s.id = SolutionId{id};
    s.kind = "smart_pole";
    s.at = LocalPoint{x_m, 2.0 * x_m};
    return s;
}

// The naive model: every state that ever was, kept whole.
struct Naive {
    using State = std::map<std::uint32_t, Solution>;
    std::vector<State> states{State{}};
    std::size_t at = 0;

    void go(State next) {
        states.resize(at + 1);
        states.push_back(std::move(next));
        ++at;
    }
    std::vector<Solution> solutions() const {
        std::vector<Solution> out;
        for (const auto& [id, solution] : states[at]) out.push_back(solution);
        return out;
    }
};

// Applies a ChangeSet to a plain list, as what lies downstream does.
void follow(std::vector<Solution>& list, const ChangeSet& change) {
    for (const auto& gone : change.removed) {
        auto it = std::find(list.begin(), list.end(), gone);
        REQUIRE(it != list.end());
        list.erase(it);
    }
    list.insert(list.end(), change.added.begin(), change.added.end());
}

} // namespace

TEST_CASE("a proposal follows a model that keeps every state", "[property]") {
    std::mt19937 random(GENERATE(range(1U, 41U)));
    Proposal proposal;
    Naive naive;
    std::vector<Solution> downstream;
    std::uint32_t largest = 0;
    for (int step = 0; step < 200; ++step) {
        auto now = naive.states[naive.at];
        auto some = [&] { return std::next(now.begin(), static_cast<std::ptrdiff_t>(random() % now.size()))->second; };
        std::uint64_t revision = proposal.revision();
        switch (random() % 6) {
        case 0:
        case 1: {
            Solution s = made(static_cast<std::uint32_t>(proposal.next_id()), static_cast<double>(random() % 1000));
            REQUIRE(static_cast<std::uint32_t>(s.id) > largest);
            largest = static_cast<std::uint32_t>(s.id);
            follow(downstream, proposal.perform(Place{s}));
            now[largest] = s;
            naive.go(now);
            break;
        }
        case 2:
            if (now.empty()) continue;
            {
                Solution before = some(), after = before;
                if (random() % 2)
                    after.at = LocalPoint{static_cast<double>(random() % 1000), 7.0};
                else
                    after.count += 1;
                follow(downstream, proposal.perform(Replace{before, after}));
                now[static_cast<std::uint32_t>(after.id)] = after;
                naive.go(now);
            }
            break;
        case 3:
            if (now.empty()) continue;
            {
                Solution gone = some();
                follow(downstream, proposal.perform(Remove{gone}));
                now.erase(static_cast<std::uint32_t>(gone.id));
                naive.go(now);
            }
            break;
        case 4:
            if (auto change = proposal.undo()) {
                follow(downstream, *change);
                REQUIRE(naive.at > 0);
                --naive.at;
            } else {
                REQUIRE(naive.at == 0);
                continue;
            }
            break;
        default:
            if (auto change = proposal.redo()) {
                follow(downstream, *change);
                REQUIRE(++naive.at < naive.states.size());
            } else {
                REQUIRE(naive.at + 1 == naive.states.size());
                continue;
            }
        }
        REQUIRE(proposal.revision() > revision);
        REQUIRE(proposal.solutions() == naive.solutions());
        std::ranges::sort(downstream, {}, &Solution::id);
        REQUIRE(downstream == proposal.solutions());
    }
    auto again = Proposal::from_log(proposal.edits(), proposal.done(), static_cast<std::uint32_t>(proposal.next_id()));
    REQUIRE(again);
    CHECK(again->solutions() == proposal.solutions());
    CHECK(again->next_id() == proposal.next_id());
    CHECK(again->edits() == proposal.edits());
    while (proposal.undo()) {
    }
    CHECK(proposal.solutions().empty());
}

TEST_CASE("an id is never used twice") {
    Proposal proposal;
    proposal.perform(Place{made(1)});
    proposal.undo();
    CHECK(proposal.next_id() == SolutionId{2});
    CHECK_FALSE(proposal.fits(Place{made(1)}));
    proposal.skip_id();
    CHECK(proposal.next_id() == SolutionId{3});
    proposal.perform(Place{made(3)});
    CHECK(proposal.edits().size() == 1); // the placement undone cannot be redone any more
}

TEST_CASE("an edit that does not fit what stands is not taken") {
    Proposal proposal;
    proposal.perform(Place{made(1)});
    Solution other = made(1, 5.0);
    CHECK_FALSE(proposal.fits(Remove{other}));
    CHECK_FALSE(proposal.fits(Replace{other, made(1)}));
    CHECK_FALSE(proposal.fits(Replace{made(1), made(2)}));
    CHECK_FALSE(proposal.fits(Place{made(0)}));
    CHECK(proposal.fits(Replace{made(1), other}));
}

TEST_CASE("a log that contradicts itself is refused") {
    auto bad = [](std::vector<Edit> edits, std::size_t done, std::uint32_t next_id) {
        auto proposal = Proposal::from_log(std::move(edits), done, next_id);
        REQUIRE_FALSE(proposal);
        CHECK(proposal.error().key == "proposal.bad_log");
    };
    bad({Remove{made(1)}}, 1, 2);
    bad({Place{made(1)}, Place{made(1)}}, 2, 3);
    bad({Place{made(1)}}, 2, 2);
    bad({Place{made(7)}}, 1, 7);
    bad({Place{made(1)}, Replace{made(1, 1.0), made(1, 2.0)}}, 0, 2); // wrong among what can be redone, too
    bad({}, 0, 0);
}

TEST_CASE("the inverse of a change swaps its sides") {
    ChangeSet change = change_of(Replace{made(1), made(1, 3.0)});
    CHECK(change.removed == std::vector{made(1)});
    CHECK(change.added == std::vector{made(1, 3.0)});
    CHECK(inverse(change).added == change.removed);
    CHECK(inverse(inverse(change)).added == change.added);
}
