// Cards: a label, a text with marked words, remarks, and the sources it rests on, each to be opened and copied.
export default function ({ data, parentElement }) {
  const root = home(parentElement);
  const tally = data.tally.map(([label, count, tone]) => el("li", tone, el("span", "", label), el("strong", "", `${count}`)));
  const cards = data.cards.map((card) => el("li", `card ${card.tone}`, ...inside(root, data, card)));
  root.replaceChildren(...(tally.length ? [el("ul", "tally", ...tally)] : []), el("ul", "cards", ...cards));
}

function inside(root, data, card) {
  const parts = [
    el("p", "head", el("span", "label", card.label), el("span", "words", ...pieces(card.text))),
    card.notes?.length ? el("ul", "notes", ...card.notes.map((note) => el("li", "", note))) : null,
    ...card.citations.map((one) => source(root, data, card, one)),
  ];
  return parts.filter(Boolean);
}

function pieces(segments) {
  return segments.map(([words, marked]) => (marked ? el("mark", "", words) : el("span", "", words)));
}

function source(root, data, card, one) {
  const open = el("button", "open", "看原文");
  open.addEventListener("click", () => read(root, data, card, one, open));
  return el(
    "div",
    "source",
    el("p", "quote", ...pieces(one.segments)),
    el("p", "quiet", one.reference),
    el("p", "quiet", `${one.title}　${one.where}${one.line ? `　原文第${one.line}行` : ""}`),
    el("p", "actions", open, copier("复制原话和出处", one.copy), copier("只复制出处", one.copy_form || one.reference)),
  );
}

function copier(label, text) {
  const done = el("span", "quiet");
  done.setAttribute("role", "status");
  const button = el("button", "", label);
  button.addEventListener("click", async () => {
    if (await window.liaocheng.copy(text)) done.textContent = "已复制";
    else button.closest(".source").append(selectable(text));
  });
  return el("span", "", button, done);
}

// Where the browser refuses to copy, the text is shown, selected, to be copied by hand.
function selectable(text) {
  const box = el("textarea", "selectable");
  box.value = text;
  box.readOnly = true;
  box.setAttribute("aria-label", "浏览器不让自动复制，请按 Ctrl+C");
  requestAnimationFrame(() => (box.focus(), box.select()));
  return box;
}

function read(root, data, card, one, origin) {
  const style = getComputedStyle(root);
  const names = ["text-color", "background-color", "secondary-background-color", "border-color", "primary-color", "font"];
  const theme = Object.fromEntries(names.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`)]));
  window.liaocheng.read({ pointers: card.citations, n: one.n, articles: data.articles, origin, theme });
}
