// A number or link marked data-copy gets a button that copies it; without clipboard rights no button appears.
export function tapToCopy(page, browser) {
  if (!browser.clipboard) return;
  for (const source of page.querySelectorAll("[data-copy]")) {
    const button = page.createElement("button");
    button.type = "button";
    button.className = "ck-copy";
    button.textContent = source.dataset.copy;
    button.addEventListener("click", async () => {
      await browser.clipboard.writeText(source.textContent.trim());
      button.textContent = source.dataset.copied;
    });
    source.after(button);
  }
}
