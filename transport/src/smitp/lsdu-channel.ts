import type { Discipline, Ecc } from '@ferraris/smitp/mac'

/** An LSDU, with what stands in its frame beside it. */
export interface Lsdu {
  /** See `dsaps`. */
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  /** It begins with a segmentation header. */
  readonly segmented?: boolean
}

/** An LSDU to a meter; the discipline says how long its answer may be. */
export interface LsduRequest extends Lsdu {
  readonly discipline: Discipline
}

/** A way to one meter that carries LSDUs, one exchange at a time. It stands when it is handed over. */
export interface LsduChannel {
  /** For people: `127.0.0.1:54059`, `/dev/ttyUSB0`. */
  readonly peer: string
  /** Messages of DSAP 1 go whole, not in segments: nothing is lost on the way, and frames are as long as need be. */
  readonly isStream: boolean
  /** How often an exchange without an answer is worth repeating. */
  readonly repetitions: number
  /** The answer; undefined where none came in time. Throws TransportError when the way is gone. */
  ask(request: LsduRequest): Promise<Lsdu | undefined>
  /** Takes leave, and resolves when the medium is free again. */
  close(): Promise<void>
}
