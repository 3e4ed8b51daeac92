import { broadcast } from '@ferraris/smitp/mac'

/** A way to all that its last station reaches. */
export function allBehind(route: readonly string[]): string[] {
  return [...route, broadcast]
}
