import { encode } from '@ferraris/codec'
import { dayNumber, type LocalDate } from '@ferraris/cosem'
import { msOf, obisCodes, type RegisterRow } from '@ferraris/metering'
import { dateTimeOf } from '@ferraris/smitp'
import { readEvents, selectProfile } from '@ferraris/smitp/session'
import {
  catalogue,
  commandParameters,
  commands,
  loadProfileTables,
  type RowKind,
  rowOfDay,
} from '@ferraris/smitp/tables'
import { latestInstant, type MeterAlarms, type MeterEvents } from '@ferraris/uplink'
import type { Image } from '../../firmware/image.ts'
import { MeterError } from '../../network/meter-error.ts'
import type {
  NeighbourhoodMeter,
  NewsCounters,
  RegisterValues,
  SwitchPosition,
} from '../../network/neighbourhood-meter.ts'
import type { Procedure } from '../../network/procedure.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { readRow, readSelection } from '../session/read-rows.ts'
import { request } from '../session/request.ts'
import { activateImage, announceImage, readMissingBlocks, sendBlock } from './firmware.ts'

/** Cumulative registers of the load profile. */
export const profileRegisters: readonly string[] = loadProfileTables.map(({ obis }) => obis)

/** A meter by its tables of METERS AND MORE. */
export class TableMeter implements NeighbourhoodMeter {
  readonly #neighbourhood: Neighbourhood
  readonly #aca: string

  constructor(neighbourhood: Neighbourhood, aca: string) {
    this.#neighbourhood = neighbourhood
    this.#aca = aca
  }

  *readNewsCounters(): Procedure<NewsCounters> {
    const { eventCounter, alarmCounter } = yield* this.#row(catalogue.statusWord, 0x3f)
    return { event: eventCounter, alarms: alarmCounter }
  }

  *readAlarms(): Procedure<MeterAlarms> {
    const { time, ...words } = yield* this.#row(catalogue.alarms, 0)
    const named = [
      [obisCodes.alarmRegister, words.register1],
      [obisCodes.alarmRegister2, words.register2],
      [obisCodes.alarmDescriptor, words.descriptor1],
      [obisCodes.alarmDescriptor2, words.descriptor2],
      [obisCodes.alarmRegister3, words.register3],
      [obisCodes.alarmDescriptor3, words.descriptor3],
    ] as const
    return { time: Math.min(msOf(time), latestInstant), words: named.map(([obis, word]) => ({ obis, word })) }
  }

  *readEvents(known: number | undefined, newest: number): Procedure<MeterEvents['events']> {
    const rows = yield* readSelection(this.#neighbourhood, this.#aca, 'events', readEvents(known, newest))
    const events = rows.map(({ time, code, number }) => ({ time: msOf(time), code, index: number }))
    return events.filter(({ time }) => time <= latestInstant)
  }

  *readProfile(register: string, from: number, to: number): Procedure<readonly RegisterRow[]> {
    const table = loadProfileTables.find(({ obis }) => obis === register)
    if (table === undefined) throw new MeterError('refused', `no table holds ${register}`)
    const selection = selectProfile(table, from, to)
    return yield* readSelection(this.#neighbourhood, this.#aca, table.name, selection)
  }

  *readRegisters(): Procedure<RegisterValues> {
    const totals = yield* this.#row(catalogue.totals, 0)
    const tariffs = yield* this.#row(catalogue.tariffRegisters, 0)
    return {
      time: msOf(totals.time),
      registers: [...valuesOf(catalogue.totals, totals), ...valuesOf(catalogue.tariffRegisters, tariffs)],
    }
  }

  *readFrozenRegisters(day: LocalDate): Procedure<RegisterValues> {
    const row = yield* this.#row(catalogue.dailyClosure, rowOfDay(dayNumber(day)))
    return { time: msOf(row.time), registers: valuesOf(catalogue.dailyClosure, row) }
  }

  *readClock(): Procedure<number> {
    const { seconds, milliseconds } = yield* this.#row(catalogue.clock, 0)
    return msOf(seconds) + milliseconds
  }

  *setClock(time: number): Procedure<void> {
    const { table } = catalogue.clock
    const data = encode(dateTimeOf, time)
    yield* request(this.#neighbourhood, this.#aca, { kind: 'write.request', table, row: 0, data })
  }

  shiftClock(seconds: number): Procedure<void> {
    return this.#command(commands.shiftClock, encode(commandParameters.shiftClock, { seconds }))
  }

  *readSwitch(): Procedure<SwitchPosition> {
    const { output, controlState } = yield* this.#row(catalogue.breaker, 0)
    return { closed: output === 'closed', waitsForButton: controlState === 'ready-for-reconnection' }
  }

  operateSwitch(closed: boolean): Procedure<void> {
    return this.#command(closed ? commands.closeBreaker : commands.openBreaker)
  }

  *setLimit(watts: number): Procedure<number> {
    yield* this.#command(commands.setLimit, encode(commandParameters.setLimit, { watts }))
    return (yield* this.#row(catalogue.limiter, 1)).active
  }

  *readFirmwareVersion(): Procedure<string> {
    return (yield* this.#row(catalogue.firmware, 0)).version
  }

  announceImage(image: Image): Procedure<void> {
    return announceImage(this.#neighbourhood, this.#aca, image)
  }

  readMissingBlocks(image: Image): Procedure<Set<number>> {
    return readMissingBlocks(this.#neighbourhood, this.#aca, image)
  }

  sendBlock(image: Image, block: number): Procedure<void> {
    return sendBlock(this.#neighbourhood, this.#aca, image, block)
  }

  activateImage(): Procedure<boolean> {
    return activateImage(this.#neighbourhood, this.#aca)
  }

  #row<Row>(kind: RowKind<Row>, row: number): Procedure<Row> {
    return readRow(this.#neighbourhood, this.#aca, kind, row)
  }

  *#command(command: number, parameters: Uint8Array = new Uint8Array()): Procedure<void> {
    yield* request(this.#neighbourhood, this.#aca, { kind: 'command.request', command, parameters })
  }
}

function valuesOf<Row>({ readings }: RowKind<Row>, row: Row): { obis: string; value: number }[] {
  return (readings?.(row) ?? []).map(({ obis, value }) => ({ obis, value }))
}
