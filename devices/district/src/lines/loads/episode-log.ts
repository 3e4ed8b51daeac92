import type { Episode } from './episodes.ts'

/** What has happened to homes and meters so far, and what still goes on. */
export class EpisodeLog {
  #episodes: readonly Episode[]
  readonly #quarter: () => number
  readonly #onChange: (serial: string) => void

  /**
   * @param quarter the next quarter hour, with which an episode begins or ends
   * @param onChange the episodes of a meter have changed
   */
  constructor(episodes: readonly Episode[], quarter: () => number, onChange: (serial: string) => void) {
    this.#episodes = episodes
    this.#quarter = quarter
    this.#onChange = onChange
  }

  get all(): readonly Episode[] {
    return this.#episodes
  }

  isOpen(kind: Episode['kind'], serial: string): boolean {
    return this.#episodes.some(isOpen(kind, serial))
  }

  /** Begins an episode now; one that was begun before a restart goes on. */
  begin(episode: Beginning): void {
    const { kind, serial } = episode
    if (this.isOpen(kind, serial)) return
    this.#change([...this.#episodes, { ...episode, from: this.#quarter() }], serial)
  }

  /** Ends an open episode; one that has lasted less than a quarter hour leaves no trace. */
  end(kind: Episode['kind'], serial: string): void {
    if (!this.isOpen(kind, serial)) return
    const ends = isOpen(kind, serial)
    const to = this.#quarter()
    const ended = this.#episodes.map(episode => (ends(episode) ? { ...episode, to } : episode))
    this.#change(
      ended.filter(({ from, to: end }) => end === undefined || end > from),
      serial,
    )
  }

  #change(episodes: readonly Episode[], serial: string): void {
    this.#episodes = episodes
    this.#onChange(serial)
  }
}

type Beginning = Episode extends infer Its ? (Its extends Episode ? Omit<Its, 'from' | 'to'> : never) : never

function isOpen(kind: Episode['kind'], serial: string) {
  return (episode: Episode): boolean =>
    episode.kind === kind && episode.serial === serial && episode.to === undefined
}
