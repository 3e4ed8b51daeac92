import { defined } from '@ferraris/bytes'
import type { Meter } from '@ferraris/meter'
import type { Line } from '@ferraris/power-line'
import type { Aca } from '@ferraris/smitp/mac'
import type { SlaveStation } from '@ferraris/smitp/slave'
import type { LineEntry } from '../manifest.ts'
import { lineFaceOf, plugIn } from '../simulated-line/modem.ts'

interface Plugged {
  readonly entry: LineEntry
  readonly number: number
  readonly aca: Aca
  meter: Meter
  /** Undefined while its modem is dead. */
  station: SlaveStation | undefined
}

/** Builds a meter as it is to be now. */
export type Build = (entry: LineEntry, number: number) => Meter

/** The meters on a line, each in its place. */
export class LineMeters {
  readonly #line: Line
  readonly #build: Build
  readonly #bySerial = new Map<string, Plugged>()
  readonly #byPlace = new Map<string, Plugged>()
  readonly #placeByAca = new Map<string, string>()

  constructor(line: Line, entries: Iterable<readonly [LineEntry, number]>, build: Build) {
    this.#line = line
    this.#build = build
    for (const [entry, number] of entries) {
      const meter = build(entry, number)
      const { aca } = lineFaceOf(meter)
      const plugged: Plugged = { entry, number, aca, meter, station: undefined }
      plugged.station = this.#attach(plugged)
      this.#bySerial.set(entry.serial, plugged)
      this.#byPlace.set(entry.place, plugged)
      this.#placeByAca.set(aca, entry.place)
    }
  }

  /** By its serial number or its place. */
  find(name: string): { readonly entry: LineEntry; readonly aca: Aca } | undefined {
    return this.#bySerial.get(name) ?? this.#byPlace.get(name)
  }

  /** A meter that is on the line, by its serial number or its place. */
  get(name: string): { readonly entry: LineEntry; readonly aca: Aca } {
    return defined(this.find(name), `the meter ${name}`)
  }

  placeOf(aca: string): string | undefined {
    return this.#placeByAca.get(aca)
  }

  /** Builds a meter again, with the same memory: what it measures has become something else. */
  renew(serial: string): void {
    const plugged = this.#plugged(serial)
    plugged.meter = this.#build(plugged.entry, plugged.number)
    if (plugged.station === undefined) return
    plugged.station.detach()
    plugged.station = this.#attach(plugged)
  }

  /** Its modem dies: it neither answers nor repeats. */
  silence(serial: string): void {
    const plugged = this.#plugged(serial)
    plugged.station?.detach()
    plugged.station = undefined
  }

  revive(serial: string): void {
    const plugged = this.#plugged(serial)
    plugged.station ??= this.#attach(plugged)
  }

  #plugged(serial: string): Plugged {
    return defined(this.#bySerial.get(serial), `the meter ${serial}`)
  }

  #attach({ meter, entry, aca }: Plugged): SlaveStation {
    return lineFaceOf(meter).plugIn(plugIn(this.#line, entry.place, aca))
  }
}
