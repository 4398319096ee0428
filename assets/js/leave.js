// A form that saves on submit asks before a half-filled page is left. Only forms marked data-keep take part.
export function keepAnswers(page) {
  const forms = page.querySelectorAll("form[data-keep]");
  const changed = new Set();
  for (const form of forms) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.clear());
  }
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
}
