const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Text between tags: line ends stay, a carriage return would be lost otherwise. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, one => escapes[one] ?? one)
}

/** Text between quotes. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, one => escapes[one] ?? one)
}

/** Characters that XML 1.0 cannot carry, halves of surrogate pairs among them. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

export function isForbidden(text: string): boolean {
  return text.search(forbidden) >= 0
}

/** For texts of others that must be told whatever they hold. */
export function withoutForbidden(text: string): string {
  return text.replace(forbidden, '\ufffd')
}
