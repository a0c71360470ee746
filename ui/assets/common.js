// An element with a class and children; text goes in as text, never as HTML.
function el(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  if (tag === "button") node.type = "button";
  return node;
}

// The element of ours inside the place that Streamlit gives, made once and filled anew at every call.
function home(place) {
  const found = Array.from(place.children).find((child) => child.className === "home"); // :scope matches no shadow root
  if (found) return found;
  const made = el("div", "home");
  place.append(made);
  return made;
}
