// Names and weighs the chosen file under its field, before a slow upload shows that it is too large.
function sentence(file, limit, words) {
  const size = (file.size / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const text = limit && file.size > limit ? words.fileTooBig : words.fileChosen;
  return text.replace("{file}", file.name).replace("{size}", size).replace("{max}", Math.floor(limit / 1048576));
}

export function showChosenFiles(page, words) {
  for (const field of page.querySelectorAll('input[type="file"][data-max-bytes]')) {
    const status = page.createElement("p");
    status.className = "ck-file-status";
    status.setAttribute("role", "status");
    field.after(status);
    field.addEventListener("change", () => {
      const limit = Number(field.dataset.maxBytes);
      status.textContent = [...field.files].map((file) => sentence(file, limit, words)).join(" ");
    });
  }
}
