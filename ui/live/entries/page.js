// A page of its own: what it shows lies in the page as JSON.

/** Shows the page's content with a mount, (root, data). */
export function fillPage(mount) {
  const content = document.getElementById("content").textContent;
  mount(document.getElementById("root"), JSON.parse(content));
}
