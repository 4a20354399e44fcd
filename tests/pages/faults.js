// What is wrong with how the page is laid out, in words.  Called in the page with whether it is shown on paper.
(paper) => {
  const view = document.documentElement.clientWidth;
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 40));
  const name = (element) => {
    const classes = [...element.classList].map((each) => `.${each}`).join("");
    return `<${element.localName}${element.id && `#${element.id}`}${classes}> ${short(element.textContent)}`;
  };
  // Nobody scrolls paper.
  const scrolls = (said) => !paper && (said === "auto" || said === "scroll");
  const cuts = (said) => said === "hidden" || said === "clip" || (paper && (said === "auto" || said === "scroll"));
  // Of each element, once, because a page may have fifty thousand: the box a text in it stands in (own), the boxes around
  // it that cut or scroll (edges), both from within (boxes), and whether it is for screen readers alone (heard).
  const known = new Map();
  const around = (element) => {
    if (!element || element === document.body || element === document.documentElement)
      return { own: null, edges: [], boxes: [], heard: false };
    if (known.has(element)) return known.get(element);
    const { display, overflowX, overflowY } = getComputedStyle(element);
    const outside = around(element.parentElement);
    const inline = display === "inline" || display === "contents";
    const at = [{ element, overflowX, overflowY, edge: element.getBoundingClientRect() }];
    const open = overflowX === "visible" && overflowY === "visible";
    const here = {
      own: inline ? outside.own : element,
      edges: open ? outside.edges : at.concat(outside.edges),
      boxes: inline && open ? outside.boxes : at.concat(inline ? outside.boxes : outside.edges),
      heard: outside.heard || (element.clientWidth === 1 && element.clientHeight === 1),
    };
    known.set(element, here);
    return here;
  };

  if (!document.querySelector('meta[name="viewport"][content*="width=device-width"]'))
    found.push("a phone is not told to lay it out at its own width");

  const wide = document.scrollingElement.scrollWidth;
  if (wide > view) found.push(`the page is ${wide} px wide, the window ${view} px`);

  const beyond = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || box.right <= view + 1 || !shown(element)) continue;
    if (around(element.parentElement).edges.some((each) => each.overflowX !== "visible")) continue;
    beyond.add(element);
    if (!beyond.has(element.parentElement))
      found.push(`${name(element)} ends at ${Math.round(box.right)} px, the window at ${view} px`);
  }

  // A text must lie within the box it stands in, and within every box around it that cuts.
  const told = new Set();
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.data.trim() || !shown(text.parentElement)) continue;
    range.selectNodeContents(text);
    const at = range.getBoundingClientRect();
    if (at.width === 0 || at.right <= 0) continue; // not laid out, or moved away until it is reached by the keyboard
    const { own, boxes, heard } = around(text.parentElement);
    if (heard) continue;
    let [x, y] = [true, true]; // until something around it scrolls that way
    for (const { element, overflowX, overflowY, edge } of boxes) {
      const aside = x && (at.right > edge.right + 1 || at.left < edge.left - 1);
      const below = y && (at.bottom > edge.bottom + 1 || at.top < edge.top - 1);
      const cut = (aside && cuts(overflowX)) || (below && cuts(overflowY));
      if (!told.has(element) && (cut || (aside && element === own && overflowX === "visible"))) {
        told.add(element);
        found.push(`${short(text.data)} ${cut ? "is cut off by" : "runs out of"} ${name(element)}`);
      }
      [x, y] = [x && !scrolls(overflowX), y && !scrolls(overflowY)];
    }
  }
  return found;
}
