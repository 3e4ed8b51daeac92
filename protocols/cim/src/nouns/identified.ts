import type { Identified } from './common.ts'

export type { Identified } from './common.ts'

/** An object by a name. */
export function named(name: string): Identified {
  return { Names: [{ name }] }
}

/** What a message calls an object: its first name, which people use, else its identifier. */
export function identify({ mRID, Names: names = [] }: Identified): string | undefined {
  return names[0]?.name ?? mRID
}
