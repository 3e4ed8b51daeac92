import { createHash } from 'node:crypto'
import { Writer } from '@ferraris/bytes'
import { decode, type ValueOf } from '@ferraris/codec'
import {
  type SignedEmergencyCall,
  secondsOf,
  secondsPerDay,
  secondsPerQuarter,
  wholeSecondsOf,
} from '@ferraris/metering'
import type { Refusal, Row } from '@ferraris/smitp'
import { aca as acaOf, dsaps } from '@ferraris/smitp/mac'
import { SmitpKey } from '@ferraris/smitp/security'
import {
  createSmitpServer,
  type ServerMemory,
  stepSmitpServer,
  type TableStore,
} from '@ferraris/smitp/session'
import { type SlaveRequest, SlaveStation } from '@ferraris/smitp/slave'
import {
  catalogue,
  commandOf,
  commandParameters,
  firmwareBlocksPerRow,
  fittingRows,
  loadProfileTables,
  type ProfileRow,
  type RowKind,
} from '@ferraris/smitp/tables'
import type { TestLine } from './line.fixture.ts'

/** How many watt-hours a register of the test meters grows in the quarter that ends at an instant (UNIX seconds). */
export function testIncrement(number: number, register: number, end: number): number {
  return register === 1 ? 0 : ((end / secondsPerQuarter) * 7 + number * 13 + register) % 400
}

const values = new Map<string, number[]>()
const epoch = secondsOf(Date.UTC(2026, 9, 1))

/** Where a register of a test meter stands at the end of a quarter. */
function valueAt(number: number, register: number, end: number): number {
  const key = `${number} ${register}`
  const known = values.get(key) ?? [1000]
  values.set(key, known)
  const place = (end - epoch) / secondsPerQuarter
  for (let i = known.length; i <= place; i++) {
    known.push(known[i - 1]! + testIncrement(number, register, epoch + i * secondsPerQuarter))
  }
  return known[place] ?? 0
}

function octets<T>({ codec }: RowKind<T>, row: NoInfer<T>): Uint8Array {
  const writer = new Writer()
  codec.encode(writer, row)
  return writer.finish()
}

/** The address of the n-th test meter. */
export function testAca(number: number) {
  return acaOf(`4645${number.toString(16).padStart(8, '0')}`)
}

/** The non-volatile state of a meter, written before its answer leaves. */
export interface MeterMemory {
  load(): string | undefined
  save(text: string): void
}

/** A meter on the line with the tables of the catalogue that a concentrator reads: real machines, made-up energies. */
export class TestMeter {
  readonly number: number
  readonly keys: { readonly k1: string; readonly k2: string }
  readonly station: SlaveStation
  /** What was done to the breaker, in order. */
  readonly switched: string[] = []
  /** Of its firmware: what it runs, what was announced, the blocks that have come, and how many came again. */
  version = '1.0'
  announced: ValueOf<typeof catalogue.firmwareTransfer.codec> | undefined
  readonly blocks = new Map<number, Uint8Array>()
  blocksAgain = 0
  connected = true
  /** Its own limiter has opened the switch: only the button closes it. */
  tripped = false
  limit = 0xffffffff
  /** Emergencies that were called to all, as often as they were heard. */
  readonly emergencies: SignedEmergencyCall[] = []
  /** How far its clock is ahead, seconds. */
  clockAhead = 0
  events: { time: number; code: number }[] = []
  /** Its first alarm register and the descriptor, and how often they have changed. */
  alarms = { word: 0, changes: 0 }
  /** Set by a test: no answers at all. */
  dead = false
  requests = 0
  /** Answers so many requests, and no more. */
  diesAfter = Number.POSITIVE_INFINITY
  readonly #line: TestLine
  #eventsRead = 0
  readonly #nonVolatile: MeterMemory | undefined
  #memory: ServerMemory = createSmitpServer(5n)

  constructor(line: TestLine, number: number, place = `m${number}`, nonVolatile?: MeterMemory) {
    this.#line = line
    this.#nonVolatile = nonVolatile
    this.#remember()
    this.number = number
    const digits = number.toString(16).padStart(32, '0')
    this.keys = { k1: digits.replace('0', 'a'), k2: digits.replace('0', 'b') }
    this.station = new SlaveStation(
      {
        aca: testAca(number),
        application: request => this.#answer(request),
        hasNews: () => this.#eventsRead < this.events.length,
      },
      station =>
        line.attach(place, {
          heard: (...frame) => this.dead || station.heard(...frame),
          sent: now => station.sent(now),
          wake: now => station.wake(now),
        }),
    )
  }

  get aca() {
    return testAca(this.number)
  }

  get adoption() {
    return { aca: this.aca, serial: `FER${String(this.number).padStart(8, '0')}`, ...this.keys }
  }

  #answer({ dsap, ecc, lsdu, maxAnswer }: SlaveRequest) {
    if (this.dead || this.requests >= this.diesAfter || dsap !== dsaps.application) return undefined
    this.requests++
    const key = (hex: string) => new SmitpKey(Buffer.from(hex, 'hex'))
    const keys = { write: key(this.keys.k1), read: key(this.keys.k2) }
    const [next, outputs] = stepSmitpServer(
      { aca: this.aca, mode: 'hardened', keys: () => ({ operational: keys }), tables: this.#tables() },
      this.#memory,
      { ecc, lsdu, maxAnswer },
    )
    this.#memory = next
    this.#keep()
    const sent = outputs.find(output => output.kind === 'send')
    return sent && { dsap, ecc: sent.ecc, lsdu: sent.lsdu }
  }

  #remember(): void {
    const text = this.#nonVolatile?.load()
    if (text === undefined) return
    const { lmon, last, switched } = JSON.parse(text)
    const octets = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
    this.#memory = {
      lmon: BigInt(lmon),
      last: last && { ecc: last.ecc, request: octets(last.request), answer: octets(last.answer) },
    }
    this.switched.push(...switched)
    this.connected = switched.at(-1) !== 'openBreaker'
  }

  #keep(): void {
    const { lmon, last } = this.#memory
    const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')
    const kept = last && { ecc: last.ecc, request: hex(last.request), answer: hex(last.answer) }
    this.#nonVolatile?.save(JSON.stringify({ lmon: String(lmon), last: kept, switched: this.switched }))
  }

  #seconds(): number {
    return wholeSecondsOf(this.#line.now) + this.clockAhead
  }

  #tables(): TableStore {
    const undefinedTable = (): Refusal => 'table-undefined'
    return {
      read: (table, row) => this.#read(table, row),
      readRows: (table, first, last) => (table === 30 ? this.#eventRows(first, last) : 'table-undefined'),
      select: (table, from, to, room) => this.#select(table, from, to, room),
      write: (table, _row, data) => {
        if (table === 60) this.#announce(decode(catalogue.firmwareTransfer.codec, data))
        else if (table !== 2) return undefinedTable()
        else this.clockAhead = 0
        return 'done'
      },
      reset: undefinedTable,
      command: (command, parameters) => {
        const name = commandOf(command)
        if (name === 'setLimit') {
          this.limit = decode(commandParameters.setLimit, parameters).watts
          return 'done'
        }
        if (name === 'activateFirmware') return this.#activate() ? 'done' : 'value-refused'
        if (name === 'shiftClock') this.clockAhead += Buffer.from(parameters).readInt32LE()
        else {
          if (name === 'openBreaker') this.tripped = false
          this.connected = name === 'closeBreaker' && !this.tripped
          this.switched.push(name ?? '?')
        }
        return 'done'
      },
      tables: () => [],
      emergency: call => {
        this.emergencies.push(call)
        return 'done'
      },
      firmwareBlock: (transfer, block, data) => {
        if (transfer !== this.announced?.transfer) return 'value-refused'
        if (this.blocks.has(block)) this.blocksAgain++
        this.blocks.set(block, data)
        return 'done'
      },
    }
  }

  #announce(announced: NonNullable<typeof this.announced>): void {
    if (Buffer.compare(announced.sha256, this.announced?.sha256 ?? Buffer.of()) !== 0) this.blocks.clear()
    this.announced = announced
  }

  #activate(): boolean {
    const image = Buffer.concat([...this.blocks].toSorted(([a], [b]) => a - b).map(([, data]) => data))
    const isWhole = createHash('sha256')
      .update(image)
      .digest()
      .equals(this.announced?.sha256 ?? Buffer.of())
    this.blocks.clear()
    if (isWhole) this.version = this.announced!.version
    return isWhole
  }

  #firmware(row: number): Uint8Array | Refusal {
    if (row === 0) return octets(catalogue.firmware, { version: this.version })
    const first = (row - 2) * firmwareBlocksPerRow
    const count = Math.min(firmwareBlocksPerRow, Math.ceil((this.announced?.size ?? 0) / 96) - first)
    if (count <= 0) return 'row-undefined'
    const received = new Uint8Array(Math.ceil(count / 8))
    for (let i = 0; i < count; i++) if (this.blocks.has(first + i)) received[i >> 3]! |= 1 << (i & 7)
    return octets(catalogue.firmwareBlocks, { received })
  }

  #read(table: number, row: number): Uint8Array | Refusal {
    const now = this.#seconds()
    const energies = (end: number) => ({
      activeImport: valueAt(this.number, 0, end),
      activeExport: valueAt(this.number, 1, end),
      reactiveImport: valueAt(this.number, 2, end),
      reactiveExport: valueAt(this.number, 3, end),
    })
    const tariffs = { tariff1: 1, tariff2: 2, tariff3: 3, tariff4: 4 }
    const quarter = now - (now % secondsPerQuarter)
    switch (table) {
      case 0:
        return octets(catalogue.statusWord, {
          bits: new Set<never>(),
          eventCounter: this.events.length,
          alarmCounter: this.alarms.changes,
        })
      case 2:
        return octets(catalogue.clock, {
          seconds: now,
          milliseconds: Math.floor(this.#line.now % 1000),
          zone: 0,
          flags: 0,
        })
      case 4:
        if (row === 1) {
          const limits = {
            active: this.limit,
            normal: this.limit,
            emergency: 0xffffffff,
            patienceSeconds: 60,
          }
          return octets(catalogue.limiter, limits)
        }
        return octets(catalogue.breaker, {
          output: this.connected ? 'closed' : 'open',
          controlState: this.connected
            ? 'connected'
            : this.tripped
              ? 'ready-for-reconnection'
              : 'disconnected',
          controlMode: 0,
        })
      case 10:
        return octets(catalogue.totals, { time: now, ...energies(quarter) })
      case 11:
        return octets(catalogue.tariffRegisters, { time: now, ...tariffs })
      case 13: {
        const days = Math.floor(quarter / secondsPerDay)
        const end = (days - ((days - row) % 93)) * secondsPerDay + 82_800
        return octets(catalogue.dailyClosure, { time: end, status: 0, ...energies(end), ...tariffs })
      }
      case 31: {
        const { word } = this.alarms
        return octets(catalogue.alarms, {
          time: now,
          register1: word,
          register2: 0,
          descriptor1: word,
          descriptor2: 0,
          register3: 0,
          descriptor3: 0,
        })
      }
      case 60:
        return this.#firmware(row)
      default:
        return 'table-undefined'
    }
  }

  #select(table: number, from: number, to: number, room: number): Row[] | Refusal {
    const register = loadProfileTables.findIndex(kind => kind.table === table)
    if (register < 0) return 'table-undefined'
    const rows: ProfileRow[] = []
    const last = Math.min(to, this.#seconds())
    for (
      let time = Math.ceil(from / secondsPerQuarter) * secondsPerQuarter;
      time <= last;
      time += secondsPerQuarter
    ) {
      rows.push({ time, status: 0, value: valueAt(this.number, register, time) })
    }
    const fitting = fittingRows(rows, room)
    return fitting.length === 0 ? [] : [{ row: 0, data: octets(loadProfileTables[register]!, fitting) }]
  }

  #eventRows(first: number, last: number): Row[] {
    const rows: Row[] = []
    for (let row = first; row <= last; row++) {
      const newest = this.events.length
      const number = newest - ((newest - row) & 0xff)
      if (number < 1) continue
      this.#eventsRead = Math.max(this.#eventsRead, number)
      rows.push({ row, data: octets(catalogue.event, { number, ...this.events[number - 1]! }) })
    }
    return rows
  }
}
