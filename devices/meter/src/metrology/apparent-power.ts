import type { QuarterShape } from './quarter-shape.ts'

/** Apparent power or energy while active power is drawn, and while it is fed in. */
export type Apparent = readonly [drawn: number, fed: number]

const none: Apparent = [0, 0]

/** S² = P² + Q²: it counts where active power goes; without any, as drawn. */
export function apparent(active: number, reactive: number): Apparent {
  const volume = Math.hypot(active, reactive)
  return active < 0 ? [0, volume] : [volume, 0]
}

/** The four channels of one quarter, or what is counted of them. */
type Channels<Channel> = readonly [import_: Channel, export_: Channel, lagging: Channel, leading: Channel]

/** Second by second. */
export function summed(
  [drawn, fed, lagging, leading]: Channels<Pick<QuarterShape, 'power'>>,
  seconds: number,
): Apparent {
  let [first, second] = none
  for (let at = 0; at < seconds; at++) {
    const found = apparent(drawn.power(at) - fed.power(at), lagging.power(at) - leading.power(at))
    first += found[0]
    second += found[1]
  }
  return [first, second]
}

/**
 * The apparent energy of the first seconds of a quarter, VAs. Where active and reactive power switch together it has a closed
 * form: two levels, and what noise adds to them by its mean, for it goes both ways. The sum of the seconds differs by less than a
 * ten-thousandth.
 */
export function apparentOf(shapes: Channels<QuarterShape>, seconds: number): Apparent {
  const [drawn, fed, lagging, leading] = shapes
  const flowing = shapes.filter(({ high, low }) => high !== 0 || low !== 0)
  const [beat] = flowing
  if (beat === undefined || seconds === 0) return none
  if (flowing.some(({ rhythm, high, low }) => rhythm !== beat.rhythm && high !== low))
    return summed(shapes, seconds)
  const rhythmic = flowing.find(({ high, low }) => high !== low) ?? beat
  const on = rhythmic.highWithin(seconds)
  const net = (level: 'high' | 'low', one: QuarterShape, other: QuarterShape): number =>
    one[level] - other[level]
  let [first, second] = none
  for (const [level, length] of [
    ['high', on],
    ['low', seconds - on],
  ] as const) {
    const [active, reactive] = [net(level, drawn, fed), net(level, lagging, leading)]
    const noise = [Math.max(drawn.noise, fed.noise), Math.max(lagging.noise, leading.noise)] as const
    const volume = Math.hypot(active, reactive) + scatter(active, reactive, noise)
    if (active < 0) second += length * volume
    else first += length * volume
  }
  return [first, second]
}

/** What noise, each watt up to the most as likely as another, adds to the mean of √(P² + Q²): half its square across it. */
function scatter(active: number, reactive: number, [p, q]: readonly [number, number]): number {
  const square = active ** 2 + reactive ** 2
  if (square === 0) return 0
  const of = (most: number): number => (most * (2 * most + 1)) / 6
  const across = of(p) * reactive ** 2 - (p * q * active * reactive) / 2 + of(q) * active ** 2
  return across / (2 * square ** 1.5)
}
