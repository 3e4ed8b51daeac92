import type { DeviceView, MeterView } from '../view/device-view.ts'

/** A value in one register or two, high word first. Null is not known. */
interface Place {
  readonly words: 1 | 2
  value(view: DeviceView): number | null
}

function exchange(view: DeviceView): MeterView | undefined {
  return view.meters.find(({ role }) => role === 'M1')
}

function production(view: DeviceView): MeterView | undefined {
  return view.meters.find(({ role }) => role === 'M2')
}

function word(value: (view: DeviceView) => number | null | undefined): Place {
  return { words: 1, value: view => bounded(value(view), 0xffff) }
}

function double(value: (view: DeviceView) => number | null | undefined): Place {
  return { words: 2, value: view => bounded(value(view), 0xffff_ffff) }
}

function bounded(value: number | null | undefined, most: number): number | null {
  return value === null || value === undefined ? null : Math.min(Math.max(0, Math.round(value)), most)
}

/** No disconnection is to come. */
const noCountdown = 0xffff

/** A map like that of a device in the field, so that what reads that one reads ours (its numbers are of public code). */
export const registerMap: ReadonlyMap<number, Place> = new Map<number, Place>([
  [2, word(view => exchange(view)?.power?.value)],
  [5, double(view => exchange(view)?.importedEnergy?.value)],
  [9, word(view => exchange(view)?.averagePower?.value)],
  [12, word(view => exchange(view)?.producedPower?.value)],
  [15, double(view => exchange(view)?.exportedEnergy?.value)],
  ...[1, 2, 3, 4, 5, 6].map((tariff): [number, Place] => [
    28 + 2 * tariff,
    double(view => ofToday(exchange(view), tariff)),
  ]),
  [203, word(view => exchange(view)?.tariff?.value)],
  [780, double(view => exchange(view)?.alert?.since ?? (isKnown(view) ? 0 : null))],
  [782, word(view => (isKnown(view) ? (exchange(view)?.alert?.countdown ?? noCountdown) : null))],
  [921, word(view => production(view)?.producedPower?.value)],
  [924, double(view => production(view)?.exportedEnergy?.value)],
])

function ofToday(meter: MeterView | undefined, tariff: number): number | null | undefined {
  return meter?.today.wh === null ? null : meter?.today.byTariff[tariff]
}

function isKnown(view: DeviceView): boolean {
  return exchange(view)?.power != null
}

/** Words from an address on: `unmapped` where the map has holes, `unknown` where a value has not come yet. */
export function readRegisters(
  view: DeviceView,
  address: number,
  count: number,
): number[] | 'unmapped' | 'unknown' {
  const words: number[] = []
  while (words.length < count) {
    const place = registerMap.get(address + words.length)
    if (place === undefined || words.length + place.words > count) return 'unmapped'
    const value = place.value(view)
    if (value === null) return 'unknown'
    if (place.words === 2) words.push(value >>> 16)
    words.push(value & 0xffff)
  }
  return words
}
