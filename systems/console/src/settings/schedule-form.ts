/** OBIS codes from a line of text, apart by spaces, commas or lines. */
export function codesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(code => code !== '')
}

/** A whole number from a field; what is none stays NaN, which the API refuses with the field's name. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
}
