import { defined } from '@ferraris/bytes'
import type { Meter } from '@ferraris/meter'
import type { Line } from '@ferraris/power-line'
import type { Aca } from '@ferraris/smitp/mac'
import type { SlaveStation } from '@ferraris/smitp/slave'
import type { LineEntry } from '../manifest.ts'
import { lineFaceOf, plugIn } from '../simulated-line/modem.ts'
import { busbarOf, plannedSubstation } from './plan/district-plan.ts'

interface Plugged {
  readonly entry: LineEntry
  readonly number: number
  readonly aca: Aca
  meter: Meter
  /** Why it is silent: its modem is dead or has failed, or it has no supply. */
  readonly silentFor: Set<Silence>
  /** Undefined while it is silent. */
  station: SlaveStation | undefined
}

type Silence = 'modem' | 'supply' | 'radio'

/** Builds a meter as it is to be now. */
export type Build = (entry: LineEntry, number: number) => Meter

/** The meters on a line, each in its place. */
export class LineMeters {
  readonly #line: Line
  readonly #build: Build
  readonly #bySerial = new Map<string, Plugged>()
  readonly #byPlace = new Map<string, Plugged>()
  readonly #placeByAca = new Map<string, string>()
  readonly #homesOf = new Map<string, number>()

  constructor(line: Line, entries: Iterable<readonly [LineEntry, number]>, build: Build) {
    this.#line = line
    this.#build = build
    for (const [entry, number] of entries) {
      const meter = build(entry, number)
      const { aca } = lineFaceOf(meter)
      const plugged: Plugged = { entry, number, aca, meter, silentFor: new Set(), station: undefined }
      plugged.station = this.#attach(plugged)
      this.#bySerial.set(entry.serial, plugged)
      this.#byPlace.set(entry.place, plugged)
      this.#placeByAca.set(aca, entry.place)
      this.#nameByNumber(plugged)
    }
  }

  /** All of them. */
  get all(): Iterable<{ readonly entry: LineEntry; readonly meter: Meter }> {
    return this.#bySerial.values()
  }

  /** By its serial number, its place, or its number among the homes of its substation: `S1.H3`. */
  find(name: string): { readonly entry: LineEntry; readonly aca: Aca; readonly meter: Meter } | undefined {
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

  /** Its modem dies, or its supply is gone: it neither answers nor repeats. */
  silence(serial: string, why: Silence): void {
    const plugged = this.#plugged(serial)
    plugged.silentFor.add(why)
    plugged.station?.detach()
    plugged.station = undefined
  }

  /** That reason is gone; it speaks when there is no other. */
  revive(serial: string, why: Silence): void {
    const plugged = this.#plugged(serial)
    if (plugged.silentFor.delete(why) && plugged.silentFor.size === 0) plugged.station = this.#attach(plugged)
  }

  /** `S1.H3` is the third home of S1, whatever the plan calls it. */
  #nameByNumber(plugged: Plugged): void {
    const substation = plannedSubstation(plugged.entry.place)
    if (plugged.entry.place === busbarOf(substation)) return
    const number = (this.#homesOf.get(substation) ?? 0) + 1
    this.#homesOf.set(substation, number)
    const name = `${substation}.H${number}`
    if (!this.#byPlace.has(name)) this.#byPlace.set(name, plugged)
  }

  #plugged(serial: string): Plugged {
    return defined(this.#bySerial.get(serial), `the meter ${serial}`)
  }

  #attach({ meter, entry, aca }: Plugged): SlaveStation {
    return lineFaceOf(meter).plugIn(plugIn(this.#line, entry.place, aca))
  }
}
