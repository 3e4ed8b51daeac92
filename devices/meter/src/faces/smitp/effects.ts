import { decode } from '@ferraris/codec'
import { type CommandName, catalogue, commandOf, type Effect, type RowKindName } from '@ferraris/smitp'
import type { SwitchOrder } from '../../store/supply-switch.ts'
import type { Context } from './context.ts'

/** Takes the octets of a row. Throws DecodeError for a row that is none. */
type Write = (context: Context, data: Uint8Array) => Effect

const WRITES: Partial<Record<RowKindName, Write>> = {
  clock: ({ store, now }, data) => {
    const { seconds } = decode(catalogue.clock.codec, data)
    // Zero is "unknown" in a DATE-TIME.
    if (seconds === 0) return 'value-refused'
    store.setClock(seconds, now)
    return 'done'
  },
  keys: ({ keys, store, now }, data) => {
    const { write, read } = decode(catalogue.keys.codec, data)
    keys.load(write, read)
    store.events.record('keysChanged', now)
    return 'done'
  },
}

/** Writes a row that the catalogue lets write. Throws DecodeError. */
export const writeRow = (name: RowKindName, context: Context, data: Uint8Array): Effect =>
  WRITES[name]?.(context, data) ?? 'access-denied'

const order =
  (name: SwitchOrder): Write =>
  ({ store, now }) =>
    // What is already done is no failure, as in the COSEM face.
    store.supply.execute(name, now) || store.supply.isDone(name) ? 'done' : 'value-refused'

const COMMANDS: Record<CommandName, readonly [parameterLength: number, carryOut: Write]> = {
  openBreaker: [0, order('remote-disconnect')],
  closeBreaker: [0, order('remote-reconnect')],
  setBreakerMode: [
    1,
    ({ store, now }, [mode]) => (store.supply.setMode(mode, now) ? 'done' : 'value-refused'),
  ],
  shiftClock: [
    2,
    ({ store, now }, [low, high]) => {
      const seconds = ((high << 24) >> 16) | low
      if (Math.abs(seconds) > 900) return 'value-refused'
      store.setClock(store.clock.read(now) + seconds, now)
      return 'done'
    },
  ],
}

/** Carries a command out, or says why not. */
export const carryOut = (code: number, parameters: Uint8Array, context: Context): Effect => {
  const name = commandOf(code)
  if (name === undefined) return 'message-unknown'
  const [length, act] = COMMANDS[name]
  return parameters.length === length ? act(context, parameters) : 'length-wrong'
}
