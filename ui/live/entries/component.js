// The only file that knows Streamlit: a mount as the default export of a component's module.

/** Called by Streamlit for the first update and each later one, with the same parent. */
export function streamlitComponent(mount) {
  return (component) =>
    mount(component.parentElement, component.data, {
      trigger: (name, value) => component.setTriggerValue(name, value),
      remember: (name, value) => component.setStateValue(name, value),
    });
}
