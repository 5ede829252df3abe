#include "report/report.h"
#include "report/text.h"

#include "sample.h"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace tp;

namespace {

// Every element is closed in order; void elements are left out. Gives the first fault, or nothing.
std::string unbalanced(const std::string& html) {
    static const std::set<std::string> k_void{"meta", "img", "br", "line", "circle", "!doctype"};
    std::vector<std::string> open;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        std::size_t end = html.find_first_of(" >/\n", at + 2);
        bool closing = html[at + 1] == '/';
        std::string name = html.substr(at + 1 + (closing ? 1 : 0), end - at - 1 - (closing ? 1 : 0));
        if (k_void.contains(name)) continue;
        if (!closing) open.push_back(name);
        else if (open.empty() || open.back() != name) return name + " near " + html.substr(at, 60);
        else open.pop_back();
    }
    return open.empty() ? "" : "not closed: " + open.back();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a report is one balanced page without scripts, with a policy that forbids what it does not carry") {
    for (Language language : {Language::ko, Language::en}) {
        test::Sample sample(language);
        sample.input.pictures = ComparisonPictures{{}, {test::gradient(64, 48), test::gradient(64, 48)}};
        std::string page = report_html(sample.input);
        CHECK(unbalanced(page) == "");
        CHECK(has(page, "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        CHECK_FALSE(has(page, "<script"));
        CHECK_FALSE(std::regex_search(page, std::regex("(src|href)=\"(?!data:image/png;base64,)")));
        CHECK_FALSE(has(page, "&lt;report.")); // a message that does not exist prints as <key>
        CHECK(has(page, language == Language::ko ? "<html lang=\"ko\">" : "<html lang=\"en\">"));
        CHECK(has(page, "1234abcd5678ef00"));
        CHECK(has(page, "2026-11-22"));
    }
}

TEST_CASE("names from files cannot become markup") {
    test::Sample sample(Language::en);
    const std::string attack = "<script>alert(1)</script>\" onload='x' \xe2\x80\xae";
    sample.city.name = attack;
    sample.input.proposals[0].name = attack;
    sample.city.sources[0].file = attack;
    sample.input.missing_roles = {attack};
    std::string page = report_html(sample.input);
    CHECK(unbalanced(page) == "");
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "\" onload"));
    CHECK_FALSE(has(page, "\xe2\x80\xae")); // right-to-left override
    CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;"));
}

TEST_CASE("a missing indicator shows its reason and no number") {
    test::Sample sample(Language::en);
    sample.input.rows.clear();
    sample.input.proposals.resize(1);
    auto& indicators = sample.input.proposals[0].evaluation.indicators;
    indicators = {test::absent("users_per_day", IndicatorStatus::missing, "report.no_data")};
    std::string page = report_html(sample.input);
    std::string row = page.substr(page.find(indicator_name(sample.text, "users_per_day") + "</th>"));
    row = row.substr(0, row.find("</tr>"));
    CHECK(has(row, "missing"));
    CHECK(has(row, "no data"));
    CHECK_FALSE(std::regex_search(row, std::regex(">[^<]*[0-9][^<]*<")));
}

TEST_CASE("without a device the report says that its pictures are missing, and why") {
    test::Sample sample(Language::ko);
    sample.input.no_pictures = Error{ErrorCode::unsupported, "report.no_data", {}, ""};
    CHECK(has(report_html(sample.input), "그림이 없습니다. 자료 없음"));
}

TEST_CASE("page and JSON carry the same values") {
    test::Sample sample(Language::en);
    auto json = nlohmann::json::parse(report_json(sample.input));
    REQUIRE(json["proposals"].size() == 2);
    CHECK(json["input_hash"] == "1234abcd5678ef00");
    CHECK(json["city"]["population"] == 280312);
    CHECK(json["proposals"][0]["indicators"][5]["median"] == 3.87e9);
    CHECK(json["proposals"][0]["indicators"][7]["status"] == "missing");
    CHECK_FALSE(json["proposals"][0]["indicators"][7].contains("median"));
    CHECK(json["indicators"][0]["differences"][0]["p_a_better"] == 0.13);
    std::string page = report_html(sample.input);
    for (const ReportProposal& proposal : sample.input.proposals)
        for (const Indicator& i : proposal.evaluation.indicators)
            if (i.status == IndicatorStatus::ok) CHECK(has(page, html_escape(interval_text(sample.text, i).median)));
}

TEST_CASE("a programme splits the capital cost and says when the interval leaves its total") {
    test::Sample sample(Language::ko);
    Programme programme;
    programme.name = {"솔루션 확산사업", "diffusion"};
    programme.national_krw = 2'000'000'000, programme.local_krw = 2'000'000'000;
    sample.input.programme = &programme;
    std::string page = report_html(sample.input);
    CHECK(has(page, "총 40억 원 = 국비 20억 원 + 지방비 20억 원"));
    CHECK(has(page, "넘습니다"));
    programme.local_krw = 8'000'000'000;
    CHECK(has(report_html(sample.input), "총액 안에 있습니다"));
}

TEST_CASE("a report is written whole or not at all") {
    test::Sample sample(Language::en);
    auto folder = std::filesystem::temp_directory_path() / ("twinplan_report_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    CHECK(write_report(folder / "a.html", sample.input));
    CHECK(write_report(folder / "a.json", sample.input));
    CHECK(write_report(folder / "a.pdf", sample.input).error().key == "report.pdf_later");
    CHECK(write_report(folder / "a.txt", sample.input).error().code == ErrorCode::usage);
    CHECK(write_report(folder / "none" / "a.html", sample.input).error().key == "report.cannot_write");
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
    CHECK(files == 2);
    std::ifstream file(folder / "a.html");
    std::stringstream text;
    text << file.rdbuf();
    CHECK(text.str() == report_html(sample.input));
    std::filesystem::remove_all(folder);
}

TEST_CASE("every message that the report names exists in both languages") {
    Messages text = test::messages(Language::ko);
    std::regex key("\"(report\\.[a-z_0-9.]*[a-z0-9_])\"");
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(test::source_folder() / "tools/report")) {
        std::ifstream file(entry.path());
        std::stringstream source;
        source << file.rdbuf();
        std::string content = source.str();
        for (std::sregex_iterator it(content.begin(), content.end(), key), end; it != end; ++it, ++found) {
            INFO(entry.path().filename() << ": " << (*it)[1]);
            CHECK(text.has((*it)[1].str()));
        }
    }
    CHECK(found > 60);
}
