import { DecodeError } from '@ferraris/bytes'
import { DlmsError } from '@ferraris/dlms'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { decodeCosem, encodeCosem } from '@ferraris/smitp/cosem'
import type { ApduLink, ApduReceiver, LinkTerms } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'
import type { TunnelGate } from './tunnel-gate.ts'

/** A meter behind a concentrator, and the two service access points of an association with it. */
interface TunnelPlace {
  readonly concentrator: string
  readonly aca: string
  readonly client: number
  readonly server: number
}

/** DSAP of DLMS over SMITP. */
const dlms = 1

/**
 * Carries APDUs of one association through a concentrator, each request a message end to end; ciphering and keys stay with
 * head-end and meter. `timeoutMs` is for each answer over the power line. Throws TransportError `unreachable` without a tunnel.
 */
export async function openTunnelLink(
  gate: TunnelGate,
  place: TunnelPlace,
  terms: LinkTerms,
): Promise<ApduLink> {
  terms.signal?.throwIfAborted()
  if (!gate.has(place.concentrator)) {
    throw new TransportError('unreachable', `reaching ${place.aca}: ${place.concentrator} has not called`)
  }
  return new TunnelLink(gate, place, terms)
}

class TunnelLink implements ApduLink {
  readonly peer: string
  readonly #gate: TunnelGate
  readonly #place: TunnelPlace
  readonly #terms: LinkTerms
  readonly #end = new AbortController()
  #receiver: ApduReceiver | undefined

  constructor(gate: TunnelGate, place: TunnelPlace, terms: LinkTerms) {
    this.peer = `${place.aca} through ${place.concentrator}`
    this.#gate = gate
    this.#place = place
    this.#terms = terms
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
  }

  send(apdu: Uint8Array): void {
    this.#exchange(apdu).catch(error => {
      if (this.#end.signal.aborted) return
      this.#end.abort()
      this.#receiver?.onClosed(error as Error)
    })
  }

  async close(): Promise<void> {
    this.#end.abort()
  }

  async #exchange(apdu: Uint8Array): Promise<void> {
    const { concentrator, aca, client, server } = this.#place
    const { timeoutMs, onFrame } = this.#terms
    // Shown as of every meter: APDUs in the wrapper, with the same addresses.
    onFrame?.({ direction: 'sent', octets: encodeWpdu({ source: client, destination: server, apdu }) })
    const request = { aca, dsap: dlms, ecc: 'none' as const, lsdu: encodeCosem({ client, server, apdu }) }
    const answer = await this.#gate.request(concentrator, request, { timeoutMs, signal: this.#end.signal })
    const received = read(answer.lsdu)
    onFrame?.({
      direction: 'received',
      octets: encodeWpdu({ source: received.server, destination: received.client, apdu: received.apdu }),
    })
    if (received.client === client && received.server === server) this.#receiver?.onApdu(received.apdu)
  }
}

function read(lsdu: Uint8Array): ReturnType<typeof decodeCosem> {
  try {
    return decodeCosem(lsdu)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new DlmsError('malformed-apdu', error.message, { cause: error })
  }
}
