"""Keys that are pressed faster than a busy machine lets Playwright press them."""

ARROWS = """(part, count) => {
  for (let pressed = 0; pressed < count; pressed += 1)
    part.getRootNode().activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
}"""
"""At once: between two real presses more time may pass than a rest takes."""
