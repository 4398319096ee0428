// Reads a chosen CSV into the text field beside it, so that the preview shows it before anything is saved.
document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.tableFor || !input.files.length) return;
  const text = document.getElementById(input.dataset.tableFor);
  const bytes = new Uint8Array(await input.files[0].arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return; // a workbook: the server says what to do
  let content;
  try {
    content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    content = new TextDecoder("windows-1252").decode(bytes);
  }
  text.value = content.replace(/^\uFEFF/, "");
  input.value = "";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.dispatchEvent(new Event("change", { bubbles: true }));
  text.focus();
});
