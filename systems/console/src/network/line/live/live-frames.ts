/** A frame as it went over one hop of the line, as the head-end's stream tells it. */
export interface LineFrame {
  /** Epoch milliseconds. */
  readonly at: number
  /** ACA of the sender, and of the next on its way. */
  readonly from: string
  readonly to: string
  /** Hops behind it. */
  readonly hop: number
  readonly octets: number
  readonly ok: boolean
}

/** A frame with a number of its own, for lists that must tell two alike apart. */
interface SeenFrame extends LineFrame {
  readonly number: number
  /** When it came here, epoch milliseconds. */
  readonly seenAt: number
}

export interface LiveLine {
  /** The newest first, at most {@link mostListed}. */
  readonly frames: readonly SeenFrame[]
  /** Those that are on the drawing at present, at most {@link mostDrawn}. */
  readonly drawn: readonly SeenFrame[]
  /** All frames since the stream was opened. */
  readonly total: number
  /** Frames by second, the present one last. */
  readonly perSecond: readonly number[]
}

export const mostListed = 50
export const mostDrawn = 24
/** How long a hop stays on the drawing, milliseconds. */
export const stay = 900
const secondsKept = 30

export const silentLine: LiveLine = {
  frames: [],
  drawn: [],
  total: 0,
  perSecond: new Array(secondsKept).fill(0),
}

/** What happened on a line since it was shown last. */
interface Passed {
  readonly frames: readonly LineFrame[]
  /** Frames that came too fast to be kept: they are counted all the same. */
  readonly uncounted: number
  /** The time now, epoch milliseconds, and how many full seconds began since. */
  readonly now: number
  readonly seconds: number
}

/** The line after that. However many frames came, what is listed and drawn stays bounded: the newest are shown. */
export function afterFrames(line: LiveLine, { frames, uncounted, now, seconds }: Passed): LiveLine {
  const seen = frames.map((frame, i) => ({ ...frame, number: line.total + i, seenAt: now })).reverse()
  const perSecond = [...line.perSecond, ...new Array(Math.min(seconds, secondsKept)).fill(0)]
  perSecond[perSecond.length - 1] += frames.length + uncounted
  return {
    frames: [...seen, ...line.frames].slice(0, mostListed),
    drawn: [...seen, ...line.drawn.filter(({ seenAt }) => seenAt > now - stay)].slice(0, mostDrawn),
    total: line.total + frames.length + uncounted,
    perSecond: perSecond.slice(-secondsKept),
  }
}

/** To all stations in hearing distance, instead of to one. */
export function isBroadcast(aca: string): boolean {
  return aca === '03FFFFFFFFFF'
}
