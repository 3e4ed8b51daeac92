/** OBIS codes from a line of text, apart by spaces, commas or lines. */
export const codesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(code => code !== '')

/** A whole number from a field; what is none stays NaN, which the API refuses with the field's name. */
export const wholeNumber = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN)
