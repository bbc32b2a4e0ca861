// What axe does not test, of everything that can be seen now. Returns sentences, none where all is well.
// Evaluated in the page by tests/browser/checks.py.
(() => {
  const found = [];
  const seen = (element) =>
    element.getClientRects().length > 0 &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const named = (element) => {
    const words = element.innerText || element.getAttribute("aria-label") || element.id || element.name || "";
    return `${element.localName}${element.className ? `.${String(element.className).replace(/ /g, ".")}` : ""} “${words.trim().slice(0, 40)}”`;
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);

  // Colours, as the canvas resolves whatever the style says: red, green, blue from 0 to 255, opacity from 0 to 1.
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colour = (said) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = said;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, below) => {
    const mix = (one) => top[one] * top.a + below[one] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  // What is behind an element's children: its own background over those of its ancestors, up to an opaque one.
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(colour(getComputedStyle(at).backgroundColor));
      if (layers.at(-1).a === 1) break;
    }
    if (layers.at(-1)?.a !== 1) layers.push(colour("Canvas"));
    return layers.reduceRight((below, top) => over(top, below));
  };
  // WCAG 2.2: relative luminance and contrast ratio.
  const luminance = ({ r, g, b }) => {
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  // WCAG 1.4.11: a field or a button is told from its surroundings by its edge or its fill, with 3:1.
  const SHAPED = "input, select, textarea, button, summary, .choice, a.call-link";
  for (const element of all(SHAPED)) {
    const style = getComputedStyle(element);
    const around = ground(element.parentElement);
    const edge = ["Top", "Right", "Bottom", "Left"]
      .filter((side) => Number.parseFloat(style[`border${side}Width`]) > 0)
      .map((side) => colour(style[`border${side}Color`]))
      .filter((border) => border.a > 0)
      .map((border) => contrast(over(border, around), around));
    const fill = contrast(ground(element), around);
    const field = /^(input|select|textarea)$/.test(element.localName);
    // What has neither edge nor fill of its own is told by its words, whose contrast axe tests.
    if (!field && edge.length === 0 && fill < 1.05) continue;
    const best = Math.max(fill, edge.length ? Math.min(...edge) : 1);
    if (best < 3) found.push(`${best.toFixed(2)}:1 at the edge of ${named(element)}`);
  }

  // Targets: 44 px high. A radio's target is its label; a link within a sentence is as high as its line.
  for (const element of all("a[href], button, input, select, textarea, summary, label.choice")) {
    if (element.localName === "input" && element.closest("label")) continue;
    const inline = element.localName === "a" && getComputedStyle(element).display === "inline";
    if (inline && element.parentElement.innerText.trim() !== element.innerText.trim()) continue;
    const { height } = element.getBoundingClientRect();
    if (height < 43.5) found.push(`${height.toFixed(0)} px high: ${named(element)}`);
  }

  // Nothing makes the page wider than the window.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = all("body *").filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    found.push(`${scrollWidth} px wide in ${clientWidth} px: ${wide.slice(-3).map(named).join(", ")}`);
  }

  // Whoever asks for less motion gets none: no transition, no smooth scrolling, no animation of what can be seen.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const unseen = new Set(["pointerEvents", "visibility", "offset", "computedOffset", "easing", "composite"]);
    for (const one of document.getAnimations()) {
      const changed = one.effect.getKeyframes().flatMap((frame) => Object.keys(frame));
      const moving = changed.filter((property) => !unseen.has(property));
      if (moving.length) found.push(`${moving[0]} moves in ${named(one.effect.target)}`);
    }
    for (const element of all("*")) {
      const { transitionDuration, scrollBehavior } = getComputedStyle(element);
      if (/[1-9]/.test(transitionDuration)) found.push(`a transition on ${named(element)}`);
      if (scrollBehavior === "smooth") found.push(`smooth scrolling of ${named(element)}`);
    }
  }
  return [...new Set(found)];
})()
