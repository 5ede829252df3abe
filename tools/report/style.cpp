// The page's look: clay paper, dark grey ink, two accents, one sans with Hangul; A4 when printed.
#include "report/html.h"

namespace tp::html {

std::string style_sheet() {
    return R"css(
:root{--ink:#2b2b2b;--soft:#6a6864;--line:#dcd9d3;--paper:#f7f6f3;--card:#fff;--a:#E4572E;--b:#2E6FE4}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:15px/1.6 "Noto Sans CJK KR","Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;word-break:keep-all;overflow-wrap:anywhere;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{margin:0 auto;max-width:1080px;padding:40px 32px 64px}
header{border-bottom:2px solid var(--ink);padding-bottom:18px;margin-bottom:8px}
h1{font-size:28px;line-height:1.3;margin:0 0 4px;font-weight:700;letter-spacing:-.01em}
h1 small{display:block;font-size:16px;font-weight:400;color:var(--soft);letter-spacing:0}
h2{font-size:19px;margin:40px 0 10px;font-weight:700}
h3{font-size:15.5px;margin:22px 0 4px}
p{margin:6px 0}
.note{color:var(--soft);font-size:13px;max-width:64em}
.badge{display:inline-block;border:1px solid var(--soft);border-radius:3px;padding:0 7px;font-size:12.5px;color:var(--soft)}
dl.meta{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,auto));gap:6px 26px;margin:16px 0 0;font-size:13px}
dl.meta div{min-width:0}dl.meta dt{color:var(--soft);font-size:12px}dl.meta dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:14px;margin:10px 0;background:var(--card)}
th,td{padding:8px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-weight:600;font-size:13px;color:var(--soft);border-bottom:1.5px solid var(--ink);vertical-align:bottom}
tbody tr:last-child td,tbody tr:last-child th{border-bottom:1.5px solid var(--ink)}
tbody th{font-weight:600;min-width:9em}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.n b{font-size:15.5px;font-weight:700}
.sub{display:block;color:var(--soft);font-size:12.5px;font-weight:400;white-space:normal}
td.none{color:var(--soft);text-align:right}
.tag{display:inline-block;font-size:11.5px;border:1px solid var(--line);border-radius:3px;padding:0 5px;color:var(--soft);font-weight:400}
.key{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px;margin:12px 0}
figure{margin:0;background:var(--card);border:1px solid var(--line)}
figure img{display:block;width:100%}
figcaption{padding:8px 12px;font-size:13.5px}
.legend{font-size:13px}.swatch{display:inline-block;width:22px;height:12px;margin:0 5px 0 12px;vertical-align:-1px;border:1px solid var(--line)}
.absent{border:1px dashed var(--soft);padding:18px;color:var(--soft);background:var(--card)}
table.budget{table-layout:fixed}table.budget th:nth-child(2),table.budget th:nth-child(3){width:80px}
table.small{font-size:12.5px}table.small td,table.small th{padding:4px 8px}
.d1{padding-left:22px!important}.d2{padding-left:36px!important}.d3{padding-left:50px!important}
.passed{color:#2f6f4f}.failed{color:#b3261e;font-weight:700}.unknown{color:var(--soft)}
svg{display:block;margin-left:auto}
footer{margin-top:44px;border-top:1px solid var(--line);padding-top:10px;color:var(--soft);font-size:12px}
@page{size:A4;margin:15mm 14mm}
@media print{html{background:#fff;font-size:10.5pt}body{padding:0;max-width:none}h2,h2+.note,h3{break-after:avoid}h2{margin-top:22pt}
h1{font-size:20pt}figure,tr{break-inside:avoid}table{font-size:9pt}thead{display:table-header-group}
.maps{grid-template-columns:repeat(2,1fr);gap:8pt}td.n b{font-size:10pt}.sub{font-size:8pt}.note{font-size:8.5pt}table.budget{table-layout:fixed}table.budget th:nth-child(2),table.budget th:nth-child(3){width:80px}
table.small{font-size:8pt}
a{color:inherit;text-decoration:none}}
)css";
}

} // namespace tp::html
