// What is wrong with how the page is laid out, in words.  Called in the page with whether it is shown on paper.
(paper) => {
  const view = document.documentElement.clientWidth;
  const found = [];
  const style = (element) => getComputedStyle(element);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 40));
  const name = (element) => {
    const classes = [...element.classList].map((each) => `.${each}`).join("");
    return `<${element.localName}${element.id && `#${element.id}`}${classes}> ${short(element.textContent)}`;
  };
  // Nobody scrolls paper.
  const scrolls = (said) => !paper && (said === "auto" || said === "scroll");
  const cuts = (said) => said === "hidden" || said === "clip" || (paper && (said === "auto" || said === "scroll"));
  const above = (element) => {
    const all = [];
    for (let each = element; each && each !== document.body && each !== document.documentElement; each = each.parentElement)
      all.push(each);
    return all;
  };

  if (!document.querySelector('meta[name="viewport"][content*="width=device-width"]'))
    found.push("a phone is not told to lay it out at its own width");

  const wide = document.scrollingElement.scrollWidth;
  if (wide > view) found.push(`the page is ${wide} px wide, the window ${view} px`);

  const beyond = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || box.right <= view + 1 || !shown(element)) continue;
    if (above(element.parentElement).some((each) => scrolls(style(each).overflowX) || cuts(style(each).overflowX))) continue;
    beyond.add(element);
    if (!beyond.has(element.parentElement))
      found.push(`${name(element)} ends at ${Math.round(box.right)} px, the window at ${view} px`);
  }

  // A text must lie within the box it stands in, and within every box around it that cuts.
  const told = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.data.trim() || !shown(text.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const at = range.getBoundingClientRect();
    if (at.width === 0 || at.right <= 0) continue; // not laid out, or moved away until it is reached by the keyboard
    const boxes = above(text.parentElement);
    if (boxes.some((each) => each.clientWidth === 1 && each.clientHeight === 1)) continue; // for screen readers alone
    const own = boxes.find((each) => !["inline", "contents"].includes(style(each).display));
    let [x, y] = [true, true]; // until something around it scrolls that way
    for (const box of boxes) {
      const { overflowX, overflowY } = style(box);
      const edge = box.getBoundingClientRect();
      const aside = x && (at.right > edge.right + 1 || at.left < edge.left - 1);
      const below = y && (at.bottom > edge.bottom + 1 || at.top < edge.top - 1);
      const cut = (aside && cuts(overflowX)) || (below && cuts(overflowY));
      if (!told.has(box) && (cut || (aside && box === own && overflowX === "visible"))) {
        told.add(box);
        found.push(`${short(text.data)} ${cut ? "is cut off by" : "runs out of"} ${name(box)}`);
      }
      [x, y] = [x && !scrolls(overflowX), y && !scrolls(overflowY)];
    }
  }
  return found;
}
