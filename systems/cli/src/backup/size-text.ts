/** Octets for people. */
export function sizeText(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`
}
