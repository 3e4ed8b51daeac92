import { objectName as wholeName } from '../../objects/object-name.ts'

/**
 * Value group E of script tables `0.b.10.0.e` that are known not to open the supply (IEC 62056-6-1): end of a billing period, tariffs,
 * management of power quality, push, load profile. A table of any other name may hold whatever its maker likes.
 */
const harmless: ReadonlySet<number> = new Set([1, 100, 105, 108, 109])

/** Whether a script table is known not to open the supply, by its name. */
export function isHarmlessTable(name: string): boolean {
  const [a, , c, d, e, f] = wholeName(name).split('.').map(Number)
  return a === 0 && c === 10 && d === 0 && e !== undefined && harmless.has(e) && f === 255
}
