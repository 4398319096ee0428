// The QR code of a receipt leads to the status page with the number behind a "#", so that no server log keeps it.
export function takeNumber(page, place) {
  const field = page.querySelector("[data-take-number]");
  const number = place.hash.slice(1);
  if (!field || field.value || !/^[A-Z]{2,4}-[0-9A-Z-]{6,14}$/i.test(number)) return;
  field.value = number;
  page.querySelector(".ck-date-input input, [name^=birth_date]")?.focus();
}
