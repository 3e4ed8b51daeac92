/**
 * What a terminal acts upon instead of showing: control characters beside line feed and tab, the second set of them (C1), and those
 * that turn the direction of writing.
 */
const acting = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu

const introducer = '\u001b'
/** The colour sequences that our own styles make, and nothing else that begins so. */
const ours = new RegExp(`${introducer}\\[(?:1|2|4|22|24|31|32|33|36|39)m`, 'g')

/**
 * Text for a terminal. Texts of meters stand in it: what would move the cursor, hide lines or set the title is shown as a
 * symbol, and only the colours that we use ourselves remain.
 */
export function legible(text: string): string {
  let shown = ''
  let at = 0
  for (const { 0: sequence, index } of text.matchAll(ours)) {
    shown += text.slice(at, index).replace(acting, symbolOf) + sequence
    at = index + sequence.length
  }
  return shown + text.slice(at).replace(acting, symbolOf)
}

/** Controls have pictures from U+2400 on; what has none is the replacement character. */
function symbolOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** JSON for scripts that a person may look at: the same characters as escapes, which mean the same. */
export function legibleJson(json: string): string {
  return json.replace(acting, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
