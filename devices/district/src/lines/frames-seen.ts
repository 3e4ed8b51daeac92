import type { FrameSeen, Line } from '@ferraris/power-line'
import { broadcast, decodeFrame } from '@ferraris/smitp/mac'
import type { LineFrame } from '@ferraris/uplink'

/** Concentrators have no address on the line: frames do not say who sends them. This stands for them. */
const nobody = '000000000000'
/** Frames are told together, this often and so many, milliseconds. */
const every = 400
const most = 200

export interface FrameWatch {
  /** The meter at a place, and the place of a meter. */
  acaAt(place: string): string | undefined
  placeOf(aca: string): string | undefined
  /** The concentrator in whose section a place is. */
  concentratorAt(place: string): string
  publish(concentrator: string, frames: readonly LineFrame[]): void
}

/**
 * Tells what goes over the line, hop by hop, as somebody with an instrument at every place would see it. Best effort: what
 * is too much is left out. Gives what ends it.
 */
export function watchFrames(line: Line, watch: FrameWatch): () => void {
  const waiting = new Map<string, LineFrame[]>()
  const asked = new Map<string, Asked>()
  const unwatch = line.watch(seen => {
    const concentrator = watch.concentratorAt(seen.from)
    const frames = waiting.get(concentrator) ?? []
    waiting.set(concentrator, frames)
    const frame = toldOf(seen, asked, watch)
    if (frames.length < most) frames.push(frame)
  })
  const timer = setInterval(() => {
    for (const [concentrator, frames] of waiting) watch.publish(concentrator, frames)
    waiting.clear()
  }, every)
  return () => {
    unwatch()
    clearInterval(timer)
  }
}

/** The last request that a station was sent: its answer goes back there, though the frame does not say so. */
interface Asked {
  readonly by: string
  readonly hop: number
}

function toldOf(
  { from, psdu, start, heardBy }: FrameSeen,
  asked: Map<string, Asked>,
  watch: FrameWatch,
): LineFrame {
  const { address, route, control } = decodeFrame(psdu)
  const sender = watch.acaAt(from) ?? nobody
  // An answer bears the address of whoever sends it on this hop, and the stations behind that one.
  const to = control.response ? (asked.get(sender)?.by ?? nobody) : address
  const hop = control.response ? route.length : (asked.get(sender)?.hop ?? -1) + 1
  if (!control.response && address !== broadcast) asked.set(address, { by: sender, hop })
  const meant = watch.placeOf(to)
  const isMeant = (at: string): boolean =>
    to === broadcast || (to === nobody ? watch.acaAt(at) === undefined : at === meant)
  return {
    at: Math.floor(start),
    from: sender,
    to,
    hop: sender === nobody ? 0 : hop,
    octets: psdu.length,
    ok: heardBy.some(({ place, fate }) => fate === 'whole' && isMeant(place)),
    psdu: Buffer.from(psdu).toString('hex'),
  }
}
