// Measures the page that is shown. Argument: the ids of all texts.
(ids) => {
  // True for a text that reaches beyond the box that holds it; what is hidden or only read aloud does not count.
  const sticksOut = (node) => {
    if (!node.data.trim()) return false;
    let box = node.parentElement;
    while (getComputedStyle(box).display.startsWith('inline') && box !== document.body) box = box.parentElement;
    for (let one = node.parentElement; one; one = one.parentElement) {
      // Chromium measures text of an SVG that is not displayed, too.
      const { clipPath, display } = getComputedStyle(one);
      if (clipPath !== 'none' || display === 'none') return false;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const edge = box.getBoundingClientRect();
    return [...range.getClientRects()].some((rect) => rect.width > 1 && rect.right > edge.right + 1);
  };
  const navigation = performance.getEntriesByType('navigation')[0];
  const resources = performance.getEntriesByType('resource');
  const bytes = (ending) => resources.filter((one) => new URL(one.name).pathname.endsWith(ending))
    .reduce((sum, one) => sum + one.decodedBodySize, 0);
  const shifts = new PerformanceObserver(() => {});
  shifts.observe({ type: 'layout-shift', buffered: true });
  const shift = shifts.takeRecords().filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0);
  const known = new Set(ids);
  const texts = [], outside = [];
  const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const own = node.parentElement.closest('[lang]');
    texts.push({ text: node.data.trim(), foreign: own !== document.documentElement });
    if (sticksOut(node)) outside.push(node.data.trim());
  }
  for (const element of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      texts.push({ text: (element.getAttribute(name) || '').trim(), foreign: false });
    }
  }
  const untranslated = ({ text }) => known.has(text) || /\{ ?\$/.test(text)
    || text.split(/\s+/).some((word) => known.has(word) && word.split('-').length > 2);
  // Five English words in a row are a sentence. A description that a company wrote is not ours.
  const english = ({ text, foreign }) => !foreign && /([A-Za-z]{2,}[ ,]+){5,}/.test(text);
  const root = document.documentElement;
  return {
    html: navigation.decodedBodySize,
    css: bytes('.css'),
    js: bytes('.js'),
    requests: 1 + resources.length,
    // The page itself and what did not come from the browser's cache.
    loaded: 1 + resources.filter((one) => one.transferSize > 0).length,
    nodes: document.querySelectorAll('*').length,
    shift,
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    language: root.lang,
    overflow: root.scrollWidth - root.clientWidth,
    untranslated: texts.filter(untranslated).map((one) => one.text),
    english: texts.filter(english).map((one) => one.text),
    outside,
  };
}
