import type { Episode } from './episodes.ts'

/** What has happened to homes and meters so far, and what still goes on. */
export class EpisodeLog {
  #episodes: readonly Episode[]
  readonly #now: (kind: Episode['kind']) => number

  /** @param now the quarter hour with which an episode of a kind begins or ends */
  constructor(episodes: readonly Episode[], now: (kind: Episode['kind']) => number) {
    this.#episodes = episodes
    this.#now = now
  }

  get all(): readonly Episode[] {
    return this.#episodes
  }

  /** Begins an episode now, if none goes on, also since before a restart; says whether it has. */
  begin(episode: Beginning): boolean {
    const { kind, serial } = episode
    if (this.#episodes.some(isOpen(kind, serial))) return false
    this.#episodes = [...this.#episodes, { ...episode, from: this.#now(kind) }]
    return true
  }

  /** Ends an open episode, and says whether there was one; one that has lasted for nothing leaves no trace. */
  end(kind: Episode['kind'], serial: string): boolean {
    const ends = isOpen(kind, serial)
    if (!this.#episodes.some(ends)) return false
    const to = this.#now(kind)
    const ended = this.#episodes.map(episode => (ends(episode) ? { ...episode, to } : episode))
    this.#episodes = ended.filter(({ from, to: end }) => end === undefined || end > from)
    return true
  }
}

type Beginning = Episode extends infer Its ? (Its extends Episode ? Omit<Its, 'from' | 'to'> : never) : never

function isOpen(kind: Episode['kind'], serial: string) {
  return (episode: Episode): boolean =>
    episode.kind === kind && episode.serial === serial && episode.to === undefined
}
