/** Whether PostgreSQL keeps text as it is: it takes no NUL, and half a surrogate pair becomes another character on the way. */
export function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
