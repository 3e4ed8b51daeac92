import type { FrameSeen, Line } from '@ferraris/power-line'
import { broadcast, decodeFrame } from '@ferraris/smitp/mac'
import { type LineFrame, mostRepeaters } from '@ferraris/uplink'

/** Stands for concentrators, which have no address on the power line and send frames without a sender. */
const noAddress = '000000000000'
/** Frames are published together: interval in milliseconds, and the most at once. */
const every = 400
const most = 200

interface FrameWatch {
  /** The meter at a place, and the place of a meter. */
  acaAt(place: string): string | undefined
  placeOf(aca: string): string | undefined
  /** The concentrator of the section that a place is in. */
  concentratorAt(place: string): string
  publish(concentrator: string, frames: readonly LineFrame[]): void
}

/**
 * Publishes frames of the power line hop by hop, as instruments at every place would see them. Best effort: what is too
 * much is left out. Returns the function that ends it.
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

/** The last request that a station was sent: its answer goes back there, which the frame does not show. */
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
  const sender = watch.acaAt(from) ?? noAddress
  // An answer bears the address of its sender on this hop, and the stations behind that one.
  const to = control.response ? (asked.get(sender)?.by ?? noAddress) : address
  const hop = control.response ? route.length : (asked.get(sender)?.hop ?? -1) + 1
  if (!control.response && address !== broadcast) asked.set(address, { by: sender, hop })
  const meant = watch.placeOf(to)
  const isMeant = (at: string): boolean =>
    to === broadcast || (to === noAddress ? watch.acaAt(at) === undefined : at === meant)
  return {
    at: Math.floor(start),
    from: sender,
    to,
    // Stations that pass on for each other in turn look like one long way.
    hop: sender === noAddress ? 0 : Math.min(hop, mostRepeaters),
    octets: psdu.length,
    ok: heardBy.some(({ place, fate }) => fate === 'whole' && isMeant(place)),
    psdu: Buffer.from(psdu).toString('hex'),
  }
}
