/** How long an impulse buries the signal, milliseconds: the mean of an exponential distribution. */
const meanLength = 0.8
/** How far it rises above the background, dB: evenly between these two. */
const [leastRise, mostRise] = [15, 40]

/** One impulse of noise within a frame. */
interface Impulse {
  /** Milliseconds. */
  readonly length: number
  /** dB above the background. */
  readonly rise: number
}

/** The impulses that meet a frame, if any: at most one, for they are rare beside a frame's length. */
export function impulseDuring(
  airtime: number,
  perMillisecond: number,
  random: () => number,
): Impulse | undefined {
  if (perMillisecond === 0 || random() >= airtime * perMillisecond) return undefined
  return {
    length: -meanLength * Math.log(1 - random()),
    rise: leastRise + (mostRise - leastRise) * random(),
  }
}
