// The article beside the answer, opened at the words that are cited; and copying that also works where the browser is strict.
function el(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  if (tag === "button") node.type = "button";
  return node;
}

const panel = el("div", "reader");
panel.hidden = true;
panel.setAttribute("role", "dialog");
panel.setAttribute("aria-label", "原文");
let shown = null;

function read(request) {
  shown = request;
  for (const [name, value] of Object.entries(request.theme)) panel.style.setProperty(name, value);
  if (!panel.isConnected) document.body.append(panel);
  panel.hidden = false;
  document.body.dataset.reader = "open";
  draw(request.pointers.findIndex((one) => one.n === request.n));
  panel.querySelector(".close").focus({ preventScroll: true });
}

function close() {
  panel.hidden = true;
  delete document.body.dataset.reader;
  const origin = shown?.origin;
  shown = null;
  if (origin?.isConnected) origin.focus();
}

function draw(at) {
  const pointer = shown.pointers[at];
  const article = shown.articles[pointer.article_id];
  const body = el("div", "body", ...(article ? paragraphs(article.text, pointer.start, pointer.end) : [el("p", "", el("mark", "", pointer.quote))]));
  body.tabIndex = 0;
  panel.replaceChildren(bar(at), el("div", "head", ...heading(pointer, article)), body, foot(pointer));
  const mark = body.querySelector("mark");
  if (mark) body.scrollTop = mark.offsetTop - body.offsetTop - body.clientHeight / 4;
}

function bar(at) {
  const step = (label, to) => {
    const button = el("button", "", label);
    button.disabled = to < 0 || to >= shown.pointers.length;
    button.addEventListener("click", () => draw(to));
    return button;
  };
  const shut = el("button", "close", "关闭");
  shut.addEventListener("click", close);
  const place = el("span", "place", `出处 ${at + 1}/${shown.pointers.length}`);
  return el("nav", "", place, step("上一条", at - 1), step("下一条", at + 1), shut);
}

function heading(pointer, article) {
  if (!article) return [el("h2", "", pointer.title), el("p", "", pointer.source)];
  const people = (word, names) => (names.length ? `${word} ${names.join(" ")}` : "");
  const line = pointer.line ? `第${pointer.line}行` : "";
  return [
    article.kicker ? el("p", "", article.kicker) : null,
    el("h2", "", article.name),
    article.subtitle ? el("p", "", article.subtitle) : null,
    el("p", "", [people("记者", article.reporters), people("通讯员", article.correspondents)].filter(Boolean).join("　")),
    el("p", "", [article.issue, article.day ? `报道日期 ${article.day}` : ""].filter(Boolean).join("　")),
    el("p", "", `文件 ${pointer.source} ${line}`),
  ].filter((node) => node && node.textContent);
}

// Offsets count characters as Python does (code points), so the text is taken apart by code points.
function paragraphs(text, start, end) {
  let offset = 0;
  return text.split("\n").map((line) => {
    const points = Array.from(line);
    const [from, to] = [start - offset, end - offset].map((place) => Math.min(Math.max(place, 0), points.length));
    offset += points.length + 1;
    const slice = (a, b) => points.slice(a, b).join("");
    return el("p", "", slice(0, from), from < to ? el("mark", "", slice(from, to)) : null, slice(to));
  });
}

function foot(pointer) {
  const done = el("span", "");
  done.setAttribute("role", "status");
  const button = el("button", "", "复制这段和出处");
  const made = el("div", "foot", el("p", "reference", pointer.reference), el("p", "", button, done));
  button.addEventListener("click", async () => {
    made.querySelector(".selectable")?.remove();
    if (await copy(pointer.copy)) done.textContent = "已复制";
    else made.append(selectable(pointer.copy, "selectable"));
  });
  return made;
}

// The clipboard needs https or localhost; elsewhere the older way, over a selected text, still works.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = focused();
    const box = el("textarea", "");
    box.value = text;
    box.style.cssText = "position:fixed;opacity:0";
    document.body.append(box);
    box.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch {
      // Refused as well: the text is shown to be copied by hand.
    }
    box.remove();
    before?.focus?.({ preventScroll: true });
    return copied;
  }
}

// Where the browser refuses both ways, the text is shown, selected, to be copied by hand.
function selectable(text, name) {
  const box = el("textarea", "");
  box.value = text;
  box.readOnly = true;
  box.rows = Math.min(12, text.split("\n").length + 2);
  const words = "浏览器不让自动复制：文字已选中，请按 Ctrl+C（苹果电脑按 ⌘C）";
  box.setAttribute("aria-label", words);
  requestAnimationFrame(() => (box.focus(), box.select()));
  return el("div", name, el("p", "", words), box);
}

// The element that has the focus, also inside a part of the page that keeps its elements to itself.
function focused() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden && !event.isComposing) close();
});
// Another page has its own sources: the article of this one does not stay beside it.
window.navigation?.addEventListener("navigate", (event) => {
  if (shown && new URL(event.destination.url).pathname !== location.pathname) close();
});
window.liaocheng = { read, copy, selectable };
