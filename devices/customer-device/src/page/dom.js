/** An element with attributes and children; children that are nullish or false are left out. Text is never read as HTML. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else if (key === 'style') Object.assign(made.style, value)
    else made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children.flat().filter(child => child !== undefined && child !== null && child !== false))
  return made
}
