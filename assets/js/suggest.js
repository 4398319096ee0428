// Titles under a search box while somebody types (ARIA "combobox"); Enter still searches, unless one was chosen.
const PAUSE = 200;
const SHORTEST = 2;

export function suggestTitles(page, place) {
  for (const form of page.querySelectorAll("form[data-suggest]")) combobox(page, form, place);
}

function combobox(page, form, place) {
  const input = form.querySelector("input[type=search]");
  const list = element(page, "ul", { id: `${input.id}-saran`, className: "ck-suggest", hidden: true }, { role: "listbox" });
  let timer, asked, chosen;
  const expand = (open) => input.setAttribute("aria-expanded", String(open));

  list.setAttribute("aria-label", form.getAttribute("aria-label"));
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, autocomplete: "off" });
  form.append(list);
  expand(false);

  function choose(number) {
    chosen = number;
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === number)));
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[number].id);
  }

  function show(items) {
    list.replaceChildren(...items.map((item, number) => option(page, item, `${list.id}-${number}`)));
    list.hidden = !items.length;
    choose(-1);
    expand(!list.hidden);
  }

  function close() {
    asked?.abort();
    clearTimeout(timer);
    show([]);
  }

  async function ask() {
    const words = input.value.trim();
    if (words.length < SHORTEST) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).items);
    } catch {
      // Aborted or offline: the form still searches.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
    else if (event.key === "Enter" && chosen >= 0) place.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => place.assign(event.target.closest("li").dataset.url));
  input.addEventListener("blur", close);
}

function option(page, item, id) {
  const row = element(page, "li", { id, textContent: item.title }, { role: "option", "data-url": item.url });
  row.append(element(page, "small", { textContent: item.kind }));
  return row;
}

function element(page, tag, properties, attributes = {}) {
  return set(Object.assign(page.createElement(tag), properties), attributes);
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
