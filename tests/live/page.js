// As much of a page as nodes and their sizes need.

class Node {
  constructor(tag) {
    Object.assign(this, { tag, children: [], dataset: {}, attributes: {}, textContent: "" });
    this.style = {
      setProperty: (name, value) => Object.assign(this.style, { [name]: value }),
      getPropertyValue: (name) => this.style[name] ?? "",
    };
    this.listeners = {};
  }

  replaceChildren(...nodes) {
    this.children = nodes;
  }

  append(...nodes) {
    this.children.push(...nodes);
  }

  appendChild(node) {
    this.append(node);
    return node;
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (["max", "value"].includes(name)) this[name] = value;
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  querySelector() {
    this.path ??= new Node("path");
    return this.path;
  }

  addEventListener(name, handler) {
    this.listeners[name] = handler;
  }

  fire(name) {
    this.listeners[name]?.({});
  }
}

/** Puts document and window in place; returns a maker of nodes with these properties. */
export function usePage({ width = 1280, height = 720 } = {}) {
  globalThis.document = {
    createElement: (tag) => new Node(tag),
    documentElement: new Node("html"),
    fullscreenElement: null,
  };
  globalThis.window = { innerWidth: width, innerHeight: height, devicePixelRatio: 1 };
  globalThis.getComputedStyle = () => ({ paddingLeft: "0", paddingRight: "0" });
  return (properties = {}) => Object.assign(new Node("div"), properties);
}
