import { msPerHour } from '@ferraris/metering'

/**
 * How well two stations hear each other. Only the concentrator keeps links, mostly by inference: it sees
 * whether a whole exchange over several of them came back.
 */
export interface Link {
  /** Exchanges that went over this link and back, and those that failed here: both fade with {@link halfLifeMs}, when the next one is counted. */
  tried: number
  lost: number
  /** When the two counts were last faded. */
  at: number
  /** As the listening side measured it, dB; undefined where it was not measured. */
  snr?: number
  /** Level of what was heard, dBµV. */
  signal?: number
}

/** A link with the chance that its signal alone lets expect. */
export interface GuessedLink extends Link {
  guess: number
}

/** The noise of an evening must fade by the night: old exchanges count half after this time. */
const halfLifeMs = 3 * msPerHour

/** How many exchanges the first guess is worth. */
const priorWeight = 1.5

/** No more exchanges than this count: a link that was dead for days is tried again before those that were never good. */
const mostTried = 16

export function newLink(at: number): GuessedLink {
  return guessed({ tried: 0, lost: 0, at })
}

export function guessed(link: Link): GuessedLink {
  return { ...link, guess: guessFrom(link.snr) }
}

/**
 * The guess from the signal alone that a frame and its answer pass: coded B-PSK comes through well above 4 dB and not
 * at all far below it, and the way back is taken to be as good as the way there.
 */
function guessFrom(snr: number | undefined): number {
  return snr === undefined ? 0.5 : Math.max(0.02, 1 / (1 + Math.exp(-(snr - 4) / 1.5)) ** 2)
}

/**
 * Chance, above 0 and below 1, that a request and its answer both pass this link. What happened fades whether the link is
 * used since or not: one that was in vain is worth a try again by and by.
 */
export function chance({ tried, lost, at, guess }: GuessedLink, now: number): number {
  const fade = fadeSince(at, now)
  return Math.min(0.995, ((tried - lost) * fade + priorWeight * guess) / (tried * fade + priorWeight))
}

function fadeSince(at: number, now: number): number {
  return 2 ** (-Math.max(0, now - at) / halfLifeMs)
}

/** Counts an exchange of which the share `lost` (0..1) is laid to this link. */
export function count(link: Link, lost: number, now: number): void {
  const fade = fadeSince(link.at, now)
  link.tried = link.tried * fade + (lost > 0 ? lost : 1)
  link.lost = link.lost * fade + lost
  link.at = now
  if (link.tried <= mostTried) return
  link.lost *= mostTried / link.tried
  link.tried = mostTried
}

/** Takes a measurement; a single one jumps by several dB, so that they are averaged. */
export function measure(link: GuessedLink, snr: number, signal: number): void {
  link.snr = link.snr === undefined ? snr : link.snr * 0.7 + snr * 0.3
  link.signal = link.signal === undefined ? signal : link.signal * 0.7 + signal * 0.3
  link.guess = guessFrom(link.snr)
}
