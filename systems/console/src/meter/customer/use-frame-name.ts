import { type TextId, useText } from '../../i18n/use-text.ts'

const names: Readonly<Record<number, TextId>> = {
  1: 'chain2.frame.1',
  2: 'chain2.frame.2',
  3: 'chain2.frame.3',
  4: 'chain2.frame.4',
  5: 'chain2.frame.5',
  9: 'chain2.frame.9',
  10: 'chain2.frame.10',
  11: 'chain2.frame.11',
  20: 'chain2.frame.20',
  21: 'chain2.frame.21',
  22: 'chain2.frame.22',
  23: 'chain2.frame.23',
  25: 'chain2.frame.25',
  41: 'chain2.frame.41',
  51: 'chain2.frame.51',
}

/** What a compact frame tells, in a few words. */
export function useFrameName(): (frame: number) => string {
  const t = useText()
  return frame => {
    const name = names[frame]
    return name === undefined ? '' : t(name)
  }
}
