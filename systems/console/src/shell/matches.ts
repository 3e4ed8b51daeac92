/** Whether every word typed begins a word of the text: "met si" finds "Meters: silent". Case and accents do not count. */
export function matches(text: string, typed: string): boolean {
  const words = plainWords(text)
  return plainWords(typed).every(part => words.some(word => word.startsWith(part)))
}

function plainWords(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  return plain.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
}
