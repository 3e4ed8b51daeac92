import { at, defined } from '@ferraris/bytes'
import type { Feeder, LoadDay, LoadSource } from '@ferraris/meter'
import { type Episode, partOf, quartersPerDay } from './episodes.ts'

/**
 * What lines lose is resistance times the square of the current. Lines are built for the homes that hang on them, so that
 * a home that draws {@link usualDraw} on average, W, loses this share.
 */
const usualLoss = 0.015
const usualDraw = 350
/** Of a transformer, VA. */
const transformer = 250_000

/** A home on a line, and the substation it was planned for. */
export interface LineHome {
  readonly serial: string
  readonly substation: string
  readonly load: LoadSource
}

/** What homes draw, what their meters see of it, and what the transformers deliver, as episodes have it. */
export class SectionLoads {
  readonly #homes: ReadonlyMap<string, LineHome>
  readonly #episodes: readonly Episode[]

  constructor(homes: readonly LineHome[], episodes: readonly Episode[]) {
    this.#homes = new Map(homes.map(home => [home.serial, home]))
    this.#episodes = episodes
  }

  /** What a home's meter counts. */
  counted(serial: string): LoadSource {
    const { load } = defined(this.#homes.get(serial), `the home of ${serial}`)
    const episodes = this.#episodes.filter(
      episode => episode.serial === serial && episode.kind !== 'elsewhere',
    )
    if (episodes.length === 0) return load
    const share = (quarter: number): number =>
      episodes.reduce((left, episode) => left * (1 - missingOf(episode, partOf(episode, quarter))), 1)
    return { ...load, day: day => scaled(load.day(day), quarter => share(day * quartersPerDay + quarter)) }
  }

  /** What a transformer delivers: the sum of its homes, and what is lost on the way. */
  delivered(substation: string): LoadSource {
    const homes = [...this.#homes.values()]
    return {
      household: `substation-${substation}`,
      contractedPower: transformer,
      feeder: busbar,
      day: day => {
        const sum = emptyDay()
        let supplied = 0
        for (const { serial, load, substation: planned } of homes) {
          const episodes = this.#episodes.filter(episode => episode.serial === serial)
          if (episodes.length === 0 && planned !== substation) continue
          if (planned === substation) supplied++
          const its = load.day(day)
          for (let quarter = 0; quarter < quartersPerDay; quarter++) {
            const parts = episodes.map(episode => ({
              episode,
              part: partOf(episode, day * quartersPerDay + quarter),
            }))
            const elsewhere = parts.find(({ episode, part }) => episode.kind === 'elsewhere' && part > 0)
            const there = elsewhere?.episode.kind === 'elsewhere' ? elsewhere.episode.substation : planned
            const dark = parts.reduce(
              (sum, { episode, part }) => sum + (episode.kind === 'outage' ? part : 0),
              0,
            )
            if (there === substation) add(sum, its, quarter, Math.max(0, 1 - dark))
          }
        }
        return withLoss(sum, supplied)
      },
    }
  }
}

const channels = ['import', 'export', 'reactiveImport', 'reactiveExport'] as const

function emptyDay(): LoadDay {
  return {
    import: new Int32Array(quartersPerDay),
    export: new Int32Array(quartersPerDay),
    reactiveImport: new Int32Array(quartersPerDay),
    reactiveExport: new Int32Array(quartersPerDay),
  }
}

function scaled(load: LoadDay, share: (quarter: number) => number): LoadDay {
  const shares = Float64Array.from({ length: quartersPerDay }, (_, quarter) => share(quarter))
  const part = (energies: Int32Array): Int32Array =>
    energies.map((energy, quarter) => Math.round(energy * at(shares, quarter)))
  return {
    import: part(load.import),
    export: part(load.export),
    reactiveImport: part(load.reactiveImport),
    reactiveExport: part(load.reactiveExport),
    // A meter that does not see all of it does not open.
    trips: (load.trips ?? []).filter(quarter => at(shares, quarter) === 1),
  }
}

/**
 * What a meter does not count of a quarter hour. In one that an outage takes a part of, the meter itself counts the rest, to the
 * second.
 */
function missingOf(episode: Episode, part: number): number {
  if (episode.kind === 'bypass') return part * episode.share
  return part === 1 ? 1 : 0
}

function add(sum: LoadDay, load: LoadDay, quarter: number, part: number): void {
  for (const channel of channels) {
    sum[channel][quarter] = at(sum[channel], quarter) + Math.round(part * at(load[channel], quarter))
  }
}

function withLoss(sum: LoadDay, homes: number): LoadDay {
  // Of a Wh a quarter squared, what is lost: 4 W are a Wh a quarter.
  const resistance = (4 * usualLoss) / (usualDraw * Math.max(1, homes))
  net(sum.import, sum.export, resistance)
  net(sum.reactiveImport, sum.reactiveExport, 0)
  return sum
}

/** A transformer sees the difference of what its homes draw and feed in, not both, and what is lost on the way. */
function net(drawn: Int32Array, fed: Int32Array, resistance: number): void {
  drawn.forEach((energy, quarter) => {
    const flow = energy - at(fed, quarter)
    const delivered = Math.round(flow + resistance * flow ** 2)
    drawn[quarter] = Math.max(0, delivered)
    fed[quarter] = Math.max(0, -delivered)
  })
}

/** Before the lines: the transformer holds its voltage whatever passes it. */
const busbar: Feeder = {
  seed: 0xb05,
  voltsPerKilowatt: 0,
  serviceVoltsPerKilowatt: 0.02,
  mean: () => new Float64Array(quartersPerDay),
}
