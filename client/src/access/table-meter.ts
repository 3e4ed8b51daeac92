import { encode } from '@ferraris/codec'
import {
  type Data,
  type DateTime,
  data,
  dateTimeAt,
  instantOf,
  type Obis,
  obis,
  type Zone,
} from '@ferraris/cosem'
import { clockOffsetSeconds, msOf, obisCodes, type SupplyOrder, secondsOf } from '@ferraris/metering'
import { maxFirmwareBlock } from '@ferraris/smitp'
import {
  type CommandName,
  catalogue,
  commandParameters,
  commands,
  firmwareBlocksPerRow,
  type Reading,
} from '@ferraris/smitp/tables'
import type { SmitpSession } from '@ferraris/transport'
import { ClientError } from '../client-error.ts'
import type { ClockReading } from '../clock/clock-reading.ts'
import type { Profile } from '../profiles/profile.ts'
import { everything, type Span } from '../profiles/row-requests.ts'
import { quantityOf, type RegisterAnswer, type RegisterReading } from '../registers/quantity.ts'
import { readTableProfile } from '../tables/table-profiles.ts'
import { scalerUnitOfReading } from '../tables/table-units.ts'
import type { AttributeAnswer, MeterAccess, MeterName, SwitchState } from './meter-access.ts'

export interface TableMeterOptions {
  /** Where the meter's day is: tables carry UNIX time. */
  readonly zone: Zone
  /** Epoch milliseconds; our clock by default. */
  readonly now?: () => number
  /** SHA-256 of an image; needed to load firmware. */
  readonly sha256?: (image: Uint8Array) => Uint8Array
}

/** The one attribute that is written through tables, besides the clock: the control mode of the supply switch. */
const controlMode = { classId: 70, obis: obisCodes.disconnectControl, id: 4 }

/** A meter by its tables (METERS AND MORE): the same values under the same names as through COSEM. */
export class TableMeter implements MeterAccess {
  readonly zone: Zone
  readonly #session: SmitpSession
  readonly #now: () => number
  readonly #sha256: TableMeterOptions['sha256']

  constructor(session: SmitpSession, { zone, now = Date.now, sha256 }: TableMeterOptions) {
    this.zone = zone
    this.#session = session
    this.#now = now
    this.#sha256 = sha256
  }

  async names(): Promise<readonly MeterName[]> {
    const { serial } = await this.#session.row(catalogue.identity, 0)
    return [
      { obis: obis(catalogue.identity.obis), value: data.text(serial) },
      { obis: obis(catalogue.firmware.obis), value: data.text(await this.firmware()) },
    ]
  }

  async clock(): Promise<ClockReading> {
    const from = this.#now()
    const { seconds, milliseconds } = await this.#session.row(catalogue.clock, 0)
    const shown = msOf(seconds) + milliseconds
    const instant = secondsOf(shown)
    return {
      time: dateTimeAt(seconds, this.zone),
      instant,
      offsetSeconds: clockOffsetSeconds({ from: shown, to: shown }, { from, to: this.#now() }),
    }
  }

  async setClock(time?: DateTime): Promise<ClockReading> {
    const { table, codec } = catalogue.clock
    const moment = time === undefined ? secondsOf(this.#now()) : instantOf(time, this.zone)
    if (moment === undefined) throw new ClientError('unexpected-value', 'clock', 'the time names no moment')
    const seconds = Math.floor(moment)
    const milliseconds = Math.floor(msOf(moment - seconds))
    const row = encode(codec, { seconds, milliseconds, zone: 0, flags: 0 })
    await this.#session.request({ kind: 'write.request', table, row: 0, data: row })
    return await this.clock()
  }

  async registers(names?: readonly Obis[]): Promise<readonly RegisterAnswer[]> {
    const { totals, tariffRegisters, supplyQuality } = catalogue
    const session = this.#session
    const found = [
      ...(totals.readings?.(await session.row(totals, 0)) ?? []),
      ...(tariffRegisters.readings?.(await session.row(tariffRegisters, 0)) ?? []),
      ...(supplyQuality.readings?.(await session.row(supplyQuality, 0)) ?? []),
    ].map(registerOf)
    if (names === undefined) return found
    return names.map(
      name => found.find(({ obis }) => obis === name) ?? { obis: name, refused: 'no table holds it' },
    )
  }

  async profile(name: Obis, { from, to }: Partial<Span> = {}): Promise<Profile> {
    const span = { from: from ?? everything.from, to: to ?? everything.to }
    return await readTableProfile(this.#session, this.zone, name, span)
  }

  async attribute(name: Obis, id: number): Promise<AttributeAnswer> {
    const { classId } = controlMode
    if (isControlMode(name, id))
      return { class: undefined, classId, data: data.enumeration((await this.#breaker()).controlMode) }
    const [register] = id === 2 ? await this.registers([name]) : []
    if (register !== undefined && 'raw' in register)
      return { class: undefined, classId: 3, data: data.doubleLongUnsigned(Number(register.raw)) }
    const advice = 'registers are in tables, and profiles; the rest is read through DLMS'
    throw new ClientError('no-object', `${name}:${id}`, `no table holds it; ${advice}`)
  }

  async write(name: Obis, id: number, { value }: Data): Promise<void> {
    if (!isControlMode(name, id)) {
      const detail = `no table lets it be written; there is ${controlMode.obis}:${controlMode.id}`
      throw new ClientError('no-object', `${name}:${id}`, `${detail}, the rest goes through DLMS`)
    }
    await this.#command('setBreakerMode', { mode: Number(value) })
  }

  async switchState(): Promise<SwitchState> {
    return (await this.#breaker()).controlState
  }

  async operateSwitch(order: SupplyOrder): Promise<SwitchState> {
    await this.#command(order === 'disconnect' ? 'openBreaker' : 'closeBreaker', {})
    return await this.switchState()
  }

  async firmware(): Promise<string> {
    return (await this.#session.row(catalogue.firmware, 0)).version
  }

  async loadFirmware(image: Uint8Array, version: string): Promise<string> {
    const sha256 = this.#sha256?.(image)
    const transfer = sha256?.[0]
    if (sha256 === undefined || transfer === undefined)
      throw new ClientError('not-supported', 'firmware', 'an image needs its SHA-256')
    const { table, codec, rows } = catalogue.firmwareTransfer
    const announced = encode(codec, { transfer, size: image.length, sha256, version })
    await this.#session.request({ kind: 'write.request', table, row: rows[0], data: announced })
    for (const block of await this.#missingBlocks(image.length)) {
      const part = image.subarray(block * maxFirmwareBlock, (block + 1) * maxFirmwareBlock)
      await this.#session.request({ kind: 'firmware-local.request', transfer, block, data: part })
    }
    await this.#command('activateFirmware', {})
    return await this.firmware()
  }

  /** Which blocks of an image the meter lacks. */
  async #missingBlocks(size: number): Promise<number[]> {
    const blocks = Math.ceil(size / maxFirmwareBlock)
    const [first] = catalogue.firmwareBlocks.rows
    const missing: number[] = []
    for (let from = 0; from < blocks; from += firmwareBlocksPerRow) {
      const { received } = await this.#session.row(
        catalogue.firmwareBlocks,
        first + from / firmwareBlocksPerRow,
      )
      const to = Math.min(blocks, from + firmwareBlocksPerRow)
      for (let block = from; block < to; block++) {
        const place = block - from
        if (((received[place >> 3] ?? 0) & (1 << (place & 7))) === 0) missing.push(block)
      }
    }
    return missing
  }

  #breaker() {
    return this.#session.row(catalogue.breaker, 0)
  }

  async #command<N extends CommandName>(
    name: N,
    parameters: Parameters<(typeof commandParameters)[N]['encode']>[1],
  ): Promise<void> {
    const octets = encode(commandParameters[name] as never, parameters as never)
    const request = { kind: 'command.request', command: commands[name], parameters: octets } as const
    await this.#session.request(request, { time: this.#now() })
  }
}

function isControlMode(name: Obis, id: number): boolean {
  return name === controlMode.obis && id === controlMode.id
}

function registerOf(reading: Reading): RegisterReading {
  const scalerUnit = scalerUnitOfReading(reading)
  return {
    obis: obis(reading.obis),
    raw: reading.value,
    scalerUnit,
    ...quantityOf(reading.value, scalerUnit),
  }
}
