import { readdirSync, readFileSync } from 'node:fs'

/** Messages written by hand, as partners may send them or expect them. */
export const goldenNames = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.xml'))
  .map(name => name.replace('.xml', ''))

export function golden(name: string): Uint8Array {
  return readFileSync(`${import.meta.dirname}/${name}.xml`)
}

export function goldenText(name: string): string {
  return new TextDecoder().decode(golden(name))
}
