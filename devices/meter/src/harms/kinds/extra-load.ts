import type { Effect } from '../effect.ts'

/** Something is switched on in the home that would not run otherwise: what it draws is counted as all else. */
export const extraLoad: Effect = {
  draws: ({ level = 0 }) => level,
}
