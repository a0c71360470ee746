// The conversations: a new one, the search, and each with its title, to be opened, renamed or removed.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = home(parentElement);
  root.send = (act) => setTriggerValue("did", act);
  if (!root.querySelector(".find")) root.append(el("div", "top", fresh(root), find(root, data.words)), el("div", "rows"));
  const rows = root.querySelector(".rows");
  const drawn = JSON.stringify(data);
  if (rows.drawn === drawn) return;
  rows.drawn = drawn;
  if (data.items.length) rows.replaceChildren(el("ul", "", ...data.items.map((one) => kept(root, rows, one, data.current))));
  else rows.replaceChildren(el("p", "quiet", data.words ? "没有找到这样的对话。" : "还没有对话。提的问题会记在这里。"));
  if (rows.typing?.isConnected) rows.typing.focus();
}

// The row of a conversation; one that says the same as before stays as it is, with what is being typed into its form.
function kept(root, rows, one, current) {
  rows.known ??= new Map();
  const same = JSON.stringify([one.title, one.when]);
  let item = rows.known.get(one.id);
  if (item?.same !== same) {
    item = el("li", "", ...row(root, one));
    item.same = same;
    item.addEventListener("focusin", (event) => (rows.typing = event.target));
    item.addEventListener("focusout", (event) => event.relatedTarget && (rows.typing = null));
    rows.known.set(one.id, item);
  }
  const open = item.querySelector(".open");
  if (one.id === current) open.setAttribute("aria-current", "true");
  else open.removeAttribute("aria-current");
  return item;
}

function fresh(root) {
  const button = el("button", "fresh", "新对话");
  button.addEventListener("click", () => root.send({ action: "new", at: Date.now() }));
  return button;
}

function find(root, words) {
  const box = el("input", "find");
  box.type = "search";
  box.placeholder = "查找对话";
  box.value = words;
  box.setAttribute("aria-label", "查找对话");
  let timer = 0;
  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(() => root.send({ action: "search", words: box.value, at: Date.now() }), 300);
  });
  box.addEventListener("compositionend", () => root.send({ action: "search", words: box.value, at: Date.now() }));
  return box;
}

function row(root, one) {
  const open = el("button", "open", el("span", "name", one.title), el("span", "quiet", one.when));
  open.addEventListener("click", () => root.send({ action: "open", id: one.id, at: Date.now() }));
  const more = el("button", "more", "⋯");
  more.setAttribute("aria-label", `改名或删除：${one.title}`);
  more.setAttribute("aria-expanded", "false");
  const form = edit(root, one, () => more.click());
  more.addEventListener("click", () => {
    form.hidden = !form.hidden;
    more.setAttribute("aria-expanded", String(!form.hidden));
    (form.hidden ? more : form.querySelector("input")).focus();
  });
  return [el("div", "line", open, more), form];
}

function edit(root, one, close) {
  const box = el("input", "title");
  box.value = one.title;
  box.maxLength = 40;
  box.setAttribute("aria-label", "对话标题");
  const save = el("button", "small", "改名");
  const rename = () => box.value.trim() && root.send({ action: "rename", id: one.id, title: box.value, at: Date.now() });
  save.addEventListener("click", rename);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") rename();
    if (event.key === "Escape") close();
  });
  const remove = el("button", "small", "删除");
  remove.addEventListener("click", () => {
    if (remove.dataset.sure) root.send({ action: "delete", id: one.id, at: Date.now() });
    remove.dataset.sure = "yes";
    remove.textContent = "确定删除";
  });
  const form = el("div", "edit", box, el("p", "buttons", save, remove));
  form.hidden = true;
  return form;
}
