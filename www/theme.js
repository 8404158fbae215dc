// Before the first paint: the theme that the address asks for, so that nothing flashes; and the list of
// examples open where there is room for it.
const theme = new URLSearchParams(location.search).get("theme");
if (theme === "light" || theme === "dark") {
  document.documentElement.dataset.theme = theme;
}
document.addEventListener("DOMContentLoaded", () => {
  const menu = document.getElementById("menu");
  if (menu) menu.open = matchMedia("(min-width: 60rem)").matches;
});
