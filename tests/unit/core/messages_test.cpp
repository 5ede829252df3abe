#include "core/messages.h"
#include "shared_data.h"

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace tp;

static Messages load(Language language) {
    auto messages = Messages::load(test::source_folder() / "assets/data/messages", language);
    REQUIRE(messages);
    return *std::move(messages);
}

static std::string read(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

static std::multiset<std::string> placeholders(const std::string& text) {
    static const std::regex pattern("\\{([a-z_0-9]+)\\}");
    std::multiset<std::string> out;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) {
        std::string name = (*it)[1].str();
        if (name == "event") continue; // the counter word (건, 명) that only Korean puts behind a number
        for (std::string_view unit : {"_eok", "_krw"}) // the same money, in each language's own unit
            if (name.ends_with(unit)) name.erase(name.size() - unit.size());
        out.insert(name);
    }
    return out;
}

TEST_CASE("every sentence exists in Korean and English and names the same values") {
    Messages messages = load(Language::en);
    CHECK(messages.entries().size() > 10);
    for (const auto& [key, entry] : messages.entries()) {
        CAPTURE(key);
        auto ko = placeholders(entry.ko), en = placeholders(entry.en);
        CHECK(std::set<std::string>(ko.begin(), ko.end()) == std::set<std::string>(en.begin(), en.end()));
    }
}

TEST_CASE("every message key that the code fails with has its sentence") {
    Messages messages = load(Language::en);
    static const std::regex use("fail\\(\\s*ErrorCode::[a-z_]+,\\s*\"([a-z_0-9.]+)\"|\\.note\\(\"([a-z_0-9.]+)\"|messages\\.text\\(\"([a-z_0-9.]+)\"");
    int seen = 0;
    for (const char* wing : {"assets", "sim", "renderer", "tools"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_folder() / wing)) {
            auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".h") continue;
            std::string text = read(entry.path());
            for (std::sregex_iterator it(text.begin(), text.end(), use), end; it != end; ++it) {
                std::string key = (*it)[1].matched ? (*it)[1].str() : (*it)[2].matched ? (*it)[2].str() : (*it)[3].str();
                if (key.ends_with('.')) continue; // a prefix that is completed at run time
                if (key.find('.') == std::string::npos) key = "import.note." + key; // what an importer did to a feature
                CAPTURE(entry.path().string(), key);
                CHECK(messages.has(key));
                ++seen;
            }
        }
    CHECK(seen > 5);
}

TEST_CASE("a sentence is filled in, and an unknown key is visible") {
    Messages messages = load(Language::ko);
    CHECK(messages.text("core.bad_toml", {{"reason", "x{y}"}}) == "TOML 형식이 아닙니다: x{y}.");
    CHECK(messages.text("no.such.key") == "<no.such.key>");
    messages.set_language(Language::en);
    CHECK(messages.sentence({ErrorCode::bad_format, "core.bad_toml", {{"reason", "odd"}}, "a.toml:3"}) ==
          "a.toml:3: This is not TOML: odd.");
}

TEST_CASE("a message file that lacks a language is refused by key") {
    auto folder = std::filesystem::temp_directory_path() / "twinplan_messages_test";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "a.toml") << "[a.b]\nko = \"가\"\n";
    auto loaded = Messages::load(folder, Language::en);
    std::filesystem::remove_all(folder);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().key == "core.bad_message");
    CHECK(loaded.error().args.front().second == "a.b");
}
