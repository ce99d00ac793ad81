"""How our own components reach the browser: a few inline lines that load the built asset."""

from typing import Any

import streamlit as st

from kt_core.web import asset_version

# Inline code is sent again with every change of a component's data, so it only loads the real
# module: a file that browsers keep. Every page lies directly below the app's base path.
_LOADER = """
const base = new URL("./kt/assets/", document.baseURI);
let module;
export default function (component) {
  let unmount = () => {};
  let gone = false;
  module ??= import(new URL("{asset}", base));
  module.then(
    ({ mount }) => { if (!gone) unmount = mount(component, base); },
    () => {
      module = undefined;
      component.parentElement.querySelector("[data-kt]").textContent = component.data.missing;
    },
  );
  return () => { gone = true; unmount(); };
}
"""


def component(name: str, *, height: int, isolate_styles: bool = True) -> Any:
    """The mounting command of the component whose browser part is the asset `<name>.js`.

    Its `data` must have `missing`, the sentence for when the asset can't be loaded. `height`
    (pixels) is reserved until the asset is there, so that nothing below jumps.
    """
    own = f"kt-{name.replace('_', '-')}"
    return st.components.v2.component(
        f"kt_{name}",
        html=f'<div data-kt class="{own}" data-testid="{own}" style="min-height:{height}px"></div>',
        js=_LOADER.replace("{asset}", asset(f"{name}.js")),
        isolate_styles=isolate_styles,
    )


def asset(name: str) -> str:
    """The asset's address below the assets' folder; it changes with the asset's content."""
    return f"{name}?v={asset_version(name)}"
