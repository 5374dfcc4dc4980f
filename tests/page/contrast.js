() => {
  /* Every word of the page whose contrast with its ground is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
  const read = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  const light = (rgb) => {
    const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((each) => linear(each / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const isSeen = box.width && style.visibility !== "hidden" && style.opacity !== "0";
    if (!own || !isSeen || node.closest(":disabled")) continue;
    const grounds = [];
    for (let at = node; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    paint("#fff"); grounds.forEach(paint);
    const below = read(); paint(style.color); const above = read();
    const [one, other] = [light(below), light(above)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) poor.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${node.textContent.slice(0, 30)}`);
  }
  return poor;
}
