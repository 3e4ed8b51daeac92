/** As free text of interface G2 has to be: a meter's own words, or those of a field device, may be in it. */
export function plainText(text: string, longest: number): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, longest)
    .toWellFormed()
}
