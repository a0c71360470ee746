// Who is signed in, and the way out, which takes the cookie along.
export default function ({ data, parentElement }) {
  const button = el("button", "", "退出");
  button.addEventListener("click", async () => {
    await fetch("/sign-out", { method: "POST", referrerPolicy: "same-origin" }).catch(() => null);
    location.assign("/");
  });
  home(parentElement).replaceChildren(el("p", "leave", el("span", "quiet", data.name || "办公室口令"), button));
}
