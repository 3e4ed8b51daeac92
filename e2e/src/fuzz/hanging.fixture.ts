import type { Target } from './target.ts'

/** Two targets, one of which never ends with an input that begins with 7F and has four octets. */
export function allTargets(): Target[] {
  const hangs = (octets: Uint8Array) => {
    while (octets.length === 4 && octets[0] === 0x7f);
  }
  return [
    { name: 'hangs', decode: hangs, seeds: [new Uint8Array(4)] },
    { name: 'harmless', decode: () => {}, seeds: [new Uint8Array(9)] },
  ]
}
