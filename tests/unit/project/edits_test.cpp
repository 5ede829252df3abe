// One writer, durable edits, a document that is replaced as a whole or not at all.
#include "project/project.h"
#include "unit/project/folder.h"
#include "unit/project/random_city.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tp;
using namespace tp::test;

namespace {

std::filesystem::path made_document(const Folder& folder, const char* name = "a.twin") {
    Proposal proposal;
    proposal.perform(Place{solution(1)});
    REQUIRE(write_document(folder / name, random_city(5, 20), {}, {{"A", proposal}}));
    std::filesystem::remove((folder / name) += ".bak");
    return folder / name;
}

// Runs `body` in another process that ends without any clean-up; gives what it returned.
int in_child(const std::function<int()>& body) {
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) _exit(body());
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// A writer that is killed: its Project is never destroyed.
int dies_after(const std::filesystem::path& file, const std::function<bool(Project&)>& edits) {
    return in_child([&] {
        auto* project = new Result<Project>(Project::open(file, OpenMode::edit)); // NOLINT: it must outlive the child
        return *project && (*project)->perform("A", Place{solution(2, 7.0)}) && edits(**project) ? 0 : 1;
    });
}

bool no_room(const Error& error) { return error.key == "project.disk_full" || error.key == "project.write_failed"; }

// In a child: 0 where the result is the error named, 1 otherwise.
template <class T>
int expects(const Result<T>& result, const std::string& key) {
    return !result && result.error().key == key ? 0 : 1;
}

void as_plain_user() { // root may write anywhere
    if (geteuid() == 0) REQUIRE((setgid(65534) == 0 && setuid(65534) == 0));
}

Result<Project> edited(const std::filesystem::path& file) {
    auto project = Project::open(file, OpenMode::edit);
    if (project)
        if (auto done = project->perform("A", Place{solution(2, 7.0)}); !done) return std::unexpected(done.error());
    return project;
}

} // namespace

TEST_CASE("edits are saved, undo survives saving and opening") {
    Folder folder;
    auto file = made_document(folder);
    auto before = bytes_of(file);
    {
        auto project = edited(file);
        REQUIRE(project);
        REQUIRE(project->add_proposal("계획 B"));
        REQUIRE(project->set_fact("level", "시"));
        REQUIRE(project->set_assumption("walk_reach_m", 400.1));
        CHECK(project->modified());
        CHECK(bytes_of(file) == before); // editing does not touch the document
        REQUIRE(project->save());
        CHECK_FALSE(project->modified());
        CHECK(bytes_of((folder / "a.twin") += ".bak") == before);
        REQUIRE(project->perform("A", Remove{solution(2, 7.0)})); // never saved
    }
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE(project);
    CHECK_FALSE(project->recovered());
    CHECK(project->proposal("A")->proposal.solutions() == std::vector{solution(1), solution(2, 7.0)});
    CHECK(project->proposal("계획 B")->proposal.solutions().empty());
    CHECK(project->facts() == Facts{{"level", "시"}});
    CHECK(project->assumptions().at("walk_reach_m") == 400.1);
    auto undone = project->undo("A");
    REQUIRE(undone);
    REQUIRE(undone->has_value());
    CHECK((*undone)->removed == std::vector{solution(2, 7.0)});
    auto city = project->city();
    REQUIRE(city);
    CHECK(city_hash(**city) == city_hash(random_city(5, 20)));
    CHECK(files_in(folder.path) == 2); // the document and its backup, nothing else
}

TEST_CASE("opening and closing leaves the document alone") {
    Folder folder;
    auto file = made_document(folder);
    auto before = bytes_of(file);
    auto time = std::filesystem::last_write_time(file);
    for (OpenMode mode : {OpenMode::read_only, OpenMode::edit}) {
        auto project = Project::open(file, mode);
        REQUIRE(project);
        REQUIRE(project->city());
        if (mode == OpenMode::edit) REQUIRE(project->undo("A"));
    }
    CHECK(bytes_of(file) == before);
    CHECK(std::filesystem::last_write_time(file) == time);
    CHECK(files_in(folder.path) == 1);
}

TEST_CASE("there is one writer, under whatever name, and readers always work") {
    Folder folder;
    auto file = made_document(folder);
    std::filesystem::create_symlink(file, folder / "link.twin");
    std::filesystem::create_hard_link(file, folder / "hard.twin");
    auto writer = edited(file);
    REQUIRE(writer);
    for (const char* name : {"a.twin", "link.twin", "hard.twin", "./a.twin"}) {
        INFO(name);
        CHECK(in_child(
                  [&] { return expects(Project::open(folder / name, OpenMode::edit), "project.second_writer"); }) == 0);
        CHECK(in_child([&] { return Project::open(folder / name, OpenMode::read_only) ? 0 : 1; }) == 0);
    }
    CHECK(expects(write_document(file, City{}, {}), "project.second_writer") == 0);
    REQUIRE(writer->save());
    CHECK(in_child([&] { return expects(Project::open(file, OpenMode::edit), "project.second_writer"); }) == 0);
    writer = Project::open(file, OpenMode::read_only); // lets go
    CHECK(in_child([&] { return Project::open(file, OpenMode::edit) ? 0 : 1; }) == 0);
}

TEST_CASE("edits of a process that died are there again") {
    Folder folder;
    auto file = made_document(folder);
    REQUIRE(dies_after(file, [](Project& project) { return project.set_fact("level", "군") && project.undo("A"); }) ==
            0);
    for (int time = 0; time < 2; ++time) { // not saved, not discarded: offered again
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        CHECK(project->recovered());
        CHECK(project->modified());
        CHECK(project->facts().at("level") == "군");
        CHECK(project->proposal("A")->proposal.edits().size() == 2);
        CHECK(project->proposal("A")->proposal.done() == 1);
    }
    {
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        auto redone = project->redo("A");
        REQUIRE(redone);
        REQUIRE(redone->has_value());
        REQUIRE(project->save());
    }
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE(project);
    CHECK_FALSE(project->recovered());
    CHECK(project->proposal("A")->proposal.solutions().size() == 2);
}

TEST_CASE("recovered edits can be discarded") {
    Folder folder;
    auto file = made_document(folder);
    REQUIRE(dies_after(file, [](Project&) { return true; }) == 0);
    {
        auto project = Project::open(file, OpenMode::edit);
        REQUIRE(project);
        REQUIRE(project->recovered());
        project->discard();
        CHECK(project->proposal("A")->proposal.solutions().size() == 1);
    }
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE(project);
    CHECK_FALSE(project->recovered());
}

TEST_CASE("edits that belong to another state of the document are put aside, not lost") {
    Folder folder;
    auto file = made_document(folder);
    REQUIRE(dies_after(file, [](Project&) { return true; }) == 0);
    REQUIRE(write_document(file, random_city(6, 10), {}));
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE(project);
    CHECK_FALSE(project->recovered());
    CHECK(project->proposals().empty());
    REQUIRE(project->notice());
    CHECK(project->notice()->key == "project.kept_aside");
    CHECK(std::filesystem::exists(project->notice()->args[1].second));
}

TEST_CASE("several edits are one transaction") {
    Folder folder;
    auto file = made_document(folder);
    auto project = Project::open(file, OpenMode::edit);
    REQUIRE(project);
    REQUIRE(project->begin());
    REQUIRE(project->add_proposal("B"));
    REQUIRE(project->perform("B", Place{solution(1)}));
    REQUIRE(project->skip_id("B"));
    CHECK(expects(project->save(), "project.transaction_open") == 0);
    project->rollback();
    CHECK(project->proposals().size() == 1);
    CHECK_FALSE(project->modified());
    REQUIRE(project->begin());
    REQUIRE(project->perform("A", Place{solution(2)}));
    REQUIRE(project->commit());
    REQUIRE(project->save());
    CHECK(expects(project->perform("A", Remove{solution(9)}), "project.edit_does_not_fit") == 0);
    CHECK(expects(project->perform("Z", Remove{solution(1)}), "project.no_proposal") == 0);
    CHECK(expects(project->add_proposal("A"), "project.name_taken") == 0);
    CHECK(expects(project->add_proposal(""), "project.bad_name") == 0);
}

TEST_CASE("a project opened to read is not changed, but a copy of it can be made") {
    Folder folder;
    auto file = made_document(folder);
    auto writer = Project::open(file, OpenMode::edit);
    auto reader = Project::open(file, OpenMode::read_only);
    REQUIRE((writer && reader));
    CHECK(expects(reader->perform("A", Place{solution(2)}), "project.opened_read_only") == 0);
    CHECK(expects(reader->save(), "project.opened_read_only") == 0);
    CHECK(expects(reader->begin(), "project.opened_read_only") == 0);
    REQUIRE(reader->save_as(folder / "copy.twin"));
    auto copy = edited(folder / "copy.twin");
    REQUIRE(copy);
    CHECK(copy->save());
}

TEST_CASE("a document that changes or vanishes is said, and the work can be saved elsewhere") {
    Folder folder;
    auto file = made_document(folder);
    auto project = edited(file);
    REQUIRE(project);
    auto saved_bytes = bytes_of(file);
    SECTION("replaced") {
        std::filesystem::copy_file(file, folder / "other.twin");
        std::filesystem::rename(folder / "other.twin", file);
        CHECK(expects(project->save(), "project.changed_outside") == 0);
        CHECK(bytes_of(file) == saved_bytes);
    }
    SECTION("vanished") {
        std::filesystem::remove(file);
        CHECK(expects(project->save(), "project.vanished") == 0);
        CHECK_FALSE(std::filesystem::exists(file));
        REQUIRE(project->save_as(file)); // back in its place
        REQUIRE(project->perform("A", Place{solution(3)}));
        REQUIRE(project->save());
    }
    SECTION("open in another program") {
        std::ofstream(std::filesystem::path(file) += "-wal") << "frames";
        CHECK(expects(project->save(), "project.in_use") == 0);
    }
    REQUIRE(project->save_as(folder / "new.twin"));
    CHECK(project->path() == folder / "new.twin");
    auto again = Project::open(folder / "new.twin", OpenMode::read_only);
    REQUIRE(again);
    CHECK(again->proposal("A")->proposal.solutions().size() >= 2);
    CHECK(again->city());
}

TEST_CASE("a read-only folder or a full disk loses nothing") {
    Folder folder;
    auto file = made_document(folder);
    auto before = bytes_of(file);
    std::filesystem::permissions(folder.path, std::filesystem::perms(0777));
    SECTION("read-only folder") {
        std::filesystem::create_directory(folder / "ro");
        std::filesystem::rename(file, folder / "ro/a.twin");
        std::filesystem::permissions(folder / "ro", std::filesystem::perms(0555));
        file = folder / "ro/a.twin";
        CHECK(in_child([&] {
                  as_plain_user();
                  setenv("TWINPLAN_STATE", (folder / "state-of-user").c_str(), 1);
                  auto project = edited(file);
                  if (!project || expects(project->save(), "project.read_only_folder") != 0) return 1;
                  if (expects(write_document(file, City{}, {}), "project.second_writer") != 0) return 2;
                  if (expects(write_document(folder / "ro/b.twin", City{}, {}), "project.read_only_folder") != 0)
                      return 3;
                  return project->save_as(folder / "elsewhere.twin") ? 0 : 4;
              }) == 0);
    }
    SECTION("no room for the copy, or in the middle of it") {
        for (rlim_t limit : {before.size() / 2, before.size() + 1000}) // the second: while changes are written
            CHECK(in_child([&] {
                      std::signal(SIGXFSZ, SIG_IGN);
                      auto project = edited(file);
                      for (std::uint32_t i = 3; i < 300; ++i)
                          if (!project || !project->perform("A", Place{solution(i, i)})) return 1;
                      rlimit rule{limit, limit};
                      setrlimit(RLIMIT_FSIZE, &rule);
                      auto saved = project->save();
                      if (saved || !no_room(saved.error())) return 2;
                      auto written = write_document(folder / "b.twin", random_city(1, 500), {});
                      if (written || !no_room(written.error())) return 3;
                      return project->modified() && files_in(folder.path) == 1 ? 0 : 4;
                  }) == 0);
    }
    SECTION("a full file system") {
        std::filesystem::create_directory(folder / "small");
        int left = in_child([&] {
            std::string options = "size=" + std::to_string(before.size() / 1024 + 64) + "k";
            if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                mount("none", (folder / "small").c_str(), "tmpfs", 0, options.c_str()) != 0)
                return 77;
            std::filesystem::copy_file(file, folder / "small/a.twin");
            auto project = edited(folder / "small/a.twin");
            if (!project || expects(project->save(), "project.disk_full") != 0) return 1;
            if (expects(write_document(folder / "small/b.twin", random_city(1, 500), {}), "project.disk_full") != 0)
                return 2;
            return bytes_of(folder / "small/a.twin") == before && files_in(folder / "small") == 1 ? 0 : 3;
        });
        if (left == 77)
            WARN("SKIPPED: a small file system cannot be mounted here");
        else
            CHECK(left == 0);
    }
    SECTION("no room for the working file") {
        CHECK(in_child([&] {
                  std::signal(SIGXFSZ, SIG_IGN);
                  auto project = edited(file);
                  if (!project) return 1;
                  rlimit rule{1 << 18, 1 << 18};
                  setrlimit(RLIMIT_FSIZE, &rule);
                  for (std::uint32_t i = 3; i < 3000; ++i) {
                      auto done = project->perform("A", Place{solution(i, i)});
                      std::size_t count = project->proposal("A")->proposal.solutions().size();
                      if (done && count != i) return 2;
                      if (!done) return no_room(done.error()) && count == i - 1 ? 0 : 3;
                  }
                  return 4;
              }) == 0);
    }
    CHECK(bytes_of(file) == before);
}
