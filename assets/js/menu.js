// An open menu closes with Escape and with a tap beside it; <details> alone does neither.
export function closeMenus(page) {
  const menus = [...page.querySelectorAll("details.ck-menu")];
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus.filter((each) => each.open)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  page.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
}
