import { toHex } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import type { SwitchMovement } from '@ferraris/metering'
import { secondsOf } from '@ferraris/metering'
import type { Effect } from '@ferraris/smitp/session'
import {
  type CommandName,
  catalogue,
  commandOf,
  commandParameters,
  type RowKindName,
} from '@ferraris/smitp/tables'
import type { Context } from './context.ts'
import { revokeCustomerDevice, writeCustomerDevice, writeCustomerSettings } from './customer-rows.ts'

/** Takes the octets of a row. Throws DecodeError for a row that is none. */
type Write = (context: Context, data: Uint8Array) => Effect

const writes: Partial<Record<RowKindName, Write>> = {
  clock: ({ store, now, millisecond }, data) => {
    const { seconds, milliseconds } = decode(catalogue.clock.codec, data)
    // Zero is "unknown" in a DATE-TIME.
    if (seconds === 0) return 'value-refused'
    const moved = store.setClock(Math.round(seconds + secondsOf(milliseconds - millisecond)), now)
    return moved ? 'done' : 'value-refused'
  },
  firmwareTransfer: ({ images }, data) => {
    const { transfer, size, sha256, version } = decode(catalogue.firmwareTransfer.codec, data)
    return images.begin({ id: transfer, size, sha256: toHex(sha256), version }) ? 'done' : 'value-refused'
  },
  customerSettings: writeCustomerSettings,
  customerDeviceKeys: writeCustomerDevice,
  keys: ({ keys, store, now }, data) => {
    const { write, read } = decode(catalogue.keys.codec, data)
    keys.load(write, read)
    store.events.record('keysChanged', now)
    return 'done'
  },
}

const resets: Partial<Record<RowKindName, (context: Context) => void>> = {
  firmwareTransfer: ({ images }) => images.abandon(),
  customerDevice: revokeCustomerDevice,
  lineStatistics: ({ restartLine }) => restartLine(),
}

/** Resets a row that the catalogue lets reset. */
export function resetRow(name: RowKindName, context: Context): Effect {
  const reset = resets[name]
  if (reset === undefined) return 'access-denied'
  reset(context)
  return 'done'
}

/** Writes a row that the catalogue lets write. Throws DecodeError. */
export function writeRow(name: RowKindName, context: Context, data: Uint8Array): Effect {
  return writes[name]?.(context, data) ?? 'access-denied'
}

function order(name: SwitchMovement, { store, now }: Context): Effect {
  // An order already carried out succeeds, as in the COSEM face.
  return store.supply.execute(name, now) || store.supply.isDone(name) ? 'done' : 'value-refused'
}

const commands: Record<CommandName, Write> = {
  openBreaker: (context, data) => {
    decode(commandParameters.openBreaker, data)
    return order('remote-disconnect', context)
  },
  closeBreaker: (context, data) => {
    decode(commandParameters.closeBreaker, data)
    return order('remote-reconnect', context)
  },
  setBreakerMode: ({ store, now }, data) => {
    const { mode } = decode(commandParameters.setBreakerMode, data)
    return store.supply.setMode(mode, now) ? 'done' : 'value-refused'
  },
  setLimit: ({ powerLimits, now }, data) => {
    const { watts } = decode(commandParameters.setLimit, data)
    return powerLimits?.set(watts, now) ? 'done' : 'value-refused'
  },
  activateFirmware: ({ images, store, now }, data) => {
    decode(commandParameters.activateFirmware, data)
    if (!images.activate(now)) return 'value-refused'
    store.events.record('firmwareActivated', now)
    return 'done'
  },
  shiftClock: ({ store, now }, data) => {
    const { seconds } = decode(commandParameters.shiftClock, data)
    if (Math.abs(seconds) > 900) return 'value-refused'
    return store.setClock(store.clock.read(now) + seconds, now) ? 'done' : 'value-refused'
  },
}

/** Carries a command out, or returns the reason for refusal. Throws DecodeError for parameters that are none. */
export function carryOut(code: number, parameters: Uint8Array, context: Context): Effect {
  const name = commandOf(code)
  return name === undefined ? 'message-unknown' : commands[name](context, parameters)
}
