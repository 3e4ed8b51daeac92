/** Columns of a profile, cells of a table or values of compact data at most. */
export const mostColumns = 64

/** Profiles, tables, compact data and monitors: buffers of buffers would never end. */
const composed = [7, 61, 62, 65]

/** Whether values of a class may be captured or watched: those that hold values of others may not. */
export function isCapturable({ classId }: { readonly classId: number }): boolean {
  return !composed.includes(classId)
}

/** This meter supports no restriction of what is pushed or captured. */
export function isUnrestricted(
  items: readonly { readonly restriction?: { readonly type: string | number } }[],
): boolean {
  return items.every(({ restriction }) => restriction === undefined || restriction.type === 'none')
}

/** No restriction of an item that is captured or pushed. */
export const unrestricted = { type: 'none', value: { type: 'null-data', value: null } } as const
