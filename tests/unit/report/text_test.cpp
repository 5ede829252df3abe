#include "report/text.h"

#include "sample.h"

using namespace tp;

TEST_CASE("a value has no more digits than its interval allows") {
    struct Row {
        double median, low, high;
        const char *text, *interval;
    };
    // Width 15,100: its second digit is 1,000. Width 0.027: 0.001. Width 2: 0.1.
    Row row = GENERATE(Row{37412, 30100, 45200, "37,000", "30,000 to 45,000"}, Row{0.01234, 0.004, 0.031, "0.012", "0.004 to 0.031"},
                       Row{12.345, 11.5, 13.5, "12.3", "11.5 to 13.5"}, Row{-5210, -9800, -2300, "-5,200", "-9,800 to -2,300"},
                       Row{0.0004, -0.002, 0.003, "0.0004", "-0.0020 to 0.0030"}, Row{225897, 225897, 225897, "225,897", ""});
    IntervalText text = interval_text(test::messages(Language::en), row.median, row.low, row.high, "");
    CHECK(text.median == row.text);
    CHECK(text.interval == row.interval);
}

TEST_CASE("won are read in 억 and 만") {
    Messages ko = test::messages(Language::ko), en = test::messages(Language::en);
    CHECK(krw_text(ko, 4'000'000'000) == "40억 원");
    CHECK(krw_text(ko, 1'234'567'890, 1e7) == "12.3억 원");
    CHECK(krw_text(ko, 32'500'000) == "3,250만 원");
    CHECK(krw_text(ko, 9'500) == "9,500원");
    CHECK(krw_text(ko, -250'000'000) == "-2.5억 원");
    CHECK(krw_text(en, 1'234'567'890, 1e7) == "KRW 1,230 million");
    CHECK(krw_text(en, 500'000) == "KRW 500 thousand");
    CHECK(krw_text(ko, 99'999'999, 1e7) == "1.0억 원"); // rounding carries over the border of the unit
}

TEST_CASE("rare events are shown per ten years and as one in N years") {
    Messages ko = test::messages(Language::ko);
    auto i = test::indicator("pedestrian_deaths_avoided_per_year", "deaths/yr", 0.0345, 0.012, 0.071);
    // Ten years: 0.345 (0.12-0.71), width 0.59, step 0.01; 1 / 0.0345 = 29.0.
    CHECK(ten_years_text(ko, i) == "10년에 0.35명 (0.12 ~ 0.71), 약 29년에 1명");
    i.id = "pedestrian_crashes_avoided_per_year";
    CHECK(ten_years_text(ko, i) == "10년에 0.35건 (0.12 ~ 0.71), 약 29년에 1건");
    i.id = "people_within_reach";
    CHECK(ten_years_text(ko, i).empty());
    i = test::indicator("pedestrian_crashes_avoided_per_year", "crashes/yr", 3.1, 1.0, 6.0);
    CHECK(ten_years_text(ko, i) == "10년에 31건 (10 ~ 60)");
}

TEST_CASE("significant digits") {
    CHECK(significant_text(0) == "0");
    CHECK(significant_text(1234567) == "1,230,000");
    CHECK(significant_text(0.5) == "0.5");
    CHECK(significant_text(99.96) == "100");
    CHECK(significant_text(0.0012345, 4) == "0.001235");
    CHECK(number_text(-0.0001, 0.01) == "0.00");
}

TEST_CASE("a probability never claims certainty") {
    CHECK(probability_text(0.9951) == "> 0.99");
    CHECK(probability_text(0.0049) == "< 0.01");
    CHECK(probability_text(0.5) == "0.50");
}
