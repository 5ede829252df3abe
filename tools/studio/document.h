// studio/document.h - the open .twin as the window sees it, and the thread that owns it.
//
// Every edit is one committed transaction (project.h); the window shows it as done once the new state has come back.
#pragma once

#include "city/city.h"
#include "core/messages.h"
#include "project/project.h"
#include "studio/worker.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tp {

struct ProposalState {
    std::string name;
    std::vector<Solution> solutions;
    std::uint64_t revision = 0;
    std::uint32_t next_id = 1;
    bool can_undo = false, can_redo = false;
};

struct DocumentState { // a copy; the window's own
    std::shared_ptr<const TileSource> tiles; // of the city as it was opened; null: none
    std::filesystem::path path;
    bool read_only = false, recovered = false, modified = false;
    std::vector<ProposalState> proposals;
    std::map<std::string, double> assumptions;
    std::shared_ptr<const ImportReport> report; // how the city came in; null: none

    const ProposalState* proposal(const std::string& name) const;
};

// Owns the Project on a thread of its own. All functions return at once; answers come through the inbox to the two
// callbacks, on the window's thread.
class Document {
public:
    struct Answers {
        std::function<void(DocumentState)> changed;
        std::function<void(const Error&)> failed; // of one request; the state is as it was
        std::function<void(std::shared_ptr<const City>, DocumentState)> opened;
        std::function<void()> saved;
        // What the files say of the object that came from `origin`: name and value.
        std::function<void(Origin, std::vector<std::pair<std::string, std::string>>)> attributes;
    };
    Document(Inbox& inbox, Answers answers) : m_inbox(inbox), m_answers(std::move(answers)) {}

    // Opens for editing; where another process edits it, opens read-only and says so (failed(), then opened()).
    void open(const std::filesystem::path& path);
    void add_proposal(const std::string& name);
    void perform(const std::string& proposal, Edit edit);
    // Adds the proposal first where it is not there.
    void place(const std::string& proposal, Solution solution);
    void undo(const std::string& proposal);
    void redo(const std::string& proposal);
    void save();
    void ask_attributes(const Origin& origin);
    bool busy() const { return m_worker.busy(); }

private:
    void change(std::function<Result<void>(Project&)> what);
    DocumentState state() const;

    Inbox& m_inbox;
    Answers m_answers;
    std::optional<Project> m_project; // touched by the worker only
    std::shared_ptr<const ImportReport> m_report;
    bool m_read_only = false;
    Worker m_worker;
};

} // namespace tp
