/** Longest name that is kept of what a stranger says of itself. A logical device name has 16 octets, a serial number rarely more. */
export const longestName = 64

/** What a stranger says, as the store keeps it: in one line, and no longer than it is of use. */
export function strangerText(text: string, longest = longestName): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, longest)
    .toWellFormed()
}
