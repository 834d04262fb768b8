#!/usr/bin/env bash
# Opens the reports as their readers do: the Word file in LibreOffice, the PDF with poppler and qpdf, the web page
# in Chromium where there is one. Needs the Debian packages libreoffice-writer, poppler-utils, qpdf and python3, so
# it is no part of `cargo test`. Usage: tests/reports.sh [path of the zhibiao binary] [folder to keep pictures of pages in]
set -euo pipefail
cd "$(dirname "$0")/.."
zhibiao=${1:-target/debug/zhibiao}
[ -x "$zhibiao" ] || cargo build
zhibiao=$(realpath "$zhibiao")
pictures=${2:+$(mkdir -p "$2" && realpath "$2")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$zhibiao" demo demo.ron > /dev/null
"$zhibiao" new blank.ron > /dev/null
for of in demo blank; do
    for format in docx pdf html; do
        "$zhibiao" report $of.ron --format $format -o $of.$format > /dev/null
    done
    mkdir -p office
    soffice --headless --norestore "-env:UserInstallation=file://$work/profile" \
        --convert-to pdf --outdir office $of.docx > /dev/null 2>&1
    mv office/$of.pdf $of.word.pdf
    if [ -n "$pictures" ]; then
        pdftoppm -r 60 -png $of.word.pdf "$pictures/$of-word"
        pdftoppm -r 60 -png $of.pdf "$pictures/$of-pdf"
    fi
done

cat > pages.py <<'PY'
"""What stands on the pages of a PDF, by poppler and qpdf."""
import json, re, subprocess, sys
from xml.etree import ElementTree

def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout

def pages(path):
    """Each page: its width and height, and its words with their places."""
    tree = ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b-\x1f]", "", run("pdftotext", "-bbox", path, "-")))
    space = "{http://www.w3.org/1999/xhtml}"
    for page in tree.iter(space + "page"):
        words = [(w.text or "", float(w.get("xMin")), float(w.get("yMin"))) for w in page.iter(space + "word")]
        yield float(page.get("width")), float(page.get("height")), words

def outline(path):
    """The bookmarks: depth, words, page."""
    def walk(items, depth):
        for item in items:
            yield depth, item["title"], item["destpageposfrom1"]
            yield from walk(item["kids"], depth + 1)
    return list(walk(json.loads(run("qpdf", "--json", "--json-key=outlines", path))["outlines"], 0))

def text(words):
    return "".join(word for word, _, _ in words)

def check(path, most, landscape, word):
    all_pages = list(pages(path))
    assert 3 <= len(all_pages) <= most, (path, len(all_pages))
    for number, (width, height, words) in enumerate(all_pages, 1):
        content = text(words)
        assert f"—{number}—" in content, (path, number, content[-60:])
        # The page's number stands at the outer side: right on odd pages, left on even ones.
        x = max(words, key=lambda word: word[2])[1]
        assert (x > width / 2) == (number % 2 == 1), (path, number, x)
    wide = [words for width, height, words in all_pages if width > height]
    assert len(wide) >= landscape, (path, len(wide))
    # The head of the annex's table stands on each page that the table runs on to.
    rows = [content for content in map(text, wide) if "评价" in content and "序号" in content]
    assert len(rows) >= landscape - 1, (path, len(rows))
    marks = outline(path)
    sections = [title for depth, title, _ in marks if depth == 0]
    assert [s[0] for s in sections] == list("一二三四五六附"), sections
    assert any(depth == 1 for depth, _, _ in marks), marks
    for depth, title, page in marks:
        if word and depth == 0:
            # The contents of the Word file were filled by the program, not by LibreOffice.
            contents = text(all_pages[0][2])
            said = re.search(re.escape(re.sub(r"\s", "", title)) + r"(\d*)(?!\d)", contents)
            assert said and said.group(1) == str(page), (path, title, page, said and said.group(1))
        found = text(all_pages[page - 1][2])
        assert re.sub(r"\s", "", title) in found, (path, title, page)
    return marks

if __name__ == "__main__":
    for of in ("demo", "blank"):
        word = check(f"{of}.word.pdf", 45, 2, True)
        own = check(f"{of}.pdf", 30, 2, False)
        assert [m[:2] for m in word] == [m[:2] for m in own], (word, own)
        print(f"{of}: Word and PDF have the same {len(own)} headings, page numbers outside, repeated heads")
    told = run("pdfinfo", "demo.pdf")
    for line in (r"Tagged:\s+yes", r"Title:\s+\S+", r"Pages:\s+\d+"):
        assert re.search(line, told), (line, told)
    fonts = run("pdffonts", "demo.pdf").splitlines()[2:]
    assert fonts and all(re.search(r"yes\s+(yes|no)\s+yes\s+\d+\s+\d+$", line) for line in fonts), fonts
    print("PDF: tagged, titled, every font embedded and its text to be found again")
PY
python3 pages.py
qpdf --check demo.pdf > /dev/null

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
    echo "no Chromium: the web page was not opened"
    exit 0
fi
browse() { # arguments of Chromium
    timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" \
        --allow-file-access-from-files "$@" 2> /dev/null
}
# As wide as a telephone: only tables may be wider than the page, and they scroll on their own. A press on a
# head sorts its table, a second one turns it round; sums stay below.
cat > phone.html <<'HTML'
<!DOCTYPE html><meta charset="utf-8"><iframe id="f" src="demo.html" style="width:390px;height:800px;border:0"></iframe>
<pre id="told"></pre><script>
document.getElementById("f").onload = () => {
  const d = document.getElementById("f").contentDocument;
  const column = (t, n) => [...t.tBodies[0].rows].map(r => r.cells[n].textContent.trim());
  const of = [...d.querySelectorAll("table")].find(t => t.tFoot === null && t.tHead.rows[0].cells.length > 10);
  const heads = [...of.tHead.rows[0].cells].map(c => c.textContent.trim());
  const at = heads.findIndex(h => h === "2025年");
  const before = column(of, at);
  const press = () => of.tHead.rows[0].cells[at].querySelector("button").click();
  press(); const once = column(of, at);
  press(); const twice = column(of, at);
  const sums = [...d.querySelectorAll("tfoot")].length;
  document.getElementById("told").textContent = JSON.stringify({
    width: d.documentElement.scrollWidth, small: Math.min(...[...d.querySelectorAll("p,td,th,li,figcaption")]
      .map(e => parseFloat(getComputedStyle(e).fontSize))), before, once, twice, sums,
    charts: d.querySelectorAll("svg").length, texts: d.querySelectorAll("svg text").length,
    loaded: performance.getEntriesByType("resource").filter(e => !e.name.startsWith("file:")).length});
};</script>
HTML
browse --virtual-time-budget=8000 --dump-dom "file://$work/phone.html" > phone.txt
python3 - <<'PY'
import html, json, re
told = json.loads(html.unescape(re.search(r'<pre id="told">(.*?)</pre>', open("phone.txt").read(), re.S).group(1)))
assert told["width"] <= 390, told["width"]
assert told["small"] >= 11, told["small"]
number = lambda words: float(re.sub("[,*]", "", words)) if words != "—" else None
once, twice = [[number(w) for w in told[k] if number(w) is not None] for k in ("once", "twice")]
assert sorted(told["before"]) == sorted(told["once"]) == sorted(told["twice"])
assert {tuple(once), tuple(twice)} == {tuple(sorted(once)), tuple(sorted(once, reverse=True))}, (once, twice)
assert told["charts"] > 30 and told["texts"] > 300 and told["sums"] >= 1, told
assert told["loaded"] == 0, "something was asked of a network"
print(f"web page: {told['width']} points wide on a telephone, {told['charts']} charts with text, tables sort both ways")
PY
browse --no-pdf-header-footer --print-to-pdf="$work/printed.pdf" "file://$work/demo.html"
pages=$(pdfinfo printed.pdf | sed -n 's/Pages: *//p')
[ "$pages" -ge 5 ] && [ "$pages" -le 40 ]
pdftotext printed.pdf printed.txt
grep -q '示例数据' printed.txt
echo "web page: printed on $pages pages"
if [ -n "$pictures" ]; then
    pdftoppm -r 60 -png printed.pdf "$pictures/demo-printed"
    browse --window-size=1100,1400 --screenshot="$pictures/demo-page.png" "file://$work/demo.html"
    browse --window-size=420,820 --screenshot="$pictures/demo-phone.png" "file://$work/phone.html"
fi
