// A page as it was read, line by line, beside what each article has of it.
export default function ({ data, parentElement }) {
  const rows = data.runs.map((run) => el("section", run.owner === null ? "run free" : `run own ${run.owner % 2 ? "odd" : "even"}`, original(run), restored(run)));
  const heads = el("div", "run heads", el("p", "quiet", "原文各行"), el("p", "quiet", "还原后的文章"));
  home(parentElement).replaceChildren(el("div", "page", heads, ...rows));
}

function original(run) {
  const lines = run.lines.map((line, at) => el("li", "", el("span", "number", `${run.first + at}`), el("span", "line", line)));
  return el("ol", "original", ...lines);
}

function restored(run) {
  if (run.owner === null) return el("p", "quiet", "不在正文里（标题、署名、版面文字等）");
  return el(
    "div",
    "restored",
    run.head ? el("h3", "", el("span", "place", `${run.owner + 1}`), run.head) : el("p", "quiet", `第${run.owner + 1}篇（续）`),
    run.meta ? el("p", "quiet", run.meta) : null,
    ...run.text.split("\n").filter(Boolean).map((line) => el("p", "", line)),
  );
}
